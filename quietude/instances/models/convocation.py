"""A person convened to a meeting, and what they answered."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quietude.instances.enums import EtatReunion, QualiteDesignation, ReponseConvocation
from quietude.instances.models.reunion import Reunion
from quietude.instances.querysets import ConvocationQuerySet
from quietude.journal.models import Journalise
from quietude.partenaires.models import Personne
from quietude.socle.models import known_choice

# Whoever has not signed does not enter, whatever writes the row.
_CHARTE = """
IF EXISTS (
    SELECT 1 FROM instances_reunion r JOIN instances_instance i ON i.id = r.instance_id
    WHERE r.id = NEW.reunion_id AND (i.charte OR i.confidentialite = 'nominative')
    AND NOT EXISTS (
        SELECT 1 FROM instances_signaturecharte s
        WHERE s.instance_id = i.id AND s.personne_id = NEW.personne_id
        AND r.date BETWEEN s.signee_le AND s.expire_le
    )
) THEN
    RAISE EXCEPTION 'Cette personne n''a pas signé la charte de l''instance.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class Convocation(Journalise):
    """One message a person; `sequence` is the version of the meeting that it told.

    It is there once the message left. Withdrawn, when the person no longer sits, it stays
    until they are told. The link in it holds a token of which only the
    fingerprint is kept; it answers until the day of the meeting is over.
    """

    JOURNAL_SUJET = ("instances.reunion", "reunion_id")
    JOURNAL_SANS = ("jeton_empreinte",)

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="convocations")
    personne = models.ForeignKey(Personne, models.CASCADE, related_name="convocations")
    fonction = models.CharField("siège", max_length=300)
    qualite = models.CharField("qualité", max_length=20, choices=QualiteDesignation)
    envoyee_le = models.DateTimeField("envoyée le")
    sequence = models.PositiveIntegerField("version annoncée")
    jeton_empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True)
    reponse = models.CharField(
        "réponse",
        max_length=20,
        choices=ReponseConvocation,
        default=ReponseConvocation.ATTENDUE,
    )
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    objects = ConvocationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["id"]
        triggers: ClassVar = [
            *Journalise.Meta.triggers,
            pgtrigger.Trigger(
                name="charte_signee",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_CHARTE,
            ),
        ]
        constraints: ClassVar = [
            known_choice("qualite", QualiteDesignation, "convocation_qualite_connue"),
            known_choice("reponse", ReponseConvocation, "convocation_reponse_connue"),
            models.UniqueConstraint(
                fields=["reunion", "personne"],
                name="convocation_une_fois",
                violation_error_message="Cette personne est déjà convoquée.",
            ),
            models.CheckConstraint(
                condition=Q(reponse="attendue", repondue_le__isnull=True)
                | ~Q(reponse="attendue") & Q(repondue_le__isnull=False),
                name="convocation_reponse_datee",
                violation_error_message="Une réponse a une date.",
            ),
            models.CheckConstraint(
                condition=~Q(reponse="supplee") | Q(qualite="titulaire"),
                name="convocation_supplee_par_titulaire",
                violation_error_message="Seul un titulaire envoie son suppléant.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.personne}, {self.reunion}"

    @property
    def ouverte(self) -> bool:
        """Whether an answer still makes sense."""
        coming = self.reunion.date >= timezone.localdate()
        stands = self.retiree_le is None and self.reunion.etat == EtatReunion.PREVUE
        return coming and stands

    @property
    def a_jour(self) -> bool:
        """Whether the last message tells the meeting as it is now."""
        return self.sequence == self.reunion.sequence
