"""What was done: answers, interventions, mediations."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import IssueMediation, NatureSuite
from quietude.signalements.models.signalement import Signalement
from quietude.signalements.querysets import SuiteQuerySet
from quietude.socle.models import in_order, known_choice

SUJET = ("signalements.signalement", "signalement_id")


class Suite(Journalise):
    """One line of the timeline of a report. `satisfait` answers a closing question, `fait_le`
    is the day of an episode."""

    JOURNAL_SUJET = SUJET

    signalement = models.ForeignKey(Signalement, models.CASCADE, related_name="suites")
    nature = models.CharField("nature", max_length=20, choices=NatureSuite)
    le = models.DateTimeField("le", default=timezone.now)
    fait_le = models.DateField("date du fait", null=True, blank=True)
    texte = models.TextField("en quelques mots", max_length=1000, blank=True)
    satisfait = models.BooleanField(null=True, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SuiteQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["le", "id"]
        constraints: ClassVar = [known_choice("nature", NatureSuite, "suite_nature_connue")]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} (signalement {self.signalement_id})"


class Mediation(Journalise):
    """Between who complains and who is complained of; the latter is never named."""

    JOURNAL_SUJET = SUJET

    signalement = models.ForeignKey(Signalement, models.CASCADE, related_name="mediations")
    proposee_le = models.DateField("proposée le")
    tenue_le = models.DateField("tenue le", null=True, blank=True)
    issue = models.CharField("issue", max_length=20, choices=IssueMediation, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="menée par"
    )

    objects = SuiteQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "médiation"
        ordering: ClassVar = ["proposee_le", "id"]
        constraints: ClassVar = [
            known_choice("issue", IssueMediation, "mediation_issue_connue"),
            in_order("proposee_le", "tenue_le", "mediation_dates"),
            models.CheckConstraint(
                condition=Q(tenue_le__isnull=True) | ~Q(issue=""),
                name="mediation_tenue_issue",
                violation_error_message="Une médiation tenue a une issue.",
            ),
        ]
        indexes: ClassVar = [models.Index(F("proposee_le"), name="mediation_proposee")]

    def __str__(self) -> str:
        return f"Médiation du {self.proposee_le} (signalement {self.signalement_id})"
