"""The territory: one town or group of towns, and the ways it is cut."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.territoire.enums import NatureDivision
from quietude.territoire.querysets import DivisionQuerySet, SecteurQuerySet


class Territoire(Journalise):
    """Who runs the strategy. One per installation."""

    nom = models.CharField("nom", max_length=300)
    couleur = models.CharField("couleur de la charte", max_length=7, default="#1f4e79")
    unique = models.BooleanField(default=True, editable=False)

    class Meta(Journalise.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unique"],
                name="territoire_unique",
                violation_error_message="Une installation sert un seul territoire.",
            ),
            models.CheckConstraint(condition=Q(unique=True), name="territoire_unique_vrai"),
        ]

    def __str__(self) -> str:
        return self.nom


class Commune(Journalise):
    insee = models.CharField("code INSEE", max_length=5, unique=True)
    nom = models.CharField("nom", max_length=300)
    ordre = models.PositiveSmallIntegerField(default=0)
    contour = models.JSONField("contour (GeoJSON)", null=True, blank=True)
    attribution = models.TextField("attribution du contour", blank=True)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(insee__regex=r"^(\d{2}|2[AB])\d{3}$"),
                name="commune_insee",
                violation_error_message="Un code INSEE compte cinq caractères (13047, 2A004).",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class Division(Journalise):
    """One way of cutting the territory; several stand side by side."""

    code = models.SlugField(max_length=80, unique=True)
    nom = models.CharField("nom", max_length=300)
    nature = models.CharField("nature", max_length=20, choices=NatureDivision)
    source = models.TextField("source", blank=True)
    attribution = models.TextField("attribution des contours", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = DivisionQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nature__in=NatureDivision.values),
                name="division_nature_connue",
                violation_error_message="Cette nature de découpage n'existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("territoire:division", args=[self.code])


class Secteur(Journalise):
    """One part of one division, with or without its outline (WGS 84)."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="secteurs")
    code = models.SlugField(max_length=80)
    nom = models.CharField("nom", max_length=300)
    note = models.TextField("note", blank=True)
    contour = models.JSONField("contour (GeoJSON)", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = SecteurQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["division__ordre", "ordre", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "code"],
                name="secteur_code_unique",
                violation_error_message="Ce découpage a déjà un secteur de ce code.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return f"{self.division.get_absolute_url()}#{self.code}"

    @property
    def chemin(self) -> str:
        """Its name in packs: "division/secteur"."""
        return f"{self.division.code}/{self.code}"
