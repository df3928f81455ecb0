"""The life of a yearly evaluation: opened, written, adopted, published, or deleted."""

from datetime import date

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.evaluation import workflow
from quietude.evaluation.enums import EtatEvaluation
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photographie import freeze, photograph, seal
from quietude.evaluation.rules_annuelle import (
    can_adopt,
    can_amend,
    can_delete,
    can_open,
    can_publish,
    can_unpublish,
)
from quietude.evaluation.textes import fingerprint
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require
from quietude.strategie.models import Strategie

_TEXTES_PUBLICS = ("synthese_publique", "propositions_publiques")
PREMIERE = 2002  # the year of the first councils of prevention


def lock(evaluation: EvaluationAnnuelle) -> EvaluationAnnuelle:
    """The row as it is now, held until the end of the transaction."""
    rows = EvaluationAnnuelle.objects.select_for_update(of=("self",))
    found = rows.select_related("strategie").filter(pk=evaluation.pk).first()
    if found is None:
        raise ActionImpossible("Cette évaluation vient d’être supprimée.")
    return found


def _move(evaluation: EvaluationAnnuelle, to: EtatEvaluation) -> None:
    """Rules say no with a sentence; the table is what no rule may go round."""
    known = workflow.EVALUATION[EtatEvaluation(evaluation.etat)]
    if to not in known:
        raise ActionImpossible(f"Cette évaluation ne devient pas « {to.label.lower()} ».")
    evaluation.etat = to


@action
def open_evaluation(
    *, actor: Utilisateur | None, strategie: Strategie, annee: int
) -> EvaluationAnnuelle:
    """Open the evaluation of a year, also of one before the strategy began."""
    require(can_open(actor))
    if not PREMIERE <= annee <= timezone.localdate().year:
        raise ActionImpossible(
            f"Une évaluation porte sur une année de {PREMIERE} à {timezone.localdate().year}."
        )
    if EvaluationAnnuelle.objects.filter(strategie=strategie, annee=annee).exists():
        raise ActionImpossible(f"L’évaluation de {annee} est déjà ouverte.")
    return EvaluationAnnuelle.objects.create(strategie=strategie, annee=annee)


@action
def amend_texts(
    *,
    actor: Utilisateur | None,
    evaluation: EvaluationAnnuelle,
    synthese: str,
    propositions: str,
    empreinte: str,
) -> EvaluationAnnuelle:
    """Write the synthesis and the proposals.

    `empreinte` is what they said when the form was opened. Raises ConflitDeVersion when they
    say something else by now.
    """
    current = lock(evaluation)
    require(can_amend(actor, current))
    if (current.synthese, current.propositions) == (synthese, propositions):
        return current
    if fingerprint(current.synthese, current.propositions) != empreinte:
        raise ConflitDeVersion("Ces textes ont été modifiés entre-temps.")
    current.synthese, current.propositions = synthese, propositions
    current.save(update_fields=["synthese", "propositions"])
    return current


@action
def adopt_evaluation(
    *, actor: Utilisateur | None, evaluation: EvaluationAnnuelle, adoptee_le: date
) -> EvaluationAnnuelle:
    """Freeze the evaluation as it stands: its dated, sealed copy is never rewritten."""
    current = lock(evaluation)
    require(can_adopt(actor, current))
    if not date(current.annee, 1, 1) <= adoptee_le <= timezone.localdate():
        raise ActionImpossible(
            f"L’adoption se date entre le début de {current.annee} et aujourd’hui."
        )
    current.copie = freeze(photograph(actor, current, adoptee_le=adoptee_le))
    current.empreinte = seal(current.copie)
    current.adoptee_le = adoptee_le
    _move(current, EtatEvaluation.ADOPTEE)
    current.save(update_fields=["copie", "empreinte", "adoptee_le", "etat"])
    return current


@action
def publish_evaluation(
    *,
    actor: Utilisateur | None,
    evaluation: EvaluationAnnuelle,
    synthese: bool = False,
    propositions: bool = False,
) -> EvaluationAnnuelle:
    """Open an adopted evaluation to anyone, with those of its texts that are said to be."""
    current = lock(evaluation)
    require(can_publish(actor, current))
    _move(current, EtatEvaluation.PUBLIEE)
    current.publiee_le = timezone.localdate()
    current.synthese_publique, current.propositions_publiques = synthese, propositions
    current.save(update_fields=["etat", "publiee_le", *_TEXTES_PUBLICS])
    return current


@action
def unpublish_evaluation(
    *, actor: Utilisateur | None, evaluation: EvaluationAnnuelle
) -> EvaluationAnnuelle:
    """Take it back from the public."""
    current = lock(evaluation)
    require(can_unpublish(actor, current))
    _move(current, EtatEvaluation.ADOPTEE)
    current.publiee_le = None
    current.synthese_publique = current.propositions_publiques = False
    current.save(update_fields=["etat", "publiee_le", *_TEXTES_PUBLICS])
    return current


@action
def delete_evaluation(*, actor: Utilisateur | None, evaluation: EvaluationAnnuelle) -> None:
    """Delete an evaluation opened by mistake, with the contributions asked for."""
    current = lock(evaluation)
    require(can_delete(actor, current))
    current.delete()
