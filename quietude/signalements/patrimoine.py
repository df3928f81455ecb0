"""The landlord of a place on a day, and what a form may say instead."""

from datetime import date

from quietude.partenaires.models import Organisation
from quietude.signalements.models import Patrimoine, Signalement
from quietude.territoire.models import Lieu

D_APRES_LE_LIEU, AUCUN = "", "aucun"


def landlord_of(lieu: Lieu | None, on: date) -> Organisation | None:
    """The one whose estates the place is in on that day."""
    if lieu is None:
        return None
    found = Patrimoine.objects.of(lieu).between(on, on).select_related("bailleur").first()
    return found.bailleur if found else None


def choice_of(row: Signalement) -> str:
    """What the form shows of a report: that of its place, another, or none."""
    told = landlord_of(row.lieu, row.fait_le)
    if row.bailleur_id == (told.pk if told else None):
        return D_APRES_LE_LIEU
    return str(row.bailleur_id) if row.bailleur_id else AUCUN
