"""What a sheet says it will measure, and from what; values are never typed here."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.socle.models import in_order, known_choice
from quietude.strategie.enums import FrequenceIndicateur, NatureIndicateur, SensIndicateur
from quietude.strategie.models.fiche import SUJET_FICHE, FicheAction, Mesure


class Indicateur(Journalise):
    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="indicateurs")
    mesure = models.ForeignKey(
        Mesure, models.CASCADE, null=True, blank=True, related_name="indicateurs"
    )
    code = models.CharField("code", max_length=60)
    libelle = models.CharField("libellé", max_length=300)
    nature = models.CharField("nature", max_length=20, choices=NatureIndicateur, blank=True)
    unite = models.CharField("unité", max_length=60, blank=True)
    ventilation = ArrayField(
        models.CharField(max_length=300), verbose_name="ventilation", default=list, blank=True
    )
    reference = models.DecimalField(
        "valeur de référence", max_digits=16, decimal_places=4, null=True, blank=True
    )
    reference_debut = models.DateField("référence du", null=True, blank=True)
    reference_fin = models.DateField("référence au", null=True, blank=True)
    reference_note = models.TextField("note sur la référence", blank=True)
    cible = models.DecimalField("cible", max_digits=16, decimal_places=4, null=True, blank=True)
    cible_echeance = models.DateField("échéance de la cible", null=True, blank=True)
    sens = models.CharField("sens attendu", max_length=10, choices=SensIndicateur, blank=True)
    frequence = models.CharField(
        "fréquence", max_length=20, choices=FrequenceIndicateur, blank=True
    )
    fournisseur = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicateurs_fournis",
        verbose_name="fourni par",
    )
    source = models.JSONField("source", null=True, blank=True)  # a PackSource
    note = models.TextField("note", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fiche", "code"],
                name="indicateur_code_unique",
                violation_error_message="Ce code d'indicateur est déjà pris dans la fiche.",
            ),
            known_choice("nature", NatureIndicateur, "indicateur_nature_connue"),
            known_choice("sens", SensIndicateur, "indicateur_sens_connu"),
            known_choice("frequence", FrequenceIndicateur, "indicateur_frequence_connue"),
            models.CheckConstraint(
                condition=Q(source__isnull=True) | Q(source__contains={}),
                name="indicateur_source_objet",
            ),
            in_order("reference_debut", "reference_fin", "indicateur_reference_periode"),
        ]

    def __str__(self) -> str:
        return self.libelle
