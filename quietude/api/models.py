"""What other applications may send and read, and by which keys."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from quietude.api.querysets import CleQuerySet, ServiceQuerySet
from quietude.journal.models import Journalise
from quietude.signalements.models import Categorie, Signalement


class ServiceOuvert(Journalise):
    """A category that applications may report; `publie`: its reports may be read by anyone,
    without their text, their contact, nor their exact place."""

    categorie = models.OneToOneField(
        Categorie, models.CASCADE, related_name="service_ouvert", verbose_name="catégorie"
    )
    publie = models.BooleanField("se lit sans clé", default=False)

    objects = ServiceQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "service ouvert"
        verbose_name_plural = "services ouverts"
        ordering: ClassVar = ["categorie__ordre", "categorie__libelle"]

    def __str__(self) -> str:
        return str(self.categorie)


class CleApplication(Journalise):
    """The right of one application to send; the key itself is shown once and not stored."""

    JOURNAL_SANS = ("empreinte",)

    nom = models.CharField("application", max_length=150)
    debut = models.CharField("début de la clé", max_length=8)
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    creee_le = models.DateTimeField("créée le", default=timezone.now)
    creee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="créée par"
    )
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)

    objects = CleQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "clé d’application"
        verbose_name_plural = "clés d’application"
        ordering: ClassVar = ["-creee_le", "-id"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.debut}…)"


class EnvoiApplication(Journalise):
    """Which application a report came through."""

    JOURNAL_SUJET = ("signalements.signalement", "signalement_id")

    signalement = models.OneToOneField(Signalement, models.CASCADE, related_name="+")
    cle = models.ForeignKey(CleApplication, models.PROTECT, related_name="envois")

    class Meta(Journalise.Meta):
        verbose_name = "envoi d’une application"
        ordering: ClassVar = ["signalement"]

    def __str__(self) -> str:
        return f"Signalement {self.signalement_id} par {self.cle}"
