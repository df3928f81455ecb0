"""How long a caller's contact details are kept: a dated setting, with its source.

No text gives the period for those who call a town about a nuisance: the RGPD (art. 5.1.e) asks
for no longer than the purpose needs, and for the town to decide and say how long (art. 13.2.a).
The yardstick for prevention is the CNIL's deliberation 2014-262 (AU-038), art. 5: three years
after the follow-up ends, for files that name persons. Whom to answer weighs less than that, so
three years is the most that can be set. What sits in quarantine was never given to anybody to
answer: a month is enough to sort it, three are the most.
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from quietude.journal.models import Journalise
from quietude.signalements.querysets import ConservationQuerySet
from quietude.socle.formats import INSECABLE, jour

MOIS_MAX = 36
JOURS_MAX = 90
MOIS_PAR_DEFAUT = 12  # until the town sets its own
JOURS_PAR_DEFAUT = 30


class DureeConservation(Journalise):
    """Months after closing, and days in quarantine, for what begins from this day on; when it
    shortens them, for what is already kept as well."""

    depuis = models.DateField("applicable depuis le", unique=True)
    mois = models.PositiveSmallIntegerField("mois après la clôture", default=MOIS_PAR_DEFAUT)
    quarantaine_jours = models.PositiveSmallIntegerField(
        "jours en quarantaine", default=JOURS_PAR_DEFAUT
    )
    source = models.CharField("décision", max_length=300)

    objects = ConservationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "durée de conservation"
        ordering: ClassVar = ["-depuis"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mois__gte=1, mois__lte=MOIS_MAX),
                name="duree_conservation_bornes",
                violation_error_message=f"La durée va de 1 à {MOIS_MAX} mois.",
            ),
            models.CheckConstraint(
                condition=Q(quarantaine_jours__gte=1, quarantaine_jours__lte=JOURS_MAX),
                name="duree_quarantaine_bornes",
                violation_error_message=f"La quarantaine va de 1 à {JOURS_MAX} jours.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mois}{INSECABLE}mois depuis le {jour(self.depuis)}"

    @property
    def modifiable(self) -> bool:
        """Until the end of its first day: what it shortens goes the night after."""
        start: date = self.depuis
        return start >= timezone.localdate()
