"""The internal rules of a body: drafted, adopted at one of its meetings, then replaced."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from quietude.instances.enums import EtatReglement
from quietude.instances.models.instance import Instance
from quietude.instances.models.reunion import Reunion
from quietude.instances.querysets import ReglementInterieurQuerySet
from quietude.journal.models import Journalise
from quietude.socle.models import known_choice


class ReglementInterieur(Journalise):
    """One version. The last one adopted is in force; those before stay as they were.

    `reunion` is the meeting that adopted it, when it is entered here.
    """

    JOURNAL_SUJET = ("instances.instance", "instance_id")

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="reglements")
    version = models.PositiveSmallIntegerField("version")
    texte = models.TextField("texte", help_text="Markdown")
    etat = models.CharField(
        "état", max_length=20, choices=EtatReglement, default=EtatReglement.PROJET
    )
    adopte_le = models.DateField("adopté le", null=True, blank=True)
    reunion = models.ForeignKey(
        Reunion, models.PROTECT, null=True, blank=True, related_name="reglements"
    )

    objects = ReglementInterieurQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-version"]
        verbose_name = "règlement intérieur"
        constraints: ClassVar = [
            known_choice("etat", EtatReglement, "reglement_etat_connu"),
            models.UniqueConstraint(
                fields=["instance", "version"],
                name="reglement_version",
                violation_error_message="Ce règlement a déjà cette version.",
            ),
            models.UniqueConstraint(
                fields=["instance"],
                condition=Q(etat="projet"),
                name="reglement_un_projet",
                violation_error_message="Un projet de règlement est déjà en cours.",
            ),
            models.CheckConstraint(
                condition=Q(etat="projet", adopte_le__isnull=True, reunion__isnull=True)
                | Q(etat="adopte", adopte_le__isnull=False),
                name="reglement_adopte_date",
                violation_error_message="Un règlement adopté, et lui seul, a sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"règlement intérieur, {self.instance}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("instances:reglement_version", args=[self.instance.code, self.version])

    @property
    def projet(self) -> bool:
        return self.etat == EtatReglement.PROJET
