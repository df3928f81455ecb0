"""What is being typed during a call, so that a lost connection loses nothing."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from quietude.signalements.coffre import ChampChiffre
from quietude.signalements.models.signalement import Signalement


class AppelEnCours(models.Model):
    """One a person; encrypted whole, since a caller's contact may be in it.

    Not journalised: nothing is decided until the report is taken. `termine` outlives the
    taking, emptied: what arrives late for the same `cle` is neither kept nor taken twice.
    """

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    cle = models.CharField(max_length=40)
    donnees = ChampChiffre()
    termine = models.BooleanField(default=False)
    signalement = models.ForeignKey(
        Signalement, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    enregistre_le = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "appel en cours"
        verbose_name_plural = "appels en cours"
        indexes: ClassVar = [models.Index(fields=["enregistre_le"], name="appel_en_cours_age")]

    def __str__(self) -> str:
        return f"Appel en cours de {self.utilisateur}"
