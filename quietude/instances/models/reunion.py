"""Meetings of a body: held or not, which seats were taken, what was decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from quietude.instances.enums import EtatDecision, EtatPresence, EtatReunion
from quietude.instances.models.instance import Instance, Membre
from quietude.instances.querysets import DecisionQuerySet, ReunionQuerySet
from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.socle.formats import jour
from quietude.socle.models import known_choice

_SUJET = ("instances.reunion", "reunion_id")


class Reunion(Journalise):
    instance = models.ForeignKey(Instance, models.PROTECT, related_name="reunions")
    date = models.DateField("date")
    lieu = models.CharField("lieu", max_length=200, blank=True)
    etat = models.CharField(
        "état", max_length=20, choices=EtatReunion, default=EtatReunion.PREVUE
    )
    objet = models.CharField(
        "objet",
        max_length=300,
        blank=True,
        help_text="De quoi il est question, sans nommer personne.",
    )
    motif = models.CharField("motif de l’annulation", max_length=300, blank=True)

    objects = ReunionQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-date", "instance__ordre", "id"]
        verbose_name = "réunion"
        constraints: ClassVar = [
            known_choice("etat", EtatReunion, "reunion_etat_connu"),
            models.UniqueConstraint(
                fields=["instance", "date"],
                name="reunion_une_par_jour",
                violation_error_message="Cette instance a déjà une réunion ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(etat="annulee") | Q(motif=""),
                name="reunion_motif_si_annulee",
                violation_error_message="Seule une réunion annulée a un motif d’annulation.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["date"], name="reunion_date")]

    def __str__(self) -> str:
        return f"{self.instance}, {jour(self.date)}"

    def get_absolute_url(self) -> str:
        return reverse("instances:reunion", args=[self.instance.code, self.pk])


class Presence(Journalise):
    """A seat at a meeting: the office, never the person."""

    JOURNAL_SUJET = _SUJET

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="presences")
    membre = models.ForeignKey(Membre, models.PROTECT, related_name="presences")
    etat = models.CharField("présence", max_length=20, choices=EtatPresence)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["membre__ordre"]
        verbose_name = "présence"
        constraints: ClassVar = [
            known_choice("etat", EtatPresence, "presence_etat_connu"),
            models.UniqueConstraint(fields=["reunion", "membre"], name="presence_un_siege"),
        ]

    def __str__(self) -> str:
        return f"{self.membre}, {self.get_etat_display().lower()}"


class Decision(Journalise):
    """What was decided, who does it, by when; it stays open until someone closes it."""

    JOURNAL_SUJET = _SUJET

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="decisions")
    numero = models.PositiveSmallIntegerField("numéro")
    texte = models.TextField("décision")
    responsable = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="confiée à",
    )
    echeance = models.DateField("à faire avant le", null=True, blank=True)
    etat = models.CharField(
        "état", max_length=20, choices=EtatDecision, default=EtatDecision.A_FAIRE
    )
    close_le = models.DateField("close le", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["reunion__date", "numero"]
        verbose_name = "décision"
        constraints: ClassVar = [
            known_choice("etat", EtatDecision, "decision_etat_connu"),
            models.UniqueConstraint(fields=["reunion", "numero"], name="decision_numero"),
            models.CheckConstraint(
                condition=Q(etat="a-faire", close_le__isnull=True)
                | ~Q(etat="a-faire") & Q(close_le__isnull=False),
                name="decision_close_datee",
                violation_error_message="Une décision close a une date de clôture.",
            ),
        ]

    def __str__(self) -> str:
        return f"décision {self.numero}, {self.reunion}"

    @property
    def en_retard(self) -> bool:
        open_ = self.etat == EtatDecision.A_FAIRE
        return open_ and self.echeance is not None and self.echeance < timezone.localdate()
