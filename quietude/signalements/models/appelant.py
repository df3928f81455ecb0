"""Who called: kept apart from the report, encrypted, erased on schedule."""

from typing import ClassVar

from django.db import models

from quietude.journal.models import Journalise
from quietude.signalements.coffre import ChampChiffre
from quietude.signalements.models.signalement import Signalement
from quietude.signalements.querysets import AppelantQuerySet


class Appelant(Journalise):
    """Never in a list, an export or the journal, which only says that the row moved."""

    JOURNAL_SUJET = ("signalements.signalement", "signalement_id")
    JOURNAL_SANS = ("nom", "telephone", "email")

    signalement = models.OneToOneField(Signalement, models.CASCADE, related_name="appelant")
    nom = ChampChiffre("nom")
    telephone = ChampChiffre("téléphone")
    email = ChampChiffre("adresse électronique")
    rappel = models.BooleanField("souhaite une réponse", default=True)

    objects = AppelantQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["signalement"]

    def __str__(self) -> str:
        return f"Appelant du signalement {self.signalement_id}"
