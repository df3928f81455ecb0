"""Statistical series: where a figure comes from, what it counts, where, and when.

An observation is kept for each source: a newer vintage supersedes, and the older stays.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.observatoire.enums import (
    Base,
    EtatObservation,
    FamilleSource,
    NatureSerie,
    NiveauPerimetre,
)
from quietude.observatoire.models.nomenclature import Grandeur
from quietude.observatoire.querysets import ObservationQuerySet, SerieQuerySet, SourceQuerySet
from quietude.socle.models import in_order, known_choice
from quietude.territoire.models import Secteur


class Source(Journalise):
    """One file or document that figures come from.

    `rang` sorts the vintages of a family ("2025-2026-02-03": geography, then production).
    `recueil` is the strategy that publishes, for figures printed in its document.
    """

    code = models.SlugField(max_length=120, unique=True)
    famille = models.CharField(max_length=20, choices=FamilleSource)
    titre = models.CharField(max_length=300)
    producteur = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    adresse = models.URLField(blank=True)
    millesime = models.CharField("millésime", max_length=120, blank=True)
    rang = models.CharField(max_length=40, blank=True)
    fichier = models.CharField(max_length=255, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    lignes = models.PositiveIntegerField(null=True, blank=True)
    importee_le = models.DateTimeField("importée le", null=True, blank=True)
    recueil = models.SlugField(max_length=80, blank=True)
    note = models.TextField(blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["famille", "-rang"]
        constraints: ClassVar = [
            known_choice("famille", FamilleSource, "source_famille_connue"),
            models.UniqueConstraint(
                fields=["empreinte"],
                condition=~Q(empreinte=""),
                name="source_empreinte_unique",
                violation_error_message="Ce fichier a déjà été importé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.titre}, {self.millesime}" if self.millesime else self.titre


class Perimetre(Journalise):
    """What a series is about: a commune, a département, France, a police service, a sector.

    `compare` marks a place that the town follows in order to compare itself with it.
    """

    niveau = models.CharField(max_length=20, choices=NiveauPerimetre)
    code = models.CharField(max_length=160)
    nom = models.CharField(max_length=200)
    compare = models.BooleanField("suivi pour comparaison", default=False)
    secteur = models.ForeignKey(
        Secteur, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["niveau", "nom"]
        verbose_name = "périmètre"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["niveau", "code"], name="perimetre_code_unique"),
            known_choice("niveau", NiveauPerimetre, "perimetre_niveau_connu"),
        ]

    def __str__(self) -> str:
        return self.nom


class Serie(Journalise):
    """One quantity followed in one place, with its unit and its dimensions.

    `recueil` is empty for what was imported or typed in; a strategy's pack owns its own.
    `dimensions` are words ({"âge": "mineurs"}); two series differing only there compare.
    """

    recueil = models.SlugField(max_length=80, blank=True)
    code = models.SlugField(max_length=160)
    libelle = models.CharField("libellé", max_length=300)
    unite = models.CharField("unité", max_length=60, blank=True)
    nature = models.CharField(
        max_length=20, choices=NatureSerie, default=NatureSerie.EVENEMENTS
    )
    base = models.CharField(max_length=20, choices=Base, default=Base.AUCUNE)
    theme = models.SlugField("thème", max_length=80, blank=True)
    groupe = models.CharField(max_length=200, blank=True)  # series drawn and tabled together
    dimensions = models.JSONField(default=dict, blank=True)
    grandeur = models.ForeignKey(
        Grandeur, models.PROTECT, null=True, blank=True, related_name="series"
    )
    perimetre = models.ForeignKey(Perimetre, models.PROTECT, related_name="series")
    # Cells of the document that it follows ("allo-quietude:total"), for a strategy's own.
    points = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    origine = models.TextField("source, quand le tableau ne la dit pas", blank=True)
    # Codes of the breaks that concern it although its family does not tell.
    ruptures = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    note = models.TextField(blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = SerieQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "libelle"]
        verbose_name = "série"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recueil", "code"], name="serie_code_unique"),
            known_choice("nature", NatureSerie, "serie_nature_connue"),
            known_choice("base", Base, "serie_base_connue"),
        ]

    def __str__(self) -> str:
        return self.libelle

    def get_absolute_url(self) -> str:
        return reverse("observatoire:serie", args=[self.pk])


class Observation(Journalise):
    """One figure of a series over one span of days, as one source gives it.

    `taux` is the producer's own (per 1,000 of `denominateur`); a withheld figure has neither
    value nor rate, and the database refuses one.
    """

    JOURNAL_SUJET = ("observatoire.serie", "serie_id")

    serie = models.ForeignKey(Serie, models.CASCADE, related_name="observations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="observations")
    debut = models.DateField("du")
    fin = models.DateField("au")
    etat = models.CharField(
        max_length=20, choices=EtatObservation, default=EtatObservation.PUBLIEE
    )
    valeur = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    taux = models.DecimalField(max_digits=14, decimal_places=7, null=True, blank=True)
    denominateur = models.PositiveIntegerField("dénominateur", null=True, blank=True)
    denominateur_annee = models.PositiveSmallIntegerField(
        "millésime du dénominateur", null=True, blank=True
    )
    reference = models.CharField("cellule imprimée", max_length=200, blank=True)
    note = models.TextField(blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["debut", "fin"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["serie", "source", "debut", "fin"],
                name="observation_unique",
                violation_error_message="Cette période a déjà une valeur de cette source.",
            ),
            known_choice("etat", EtatObservation, "observation_etat_connu"),
            in_order("debut", "fin", "observation_periode"),
            models.CheckConstraint(
                condition=Q(etat=EtatObservation.PUBLIEE) & Q(valeur__isnull=False)
                | Q(etat=EtatObservation.PUBLIEE) & Q(taux__isnull=False)
                | ~Q(etat=EtatObservation.PUBLIEE)
                & Q(valeur__isnull=True)
                & Q(taux__isnull=True),
                name="observation_valeur_si_publiee",
                violation_error_message="Une valeur non publiée ne se note pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serie} ({self.debut:%d/%m/%Y}-{self.fin:%d/%m/%Y})"


class Repere(Journalise):
    """What towns of one size publish for one quantity and one year, prepared at import.

    `communes` of the stratum, of which `publiees` publish; quartiles of the published rates.
    `liste` holds [code, nom, population, rate or null when withheld], by name.
    """

    JOURNAL_SANS = ("liste",)

    source = models.ForeignKey(Source, models.CASCADE, related_name="reperes")
    grandeur = models.ForeignKey(Grandeur, models.PROTECT, related_name="reperes")
    strate = models.SlugField(max_length=40)
    annee = models.PositiveSmallIntegerField("année")
    communes = models.PositiveIntegerField()
    publiees = models.PositiveIntegerField()
    quartile_1 = models.DecimalField(max_digits=14, decimal_places=7, null=True)
    mediane = models.DecimalField("médiane", max_digits=14, decimal_places=7, null=True)
    quartile_3 = models.DecimalField(max_digits=14, decimal_places=7, null=True)
    liste = models.JSONField(default=list)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["grandeur", "strate", "annee"]
        verbose_name = "repère"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "grandeur", "strate", "annee"], name="repere_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grandeur} : communes {self.strate}, {self.annee}"
