"""What the privacy notice says: who keeps what, for how long, from the dated settings."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from quietude.portail.choix import town
from quietude.signalements.conservation import PAR_DEFAUT
from quietude.signalements.models import DureeConservation


@dataclass(frozen=True)
class Notice:
    """`mois`: how long contact details outlive a report; `contact`: whom to write to."""

    ville: str
    mois: int
    contact: str


def notice(on: date) -> Notice:
    """The notice as it holds on this day."""
    setting = DureeConservation.objects.filter(depuis__lte=on).first()
    return Notice(
        ville=town(),
        mois=setting.mois if setting else PAR_DEFAUT,
        contact=settings.QUIETUDE_DPO,
    )
