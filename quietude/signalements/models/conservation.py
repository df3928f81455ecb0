"""How long a caller's contact details are kept: a dated setting, with its source."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietude.journal.models import Journalise


class DureeConservation(Journalise):
    """Months after closing, for reports closed from this day on."""

    depuis = models.DateField("applicable depuis le", unique=True)
    mois = models.PositiveSmallIntegerField("mois après la clôture", default=12)
    source = models.CharField("décision", max_length=300)

    class Meta(Journalise.Meta):
        verbose_name = "durée de conservation"
        ordering: ClassVar = ["-depuis"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mois__gte=1, mois__lte=60),
                name="duree_conservation_bornes",
                violation_error_message="La durée va de 1 à 60 mois.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mois} mois depuis le {self.depuis}"
