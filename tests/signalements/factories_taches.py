"""Builders of fictional tasks, signed by the system."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from quietude.partenaires.models import Organisation
from quietude.signalements.models import Signalement, Tache
from tests.signalements.factories import make_signalement
from tests.strategie.factories import make_organisation, write


def make_tache(
    signalement: Signalement | None = None,
    service: Organisation | None = None,
    jours: int = 3,
    **fields: Any,
) -> Tache:
    """As it is stored; due in so many days."""
    values = {"quoi": "Vérifier l’éclairage (essai)", **fields}
    return write(
        Tache,
        signalement=signalement or make_signalement(),
        service=service or make_organisation(),
        echeance=timezone.localdate() + timedelta(days=jours),
        **values,
    )
