"""Who holds a seat: a person in office, titular or deputy, from when, until when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietude.instances.enums import QualiteDesignation
from quietude.instances.models.instance import Membre
from quietude.instances.querysets import DesignationQuerySet
from quietude.journal.models import Journalise
from quietude.partenaires.models import Personne
from quietude.socle.models import in_order, known_choice


class Designation(Journalise):
    """A person named to a seat, both days included; no end = still in office.

    The office is copied: when the composition moves, a name does not slip to another seat.
    """

    JOURNAL_SUJET = ("partenaires.personne", "personne_id")

    membre = models.ForeignKey(Membre, models.CASCADE, related_name="designations")
    fonction = models.CharField("siège", max_length=300)
    personne = models.ForeignKey(Personne, models.CASCADE, related_name="designations")
    qualite = models.CharField(
        "qualité",
        max_length=20,
        choices=QualiteDesignation,
        default=QualiteDesignation.TITULAIRE,
    )
    debut = models.DateField("depuis le")
    fin = models.DateField("jusqu’au", null=True, blank=True)

    objects = DesignationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["membre__ordre", "-qualite", "-debut", "id"]
        verbose_name = "désignation"
        constraints: ClassVar = [
            known_choice("qualite", QualiteDesignation, "designation_qualite_connue"),
            in_order("debut", "fin", "designation_dates"),
            models.UniqueConstraint(
                fields=["membre", "qualite"],
                condition=Q(fin__isnull=True),
                name="designation_une_en_cours",
                violation_error_message="Ce siège a déjà un titulaire, ou un suppléant.",
            ),
        ]

    @property
    def titulaire(self) -> bool:
        return self.qualite == QualiteDesignation.TITULAIRE

    def __str__(self) -> str:
        return f"{self.personne}, {self.fonction} ({self.get_qualite_display().lower()})"
