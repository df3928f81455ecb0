"""A set of filters kept under a name."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.signalements.querysets_vues import VueEnregistreeQuerySet


class VueEnregistree(Journalise):
    """The filters of the list as its address says them; the words searched are not kept.

    `partagee` shows it to everyone who reads reports.
    """

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="propriétaire"
    )
    nom = models.CharField("nom", max_length=60)
    filtres = models.CharField("filtres", max_length=500, blank=True)
    partagee = models.BooleanField("partagée avec la ville", default=False)

    objects = VueEnregistreeQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "vue enregistrée"
        ordering: ClassVar = ["nom", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["utilisateur", "nom"],
                name="vue_nom_unique",
                violation_error_message="Vous avez déjà une vue de ce nom.",
            ),
            models.CheckConstraint(
                condition=~models.Q(nom=""),
                name="vue_nommee",
                violation_error_message="Donnez un nom à cette vue.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return f"{reverse('signalements:liste')}?{self.filtres}"
