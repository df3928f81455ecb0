"""What is to be done about a report: by whom, for when; and whom that was recalled to."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import EtatTache
from quietude.signalements.models.signalement import Signalement
from quietude.signalements.models.suite import SUJET
from quietude.signalements.querysets_taches import TacheQuerySet
from quietude.socle.models import known_choice

_A_FAIRE = Q(etat=EtatTache.A_FAIRE)


class Tache(Journalise):
    """No name of anyone in `quoi` nor in `mot`, the word said when it is done or cancelled.

    It stays with its report when that one joins another, and is shown on both.
    """

    JOURNAL_SUJET = SUJET

    signalement = models.ForeignKey(Signalement, models.CASCADE, related_name="taches")
    quoi = models.CharField("à faire", max_length=200)
    service = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="service chargé"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agent chargé",
    )
    echeance = models.DateField("pour le")
    etat = models.CharField("état", max_length=20, choices=EtatTache, default=EtatTache.A_FAIRE)
    mot = models.CharField("en un mot", max_length=300, blank=True)
    close_le = models.DateTimeField("faite ou annulée le", null=True, blank=True)
    close_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    creee_le = models.DateTimeField("prévue le", default=timezone.now)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TacheQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "tâche"
        ordering: ClassVar = ["echeance", "id"]
        constraints: ClassVar = [
            known_choice("etat", EtatTache, "tache_etat_connu"),
            models.CheckConstraint(
                condition=~Q(quoi=""),
                name="tache_dite",
                violation_error_message="Dites ce qu’il faut faire.",
            ),
            models.CheckConstraint(
                condition=_A_FAIRE & Q(close_le__isnull=True, close_par__isnull=True, mot="")
                | ~_A_FAIRE & Q(close_le__isnull=False),
                name="tache_close_datee",
                violation_error_message="Une tâche faite ou annulée, et elle seule, a sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatTache.ANNULEE) | ~Q(mot=""),
                name="tache_annulee_motivee",
                violation_error_message="Une tâche annulée a un motif.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["echeance", "id"], condition=_A_FAIRE, name="tache_a_faire"),
            models.Index(
                fields=["service", "echeance"], condition=_A_FAIRE, name="tache_service"
            ),
            models.Index(
                fields=["agent", "echeance"],
                condition=_A_FAIRE & Q(agent__isnull=False),
                name="tache_agent",
            ),
        ]

    def __str__(self) -> str:
        return f"Tâche {self.pk} (signalement {self.signalement_id})"

    def get_absolute_url(self) -> str:
        return f"{self.signalement.get_absolute_url()}#taches"

    @property
    def suivie_dans(self) -> Signalement:
        """The report in which it is followed: the one that its own has joined, if any."""
        return self.signalement.fusionne_dans or self.signalement

    @property
    def ouverte(self) -> bool:
        return self.etat == EtatTache.A_FAIRE

    @property
    def en_retard(self) -> bool:
        """Past its day and still to do."""
        return self.ouverte and self.echeance < timezone.localdate()


class RappelTaches(Journalise):
    """The last e-mail that summed up what waits for somebody; `dits` is what it counted, by
    number, so that only what is new is recalled before a week."""

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    le = models.DateField("envoyé le")
    dits = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta(Journalise.Meta):
        verbose_name = "rappel des tâches"

    def __str__(self) -> str:
        return f"Rappel du {self.le}"
