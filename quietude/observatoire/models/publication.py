"""What a strategy's document prints of the diagnosis: tables, figures, claims.

Kept as printed. `recueil` is the code of the document (the strategy) that prints them.
"""

from typing import ClassVar

from django.db import models

from quietude.journal.models import Journalise
from quietude.observatoire.enums import SensVariation
from quietude.observatoire.querysets import PublicationQuerySet
from quietude.socle.models import in_order, known_choice


class Tableau(Journalise):
    recueil = models.SlugField(max_length=80)
    code = models.SlugField(max_length=80)
    titre = models.CharField("titre", max_length=300)
    lieu = models.CharField("imprimé en", max_length=60)
    source = models.TextField("source", blank=True)
    unite = models.CharField("unité", max_length=60, blank=True)
    contenu = models.JSONField(help_text="colonnes, lignes, relations, notes (PackTableau)")

    objects = PublicationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["recueil", "code"]
        verbose_name_plural = "tableaux"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recueil", "code"], name="tableau_code_unique"),
        ]

    def __str__(self) -> str:
        return self.titre


class Chiffre(Journalise):
    recueil = models.SlugField(max_length=80)
    code = models.SlugField(max_length=80)
    grandeur = models.SlugField(max_length=80)
    libelle = models.CharField("libellé", max_length=300)
    valeur = models.DecimalField("valeur", max_digits=16, decimal_places=4)
    unite = models.CharField("unité", max_length=60, blank=True)
    debut = models.DateField("du", null=True, blank=True)
    fin = models.DateField("au", null=True, blank=True)
    lieu = models.CharField("imprimé en", max_length=60)
    calcul = models.JSONField(
        "calculé de", default=dict, blank=True, help_text="vide, ou un Calcul de PackChiffre"
    )
    note = models.TextField("note", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = PublicationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["recueil", "ordre"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recueil", "code"], name="chiffre_code_unique"),
            in_order("debut", "fin", "chiffre_periode"),
        ]

    def __str__(self) -> str:
        return self.libelle


class Affirmation(Journalise):
    recueil = models.SlugField(max_length=80)
    code = models.SlugField(max_length=80)
    libelle = models.CharField("libellé", max_length=300)
    lieu = models.CharField("imprimé en", max_length=60)
    de = models.CharField("valeur de départ", max_length=200, blank=True)
    a = models.CharField("valeur d'arrivée", max_length=200, blank=True)
    sens = models.CharField("sens annoncé", max_length=10, choices=SensVariation, blank=True)
    pourcentage = models.DecimalField(
        "variation annoncée (%)", max_digits=16, decimal_places=4, null=True, blank=True
    )
    decimales = models.PositiveSmallIntegerField(default=2)
    debut = models.DateField("du", null=True, blank=True)
    fin = models.DateField("au", null=True, blank=True)
    ruptures = models.JSONField("ruptures", default=list, blank=True)
    note = models.TextField("note", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = PublicationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["recueil", "ordre"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recueil", "code"], name="affirmation_code_unique"),
            known_choice("sens", SensVariation, "affirmation_sens_connu"),
            in_order("debut", "fin", "affirmation_periode"),
        ]

    def __str__(self) -> str:
        return self.libelle
