"""Set how long contacts are kept; erase what rejected sendings said."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.actions.vie import lock
from quietude.signalements.conservation import rejected_due
from quietude.signalements.empreintes import CONSERVATION, check_version
from quietude.signalements.models import DureeConservation, MiseEnQuarantaine
from quietude.signalements.models.conservation import JOURS_MAX, MOIS_MAX
from quietude.signalements.rules_reglages import can_amend_retention
from quietude.socle.formats import jour
from quietude.socle.regles import ActionImpossible, require

EFFACE = "(effacé)"
PASSE = "Un réglage commence aujourd’hui ou plus tard : ce qui est passé ne se réécrit pas."
PARTI = "Ce réglage a été supprimé entre-temps."


@action
def save_duree(
    *,
    actor: Utilisateur,
    duree: DureeConservation,
    valeurs: Mapping[str, Any],
    version: str | None = None,
) -> DureeConservation:
    """A new setting, or one whose first day is not over put right.

    ActionImpossible for a day gone by, a day that has its setting, or a length out of bounds;
    ConflitDeVersion when somebody wrote it since `version`.
    """
    row = _locked(duree) if duree.pk else DureeConservation()
    require(can_amend_retention(actor, row))
    if row.pk:
        check_version(row, CONSERVATION, version, "ce réglage")
    for name, value in valeurs.items():
        setattr(row, name, value)
    if not row.modifiable:
        raise ActionImpossible(PASSE)
    if DureeConservation.objects.filter(depuis=row.depuis).exclude(pk=row.pk).exists():
        raise ActionImpossible(
            f"Un réglage commence déjà le {jour(row.depuis)} : modifiez-le plutôt."
        )
    if not (1 <= row.mois <= MOIS_MAX and 1 <= row.quarantaine_jours <= JOURS_MAX):
        raise ActionImpossible(
            f"De 1 à {MOIS_MAX} mois après la clôture, de 1 à {JOURS_MAX} jours en quarantaine."
        )
    row.save()
    return row


@action
def remove_duree(*, actor: Utilisateur, duree: DureeConservation) -> None:
    """Take back a setting whose first day is not over: the one before it goes on."""
    row = _locked(duree)
    require(can_amend_retention(actor, row))
    row.delete()


def _locked(duree: DureeConservation) -> DureeConservation:
    rows = DureeConservation.objects.select_for_update().filter(pk=duree.pk)
    found: DureeConservation | None = rows.first()
    if found is None:
        raise ActionImpossible(PARTI)
    return found


@action
def erase_rejected(*, actor: Utilisateur | None, on: date | None = None) -> int:
    """What sendings rejected as abuse said goes: words, address, point, notes of the timeline.

    Kind, day, sector and state stay, which name nobody, for the code of follow-up.
    """
    day = on or timezone.localdate()
    due = MiseEnQuarantaine.objects.filter(rejected_due(day)).select_for_update(of=("self",))
    rows = list(due.select_related("signalement").order_by("signalement"))
    for aside in rows:
        row = lock(aside.signalement)
        row.note, row.adresse = "", EFFACE
        row.longitude, row.latitude, row.fait_heure = None, None, None
        row.save()
        row.suites.all().delete()
        aside.efface_le = day
        aside.save()
    return len(rows)
