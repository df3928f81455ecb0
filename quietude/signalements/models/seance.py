"""What a meeting has on its table: one line a report, with what is decided of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quietude.instances.models import Reunion
from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import FERMENT, DecisionSeance, RaisonExamen
from quietude.signalements.models.signalement import Signalement
from quietude.signalements.models.suite import Mediation, Suite
from quietude.signalements.querysets_seance import LigneSeanceQuerySet
from quietude.socle.models import known_choice

DEJA_INSCRIT = "Ce signalement est déjà sur la table de cette réunion."
_FERMENT = sorted(FERMENT)


class LigneSeance(Journalise):
    """No decision yet while `decision` is empty.

    `avant` is how the report stood before the decision, `apres` after it, `suite` and
    `mediation` what the decision wrote: what is needed to take it back.
    """

    JOURNAL_SUJET = ("instances.reunion", "reunion_id")

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="lignes_seance")
    signalement = models.ForeignKey(Signalement, models.CASCADE, related_name="seances")
    rang = models.PositiveSmallIntegerField("rang")
    raison = models.CharField("examiné parce que", max_length=20, choices=RaisonExamen)
    inscrite_le = models.DateTimeField("inscrite le", default=timezone.now)
    decision = models.CharField("décision", max_length=20, choices=DecisionSeance, blank=True)
    service = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service chargé",
    )
    echeance = models.DateField("pour le", null=True, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    avant = models.JSONField(default=dict, blank=True)
    apres = models.JSONField(default=dict, blank=True)
    suite = models.ForeignKey(Suite, models.SET_NULL, null=True, blank=True, related_name="+")
    mediation = models.ForeignKey(
        Mediation, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = LigneSeanceQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "ligne de séance"
        verbose_name_plural = "lignes de séance"
        ordering: ClassVar = ["rang"]
        constraints: ClassVar = [
            known_choice("raison", RaisonExamen, "seance_raison_connue"),
            known_choice("decision", DecisionSeance, "seance_decision_connue"),
            models.UniqueConstraint(
                fields=["reunion", "signalement"],
                name="seance_une_fois",
                violation_error_message=DEJA_INSCRIT,
            ),
            models.UniqueConstraint(
                fields=["reunion", "rang"],
                name="seance_rang",
                violation_error_message="Un autre signalement a ce rang.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decidee_le__isnull=True)
                | ~Q(decision="") & Q(decidee_le__isnull=False),
                name="seance_decision_datee",
                violation_error_message="Une décision, et elle seule, a son moment.",
            ),
            models.CheckConstraint(
                condition=Q(echeance__isnull=True) | ~Q(decision__in=["", *_FERMENT]),
                name="seance_echeance_a_faire",
                violation_error_message="Seul ce qui reste à faire a une échéance.",
            ),
        ]

    def __str__(self) -> str:
        return f"Signalement {self.signalement_id}, {self.reunion}"

    @property
    def close(self) -> bool:
        """Decided, or left the table by itself: closed, merged or put aside elsewhere."""
        row = self.signalement
        return bool(self.decision) or row.clos or row.quarantaine or bool(row.fusionne_dans_id)
