"""What is being typed, so that a lost connection loses nothing."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from quietude.signalements.coffre import ChampChiffre


class Brouillon(models.Model):
    """One a person and a kind; encrypted whole, whatever is in it.

    Not journalised: nothing is decided until it is taken. `termine` outlives the taking,
    emptied: what arrives late for the same `cle` is neither kept nor taken twice.
    """

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    cle = models.CharField(max_length=40)
    donnees = ChampChiffre()
    termine = models.BooleanField(default=False)
    enregistre_le = models.DateTimeField(auto_now=True)

    objects: ClassVar["models.Manager[Brouillon]"]

    class Meta:
        abstract = True
