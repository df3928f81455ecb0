"""One real object for each argument of the settings of the reports."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from quietude.signalements.models import DureeConservation, Patrimoine
from tests.strategie.factories import make_organisation, write
from tests.territoire.builders import make_lieu

_DUREES = ("conservation_modifier", "conservation_supprimer")
_PATRIMOINE = ("patrimoine_modifier", "patrimoine_supprimer")


def settings_values() -> dict[str, Any]:
    """By view, by app, by argument."""
    later = timezone.localdate() + timedelta(days=30)
    duree = write(DureeConservation, depuis=later, mois=6, source="Essai").pk
    landlord = make_organisation("loueur", nature="bailleur")
    estate = write(Patrimoine, lieu=make_lieu("residence"), bailleur=landlord).pk
    return {
        "signalements.issue": "regle",
        **{f"signalements:{name}.pk": estate for name in _PATRIMOINE},
        **{f"signalements:{name}.pk": duree for name in _DUREES},
    }
