"""Name who holds a seat, and end it."""

from datetime import date, timedelta

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import QualiteDesignation
from quietude.instances.models import Designation, Membre
from quietude.instances.rules import can_keep_meetings
from quietude.journal.actions import action
from quietude.partenaires.models import Personne
from quietude.socle.regles import ActionImpossible, require


@action
def name_holder(
    *,
    actor: Utilisateur,
    membre: Membre,
    personne: Personne,
    qualite: QualiteDesignation,
    debut: date,
) -> Designation:
    """Give the seat to a person; whoever had it leaves the day before."""
    require(can_keep_meetings(actor))
    locked = Membre.objects.select_for_update().get(pk=membre.pk)
    running = locked.designations.filter(fin__isnull=True)
    if running.filter(personne=personne).exists():
        raise ActionImpossible(f"{personne} tient déjà ce siège.")
    for row in running.filter(qualite=qualite):
        _end(row, debut - timedelta(days=1))
    return Designation.objects.create(
        membre=locked,
        fonction=locked.fonction,
        personne=personne,
        qualite=qualite,
        debut=debut,
    )


@action
def end_designation(
    *, actor: Utilisateur, designation: Designation, fin: date | None = None
) -> Designation:
    """The person no longer holds the seat after this day (yesterday when none is given)."""
    require(can_keep_meetings(actor))
    found = Designation.objects.select_for_update().get(pk=designation.pk)
    return _end(found, fin or timezone.localdate() - timedelta(days=1))


def _end(row: Designation, fin: date) -> Designation:
    """One named the same day by mistake never held it."""
    if fin < row.debut:
        row.delete()
        return row
    row.fin = fin
    row.save()
    return row
