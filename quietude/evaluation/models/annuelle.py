"""The yearly evaluation before the Conseil plénier, and what it asks of each partner."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from quietude.evaluation.enums import EtatContribution, EtatEvaluation
from quietude.evaluation.querysets import ContributionQuerySet, EvaluationAnnuelleQuerySet
from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.socle.models import known_choice
from quietude.socle.periodes import Periode
from quietude.strategie.models import FicheAction, Strategie

# What an adopted evaluation never changes; it may still be published, or taken back.
_GARDES = (
    "copie", "empreinte", "adoptee_le", "strategie_id", "annee", "synthese", "propositions"
)  # fmt: skip


def _garde(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in _GARDES)


class EvaluationAnnuelle(Journalise):
    """Computed on reading while open; `copie` is what was adopted, never rewritten since."""

    JOURNAL_SANS = ("copie",)

    strategie = models.ForeignKey(Strategie, models.PROTECT, related_name="evaluations")
    annee = models.PositiveSmallIntegerField("année")
    etat = models.CharField(
        "état", max_length=20, choices=EtatEvaluation, default=EtatEvaluation.OUVERTE
    )
    synthese = models.TextField("synthèse", blank=True)
    propositions = models.TextField("propositions", blank=True)
    ouverte_le = models.DateField("ouverte le", default=timezone.localdate)
    echeance = models.DateField("contributions attendues le", null=True, blank=True)
    adoptee_le = models.DateField("adoptée le", null=True, blank=True)
    publiee_le = models.DateField("publiée le", null=True, blank=True)
    # What the coordinator lets everyone read of the texts; figures have rules of their own.
    synthese_publique = models.BooleanField("synthèse publique", default=False)
    propositions_publiques = models.BooleanField("propositions publiques", default=False)
    copie = models.JSONField(null=True, editable=False)
    empreinte = models.CharField(max_length=64, blank=True, editable=False)

    objects = EvaluationAnnuelleQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-annee"]
        verbose_name = "évaluation annuelle"
        verbose_name_plural = "évaluations annuelles"
        triggers: ClassVar = [
            *Journalise.Meta.triggers,
            pgtrigger.Protect(
                name="copie_gardee",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.copie IS NOT NULL AND "
                    f"({_garde('NEW')}) IS DISTINCT FROM ({_garde('OLD')})"
                ),
            ),
            pgtrigger.Protect(
                name="adoptee_gardee",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.copie IS NOT NULL"),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["strategie", "annee"],
                name="evaluation_une_par_an",
                violation_error_message="Cette année a déjà son évaluation.",
            ),
            known_choice("etat", EtatEvaluation, "evaluation_etat_connu"),
            models.CheckConstraint(
                condition=Q(etat="ouverte", copie__isnull=True, adoptee_le__isnull=True)
                | Q(copie__isnull=False, adoptee_le__isnull=False) & ~Q(etat="ouverte"),
                name="evaluation_adoptee_avec_copie",
                violation_error_message="Une évaluation adoptée garde sa copie datée.",
            ),
            models.CheckConstraint(
                condition=Q(etat="publiee", publiee_le__isnull=False)
                | ~Q(etat="publiee") & Q(publiee_le__isnull=True),
                name="evaluation_publiee_datee",
            ),
        ]

    def __str__(self) -> str:
        return f"Évaluation {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:annuelle", args=[self.annee])

    @property
    def periode(self) -> Periode:
        return Periode.annee(self.annee)


class Contribution(Journalise):
    """What a partner, or the pilot of a sheet, is asked to say of the year."""

    JOURNAL_SUJET = ("evaluation.evaluationannuelle", "evaluation_id")

    evaluation = models.ForeignKey(
        EvaluationAnnuelle, models.CASCADE, related_name="contributions"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fiche = models.ForeignKey(
        FicheAction, models.CASCADE, null=True, blank=True, related_name="contributions"
    )
    etat = models.CharField(
        "état", max_length=20, choices=EtatContribution, default=EtatContribution.DEMANDEE
    )
    texte = models.TextField("contribution", blank=True)
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    rendue_le = models.DateTimeField("rendue le", null=True, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["fiche__numero", "organisation", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evaluation", "organisation", "fiche"],
                nulls_distinct=False,
                name="contribution_unique",
                violation_error_message="Cette contribution est déjà demandée.",
            ),
            known_choice("etat", EtatContribution, "contribution_etat_connu"),
            models.CheckConstraint(
                condition=Q(etat="demandee", rendue_le__isnull=True)
                | Q(etat="rendue", rendue_le__isnull=False) & ~Q(texte=""),
                name="contribution_rendue_datee",
                violation_error_message="Une contribution rendue dit quelque chose.",
            ),
        ]

    def __str__(self) -> str:
        about = f"action {self.fiche.numero}" if self.fiche else "l’année"
        return f"{self.organisation}, {about}"
