"""The letter that answers a caller, as the town words it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietude.journal.models import Journalise
from quietude.signalements.enums import IssueRetour
from quietude.signalements.querysets import ModeleRetourQuerySet


class ModeleRetour(Journalise):
    """One an outcome, with places to fill in ({date}, {lieu}...); without one, the text of
    origin. Nobody is named in it."""

    issue = models.CharField("issue", max_length=20, choices=IssueRetour, unique=True)
    texte = models.TextField("texte", max_length=3000)

    objects = ModeleRetourQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "modèle de réponse"
        ordering: ClassVar = ["issue"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(issue__in=IssueRetour.values),
                name="modele_retour_issue_connue",
                violation_error_message="Cette issue n’existe pas.",
            ),
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="modele_retour_dit",
                violation_error_message="Écrivez le texte de la réponse.",
            ),
        ]

    def __str__(self) -> str:
        return f"Réponse « {self.get_issue_display()} »"
