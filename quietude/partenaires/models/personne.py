"""People in their office: who speaks for an organisation, from when, until when."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quietude.journal.models import Journalise
from quietude.partenaires.models.organisation import Organisation


class Personne(Journalise):
    """Professional contact details only."""

    nom = models.CharField("nom", max_length=150)
    email = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="personne",
        verbose_name="compte",
    )

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Mandat(Journalise):
    """An office held in an organisation, both days included; no end = still held."""

    JOURNAL_SUJET = ("partenaires.personne", "personne_id")

    personne = models.ForeignKey(Personne, models.CASCADE, related_name="mandats")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="mandats")
    fonction = models.CharField("fonction", max_length=300)
    debut = models.DateField("depuis le", default=date.today)
    fin = models.DateField("jusqu'au", null=True, blank=True)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-debut", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="mandat_dates",
                violation_error_message="Un mandat ne finit pas avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fonction} ({self.organisation})"
