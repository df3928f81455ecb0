"""Places: schools, housing estates, desks, police posts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.territoire.enums import NatureLieu
from quietude.territoire.models.territoire import Division, Secteur
from quietude.territoire.querysets import LieuQuerySet


class Lieu(Journalise):
    code = models.SlugField(max_length=80, unique=True)
    nom = models.CharField("nom", max_length=300)
    nature = models.CharField("nature", max_length=20, choices=NatureLieu)
    adresse = models.TextField("adresse", blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    secteurs = models.ManyToManyField(Secteur, through="LieuSecteur", related_name="lieux")
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = LieuQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "nom"]
        verbose_name_plural = "lieux"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nature__in=NatureLieu.values),
                name="lieu_nature_connue",
                violation_error_message="Cette nature de lieu n'existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="lieu_coordonnees",
                violation_error_message="Donnez la longitude et la latitude, en degrés.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("territoire:lieu", args=[self.code])


class LieuSecteur(Journalise):
    """A place belongs to one sector at most of each division."""

    JOURNAL_SUJET = ("territoire.lieu", "lieu_id")

    lieu = models.ForeignKey(Lieu, models.CASCADE, related_name="rattachements")
    secteur = models.ForeignKey(Secteur, models.CASCADE, related_name="rattachements")
    division = models.ForeignKey(Division, models.CASCADE, related_name="+")

    class Meta(Journalise.Meta):
        verbose_name = "secteur d'un lieu"
        ordering: ClassVar = ["division__ordre"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lieu", "division"],
                name="lieu_un_secteur_par_division",
                violation_error_message="Un lieu a un seul secteur dans chaque découpage.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lieu} : {self.secteur}"
