"""What the privacy notice says: who keeps what, for how long, from the dated settings."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from quietude.portail.choix import town
from quietude.signalements.conservation import rule_of, settings_known


@dataclass(frozen=True)
class Notice:
    """`mois`: how long contact details outlive a report; `jours`: how long they stay in
    quarantine; `contact`: whom to write to."""

    ville: str
    mois: int
    jours: int
    contact: str


def notice(on: date) -> Notice:
    """The notice as it holds on this day."""
    rule = rule_of(on, settings_known())
    return Notice(
        ville=town(),
        mois=rule.mois,
        jours=rule.jours,
        contact=settings.QUIETUDE_DPO,
    )
