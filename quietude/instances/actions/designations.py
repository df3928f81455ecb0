"""Name who holds a seat, and end it."""

from datetime import date, timedelta

from django.utils import timezone

from quietude.comptes.actions import Lien
from quietude.comptes.models import Utilisateur
from quietude.instances.actions.convies import follow_seats
from quietude.instances.enums import QualiteDesignation
from quietude.instances.envois import Envois
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
    lien: Lien,
) -> Envois:
    """Give the seat to a person; whoever had it leaves the day before.

    Of the meetings to come that are convened already, one is convened and the other told.
    """
    require(can_keep_meetings(actor))
    seats = Membre.objects.select_for_update(of=["self"]).select_related("instance")
    locked = seats.get(pk=membre.pk)
    running = locked.designations.filter(fin__isnull=True)
    if running.filter(personne=personne).exists():
        raise ActionImpossible(f"{personne} tient déjà ce siège.")
    for row in running.filter(qualite=qualite):
        _end(row, debut - timedelta(days=1))
    Designation.objects.create(
        membre=locked,
        fonction=locked.fonction,
        personne=personne,
        qualite=qualite,
        debut=debut,
    )
    return follow_seats(actor, locked.instance, lien)


@action
def end_designation(
    *, actor: Utilisateur, designation: Designation, lien: Lien, fin: date | None = None
) -> Envois:
    """The person no longer holds the seat after this day (yesterday when none is given), and
    is told of the meetings to come to which they were convened."""
    require(can_keep_meetings(actor))
    rows = Designation.objects.select_for_update(of=["self"]).select_related("membre__instance")
    found = rows.get(pk=designation.pk)
    body = found.membre.instance
    _end(found, fin or timezone.localdate() - timedelta(days=1))
    return follow_seats(actor, body, lien)


def _end(row: Designation, fin: date) -> None:
    """One named the same day by mistake never held it."""
    if fin < row.debut:
        row.delete()
        return
    row.fin = fin
    row.save()
