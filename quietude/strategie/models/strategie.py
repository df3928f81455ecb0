"""The strategy, its objectives, and who signed it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.socle.models import in_order, known_choice
from quietude.strategie.enums import EtatStrategie, NatureObjectif
from quietude.strategie.querysets import StrategieQuerySet


class Strategie(Journalise):
    """Stratégie territoriale de sécurité et de prévention de la délinquance (CSI D132-7)."""

    code = models.SlugField(max_length=80, unique=True)
    titre = models.CharField("titre", max_length=300)
    debut = models.DateField("début")
    fin = models.DateField("fin")
    etat = models.CharField(
        "état", max_length=20, choices=EtatStrategie, default=EtatStrategie.PROJET
    )
    adoptee_le = models.DateField("adoptée le", null=True, blank=True)
    precedente = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suivantes",
        verbose_name="stratégie précédente",
    )
    niveau_strategique = models.CharField(max_length=300, default="Objectif stratégique")
    niveau_operationnel = models.CharField(max_length=300, default="Objectif opérationnel")
    niveau_fiche = models.CharField(max_length=300, default="Fiche action")

    objects = StrategieQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "stratégie"
        ordering: ClassVar = ["-debut"]
        constraints: ClassVar = [
            known_choice("etat", EtatStrategie, "strategie_etat_connu"),
            in_order("debut", "fin", "strategie_periode"),
            models.CheckConstraint(
                condition=Q(precedente__isnull=True) | ~Q(precedente=F("id")),
                name="strategie_ne_se_succede_pas",
                violation_error_message="Une stratégie ne se succède pas à elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("strategie:arbre")


class Objectif(Journalise):
    strategie = models.ForeignKey(Strategie, models.CASCADE, related_name="objectifs")
    code = models.SlugField(max_length=80)
    nature = models.CharField("nature", max_length=20, choices=NatureObjectif)
    numero = models.CharField("numéro", max_length=20)
    titre = models.CharField("titre", max_length=300)
    titre_sommaire = models.CharField("titre au sommaire", max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="enfants"
    )
    texte = models.TextField("texte", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["strategie", "ordre"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strategie", "code"], name="objectif_code_unique"),
            known_choice("nature", NatureObjectif, "objectif_nature_connue"),
        ]

    def __str__(self) -> str:
        return f"{self.numero}. {self.titre}"


class Signataire(Journalise):
    """An office that signs; never a person."""

    JOURNAL_SUJET = ("strategie.strategie", "strategie_id")

    strategie = models.ForeignKey(Strategie, models.CASCADE, related_name="signataires")
    fonction = models.CharField("fonction", max_length=300)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre"]

    def __str__(self) -> str:
        return self.fonction
