"""The secret link by which a person's own calendar reads their meetings."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quietude.instances.querysets import AbonnementAgendaQuerySet
from quietude.journal.models import Journalise


class AbonnementAgenda(Journalise):
    """Only the fingerprint of the token is kept: a lost link is replaced, not found again."""

    JOURNAL_SANS = ("jeton_empreinte",)

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="abonnements"
    )
    jeton_empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    objects = AbonnementAgendaQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-cree_le"]
        verbose_name = "abonnement d’agenda"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["utilisateur"],
                condition=Q(revoque_le__isnull=True),
                name="abonnement_un_en_cours",
                violation_error_message="Un seul lien d’agenda vaut à la fois.",
            )
        ]

    def __str__(self) -> str:
        return f"agenda de {self.utilisateur}"
