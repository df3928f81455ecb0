"""Meetings of a body: held or not, which seats were taken, what was decided."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from quietude.instances.enums import PRISES, EtatDecision, EtatPresence, EtatReunion
from quietude.instances.models.instance import Instance, Membre
from quietude.instances.querysets import DecisionQuerySet, ReunionQuerySet
from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.socle.formats import heure, jour
from quietude.socle.models import known_choice

_SUJET = ("instances.reunion", "reunion_id")
DEJA_INSCRITE = (
    "Cette réunion est déjà inscrite : même instance, même jour, même lieu, même public."
)


class Reunion(Journalise):
    instance = models.ForeignKey(Instance, models.PROTECT, related_name="reunions")
    date = models.DateField("date")
    debut = models.TimeField("de", null=True, blank=True)
    fin = models.TimeField("à", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=200, blank=True)
    etat = models.CharField(
        "état", max_length=20, choices=EtatReunion, default=EtatReunion.PREVUE
    )
    public = models.CharField(
        "pour", max_length=60, blank=True, help_text="Quand chaque public a son rythme."
    )
    objet = models.CharField(
        "objet",
        max_length=300,
        blank=True,
        help_text="De quoi il est question, sans nommer ni désigner personne.",
    )
    motif = models.CharField("motif de l’annulation", max_length=300, blank=True)
    # What calendars know it by, and which of its versions they have (RFC 5545).
    uid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = ReunionQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-date", "instance__ordre", "id"]
        verbose_name = "réunion"
        constraints: ClassVar = [
            known_choice("etat", EtatReunion, "reunion_etat_connu"),
            models.UniqueConstraint(
                fields=["instance", "date", "public", "lieu"],
                name="reunion_une_fois",
                violation_error_message=DEJA_INSCRITE,
            ),
            models.CheckConstraint(
                condition=Q(etat="annulee") & ~Q(motif="") | ~Q(etat="annulee") & Q(motif=""),
                name="reunion_motif_si_annulee",
                violation_error_message="Une réunion annulée a un motif, et elle seule.",
            ),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(debut__isnull=False, fin__gt=F("debut")),
                name="reunion_heures",
                violation_error_message="Une réunion finit après avoir commencé.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["date"], name="reunion_date")]

    def __str__(self) -> str:
        public = f" ({self.public})" if self.public else ""
        return f"{self.instance}, {jour(self.date)}{public}"

    def get_absolute_url(self) -> str:
        return reverse("instances:reunion", args=[self.instance.code, self.pk])

    @property
    def quand(self) -> str:
        """ "4 mars 2026, de 9 h 30 à 11 h"."""
        if self.debut is None:
            return jour(self.date)
        if self.fin is None:
            return f"{jour(self.date)}, à {heure(self.debut)}"
        return f"{jour(self.date)}, de {heure(self.debut)} à {heure(self.fin)}"

    @property
    def passee(self) -> bool:
        return self.date < timezone.localdate()

    @property
    def a_renseigner(self) -> bool:
        """Its day is past, and nobody said whether it was held."""
        return self.etat == EtatReunion.PREVUE and self.passee

    @property
    def sieges_occupes(self) -> int:
        return sum(seat.etat in PRISES for seat in self.presences.all())


class Presence(Journalise):
    """A seat at a meeting: the office, never the person.

    The office and its organisation are copied: when the composition changes, what was noted
    of past meetings does not.
    """

    JOURNAL_SUJET = _SUJET

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="presences")
    membre = models.ForeignKey(
        Membre, models.SET_NULL, null=True, blank=True, related_name="presences"
    )
    fonction = models.CharField("fonction", max_length=300)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="presences"
    )
    etat = models.CharField("présence", max_length=20, choices=EtatPresence)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        verbose_name = "présence"
        constraints: ClassVar = [
            known_choice("etat", EtatPresence, "presence_etat_connu"),
            models.UniqueConstraint(
                fields=["reunion", "membre"],
                name="presence_un_siege",
                violation_error_message="Ce siège est déjà noté pour cette réunion.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fonction}, {self.get_etat_display().lower()}"


class Decision(Journalise):
    """What was decided, who does it, by when; it stays open until someone closes it."""

    JOURNAL_SUJET = _SUJET

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="decisions")
    numero = models.PositiveSmallIntegerField("numéro")
    texte = models.TextField(
        "décision", help_text="Ce qui est à faire, sans nommer ni désigner personne."
    )
    responsable = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="confiée à",
    )
    echeance = models.DateField("à faire pour le", null=True, blank=True)
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
            models.UniqueConstraint(
                fields=["reunion", "numero"],
                name="decision_numero",
                violation_error_message="Une autre décision de cette réunion a ce numéro.",
            ),
            models.CheckConstraint(
                condition=Q(etat="a-faire", close_le__isnull=True)
                | ~Q(etat="a-faire") & Q(close_le__isnull=False),
                name="decision_close_datee",
                violation_error_message="Une décision close a une date de clôture.",
            ),
        ]

    def __str__(self) -> str:
        return f"décision {self.numero}, {self.reunion}"

    def get_absolute_url(self) -> str:
        return f"{self.reunion.get_absolute_url()}#decision-{self.numero}"

    @property
    def ouverte(self) -> bool:
        return self.etat == EtatDecision.A_FAIRE

    @property
    def en_retard(self) -> bool:
        """Still to do today, and its day is over."""
        return self.was_late(timezone.localdate())

    def was_open(self, on: date) -> bool:
        """Whether it was still to do at the end of that day."""
        return self.close_le is None or self.close_le > on

    def was_late(self, on: date) -> bool:
        """Whether it was still to do at the end of that day, after its own day."""
        return self.was_open(on) and self.echeance is not None and self.echeance < on
