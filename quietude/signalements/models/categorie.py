"""What is reported: kinds, their sub-kinds and the facts observed, in dated lists."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.signalements.querysets import ListeDateeQuerySet
from quietude.socle.models import in_order


class LigneDatee:
    """A line of a list, between two dates that may be open."""

    depuis: date | None
    jusqu_au: date | None

    def runs(self, on: date) -> bool:
        """Whether it can be chosen for a fact of that day."""
        return (self.depuis is None or self.depuis <= on) and (
            self.jusqu_au is None or on <= self.jusqu_au
        )


class Categorie(LigneDatee, Journalise):
    """A kind of nuisance, or a sub-kind when it has a `parent`; reports bear sub-kinds.

    `delai` is in working days. `urgence` says that the emergency number comes first.
    """

    code = models.SlugField(max_length=60, unique=True)
    libelle = models.CharField("libellé", max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="enfants"
    )
    definition = models.CharField("ce que l’on y range", max_length=300, blank=True)
    delai = models.PositiveSmallIntegerField("délai de réponse (jours ouvrés)", default=5)
    service = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service qui répond d’ordinaire",
    )
    urgence = models.BooleanField("peut être une urgence", default=False)
    depuis = models.DateField("depuis le", null=True, blank=True)
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = ListeDateeQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "catégorie"
        ordering: ClassVar = ["ordre", "libelle"]
        constraints: ClassVar = [
            in_order("depuis", "jusqu_au", "categorie_dates"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="categorie_pas_son_parent",
                violation_error_message="Une catégorie n’est pas sa propre sous-catégorie.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class Fait(LigneDatee, Journalise):
    """Something observed, ticked rather than written."""

    code = models.SlugField(max_length=60, unique=True)
    libelle = models.CharField("libellé", max_length=200)
    depuis = models.DateField("depuis le", null=True, blank=True)
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = ListeDateeQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "libelle"]
        constraints: ClassVar = [in_order("depuis", "jusqu_au", "fait_dates")]

    def __str__(self) -> str:
        return self.libelle
