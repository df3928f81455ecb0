"""What is being typed during a call, so that a lost connection loses nothing."""

from typing import ClassVar

from django.db import models

from quietude.signalements.models.brouillon import Brouillon
from quietude.signalements.models.signalement import Signalement


class AppelEnCours(Brouillon):
    """A caller's contact may be in it."""

    signalement = models.ForeignKey(
        Signalement, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "appel en cours"
        verbose_name_plural = "appels en cours"
        indexes: ClassVar = [models.Index(fields=["enregistre_le"], name="appel_en_cours_age")]

    def __str__(self) -> str:
        return f"Appel en cours de {self.utilisateur}"
