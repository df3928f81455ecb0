"""What mediators report of a day: where, when, what kind, how many people, never who."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from quietude.journal.models import Journalise
from quietude.signalements.enums import Affluence, ListePassage, TrancheHoraire
from quietude.signalements.models.brouillon import Brouillon
from quietude.signalements.models.categorie import Categorie, LigneDatee
from quietude.signalements.querysets import ListeDateeQuerySet
from quietude.signalements.querysets_passages import (
    DEBUTS,
    ParagrapheQuerySet,
    PassageQuerySet,
)
from quietude.socle.models import in_order, known_choice
from quietude.territoire.models import Lieu, Secteur


class ChoixPassage(LigneDatee, Journalise):
    """A word of the lists of the mediators; `categorie` is what a report of it would bear."""

    liste = models.CharField("liste", max_length=20, choices=ListePassage)
    code = models.SlugField(max_length=60, unique=True)
    libelle = models.CharField("libellé", max_length=200)
    categorie = models.ForeignKey(
        Categorie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="catégorie du signalement que l’on en ferait",
    )
    depuis = models.DateField("depuis le", null=True, blank=True)
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = ListeDateeQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "mot des médiateurs"
        ordering: ClassVar = ["ordre", "libelle"]
        constraints: ClassVar = [
            known_choice("liste", ListePassage, "choix_passage_liste_connue"),
            in_order("depuis", "jusqu_au", "choix_passage_dates"),
        ]

    def __str__(self) -> str:
        return self.libelle


class Passage(Journalise):
    """One stop of a mediator. `secteurs` is {division code: sector code}, as for a report.

    No name, and no words about a person: `note` is a short fact.
    """

    jour = models.DateField("jour", default=timezone.localdate)
    heure = models.TimeField("heure")
    nature = models.ForeignKey(
        ChoixPassage, models.PROTECT, related_name="passages", verbose_name="nature"
    )
    gestes = ArrayField(
        models.SlugField(max_length=60),
        default=list,
        blank=True,
        verbose_name="ce qui a été fait",
    )
    affluence = models.CharField("personnes rencontrées", max_length=2, choices=Affluence)
    lieu = models.ForeignKey(Lieu, models.PROTECT, null=True, blank=True, related_name="+")
    adresse = models.CharField("endroit", max_length=300, blank=True)
    secteurs = models.JSONField(default=dict, blank=True)
    note = models.CharField("précision factuelle", max_length=200, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PassageQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-jour", "-heure", "-id"]
        constraints: ClassVar = [
            known_choice("affluence", Affluence, "passage_affluence_connue"),
            models.CheckConstraint(
                condition=~Q(affluence=""),
                name="passage_affluence_dite",
                violation_error_message="Dites combien de personnes ont été rencontrées.",
            ),
            models.CheckConstraint(
                condition=Q(lieu__isnull=False) | ~Q(adresse=""),
                name="passage_situe",
                violation_error_message="Dites où.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-jour", "-heure", "-id"], name="passage_jour"),
            models.Index(fields=["auteur", "-id"], name="passage_auteur"),
        ]

    def __str__(self) -> str:
        return f"Passage {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("signalements:passage", args=[self.pk])

    @property
    def endroit(self) -> str:
        return self.lieu.nom if self.lieu else self.adresse

    @property
    def tranche(self) -> TrancheHoraire:
        return next(
            (part for start, part in DEBUTS if self.heure >= start), TrancheHoraire.NUIT
        )


class PassageEnCours(Brouillon):
    """The passage that is being typed."""

    class Meta:
        verbose_name = "passage en cours"
        verbose_name_plural = "passages en cours"

    def __str__(self) -> str:
        return f"Passage en cours de {self.utilisateur}"


class ParagrapheAmbiance(Journalise):
    """What mediators write of a sector for the note of a month; the journal keeps versions."""

    mois = models.DateField("mois")  # its first day
    secteur = models.ForeignKey(Secteur, models.PROTECT, related_name="+")
    texte = models.TextField("ce que l’on en dit", max_length=2000, blank=True)

    objects = ParagrapheQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "paragraphe de la note d’ambiance"
        ordering: ClassVar = ["mois", "secteur"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mois", "secteur"],
                name="paragraphe_ambiance_unique",
                violation_error_message="Ce secteur a déjà son paragraphe ce mois-là.",
            ),
            models.CheckConstraint(
                condition=Q(mois__day=1),
                name="paragraphe_ambiance_mois",
                violation_error_message="Un mois se dit par son premier jour.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.secteur}, {self.mois:%m/%Y}"
