"""Organisations that take part in the strategy."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.querysets import OrganisationQuerySet


class Organisation(Journalise):
    code = models.SlugField(max_length=80, unique=True)
    nom = models.CharField("nom", max_length=300)
    sigle = models.CharField("sigle", max_length=60, blank=True)
    nature = models.CharField("nature", max_length=20, choices=NatureOrganisation)
    note = models.TextField("note", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = OrganisationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "nom"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nature__in=NatureOrganisation.values),
                name="organisation_nature_connue",
                violation_error_message="Cette nature d'organisation n'existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.sigle or self.nom

    def get_absolute_url(self) -> str:
        return reverse("partenaires:organisation", args=[self.code])
