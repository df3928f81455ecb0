"""A coherence rule set aside on one object, with the reason, which is kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietude.journal.models import Journalise
from quietude.strategie.models.strategie import Strategie


class Dispense(Journalise):
    JOURNAL_SUJET = ("strategie.strategie", "strategie_id")

    strategie = models.ForeignKey(Strategie, models.CASCADE, related_name="dispenses")
    regle = models.CharField("règle", max_length=60)
    objet = models.CharField("objet", max_length=200)
    motif = models.CharField("motif", max_length=300)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        verbose_name = "règle écartée"
        ordering: ClassVar = ["ordre", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["strategie", "regle", "objet"],
                name="dispense_unique",
                violation_error_message="Cette règle est déjà écartée ici.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="dispense_motivee",
                violation_error_message="Donnez le motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regle} : {self.objet}"
