"""A file handed over by the page or the command, and what came of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.observatoire.enums import EtatImportation
from quietude.observatoire.models.serie import Source
from quietude.observatoire.querysets import ImportationQuerySet
from quietude.socle.models import known_choice


class Importation(Journalise):
    """`rapport` is what the person reads: see `quietude.observatoire.imports.rapport`."""

    JOURNAL_SANS = ("progression",)

    fichier = models.CharField(max_length=255)
    chemin = models.CharField(max_length=500, blank=True)  # where the file waits
    millesime = models.CharField("millésime", max_length=120, blank=True)
    etat = models.CharField(
        max_length=20, choices=EtatImportation, default=EtatImportation.EN_ATTENTE
    )
    progression = models.PositiveSmallIntegerField(default=0)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    demande_le = models.DateTimeField(auto_now_add=True)
    fini_le = models.DateTimeField(null=True, blank=True)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="importations"
    )
    rapport = models.JSONField(default=dict, blank=True)

    objects = ImportationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-demande_le"]
        constraints: ClassVar = [
            known_choice("etat", EtatImportation, "importation_etat_connu"),
        ]

    def __str__(self) -> str:
        return self.fichier

    def get_absolute_url(self) -> str:
        return reverse("observatoire:importation", args=[self.pk])
