"""The lists that official figures are counted by, as data."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from quietude.journal.models import Journalise
from quietude.observatoire.enums import Base, Nomenclature
from quietude.observatoire.querysets import CodeOfficielQuerySet
from quietude.socle.models import known_choice


class CodeOfficiel(models.Model):
    """A line of the code officiel géographique: a commune, a département, a region.

    Reference data shipped with the software and replaced whole (`nomenclatures/`), so that it
    is not journalised. `successeur` is the commune that a merged one now belongs to.
    """

    niveau = models.CharField(max_length=20)  # commune, arrondissement, ancienne, ...
    code = models.CharField(max_length=9)
    nom = models.CharField(max_length=200)
    cherche = models.CharField(max_length=200)  # the name as one types it: see `as_typed`
    departement = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=3, blank=True)
    population = models.PositiveIntegerField(null=True)
    successeur = models.CharField(max_length=5, blank=True)

    objects = CodeOfficielQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["niveau", "nom", "code"]
        verbose_name_plural = "codes officiels"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["niveau", "code"], name="code_officiel_unique"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["cherche"], name="code_officiel_nom", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class Grandeur(Journalise):
    """What official figures count: an index of état 4001, an SSMSI indicator, a population.

    `additive` is false when places must not be summed (the same suspect may count in two).
    """

    code = models.SlugField(max_length=80, unique=True)
    libelle = models.CharField("libellé", max_length=300)
    nomenclature = models.CharField(max_length=20, choices=Nomenclature)
    numero = models.PositiveSmallIntegerField("index", null=True, blank=True)
    unite = models.CharField("unité de compte", max_length=60)
    base = models.CharField("taux", max_length=20, choices=Base, default=Base.AUCUNE)
    additive = models.BooleanField(default=True)
    # Labels are the producer's only key, and they move: every spelling seen in its files.
    libelles = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    note = models.TextField("note", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["nomenclature", "ordre", "code"]
        constraints: ClassVar = [
            known_choice("nomenclature", Nomenclature, "grandeur_nomenclature_connue"),
            known_choice("base", Base, "grandeur_base_connue"),
        ]

    def __str__(self) -> str:
        return f"{self.numero}. {self.libelle}" if self.numero else self.libelle


class Agregat(Journalise):
    """A named, versioned sum of items of one nomenclature; an amendment is a new version.

    Official memberships changed and are not all published: `source` says whose list it is.
    """

    code = models.SlugField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    libelle = models.CharField("libellé", max_length=300)
    nomenclature = models.CharField(max_length=20, choices=Nomenclature)
    composition = ArrayField(models.SlugField(max_length=80), verbose_name="composition")
    source = models.TextField("d’où vient cette composition")
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "code", "-version"]
        verbose_name = "agrégat"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="agregat_version_unique"),
            known_choice("nomenclature", Nomenclature, "agregat_nomenclature_connue"),
            models.CheckConstraint(
                condition=models.Q(composition__len__gt=0),
                name="agregat_compose",
                violation_error_message="Un agrégat additionne au moins un élément.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle
