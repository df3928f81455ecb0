"""One real object for each argument of the settings of the reports."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from quietude.signalements.models import DureeConservation
from tests.strategie.factories import write

_DUREES = ("conservation_modifier", "conservation_supprimer")


def settings_values() -> dict[str, Any]:
    """By view, by app, by argument."""
    later = timezone.localdate() + timedelta(days=30)
    duree = write(DureeConservation, depuis=later, mois=6, source="Essai").pk
    return {
        "signalements.issue": "regle",
        **{f"signalements:{name}.pk": duree for name in _DUREES},
    }
