"""Which documents an evaluation can be had in: those whose recipe is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.recettes import Choix, Recette
from quietude.evaluation.models import EvaluationAnnuelle

CLES = ("evaluation-rapport", "evaluation-diaporama", "evaluation-chiffres")


@dataclass(frozen=True)
class DocumentOffert:
    """A recipe, and the choice in it that is this evaluation."""

    recette: Recette
    choix: Choix


def documents_of(user: Utilisateur, evaluation: EvaluationAnnuelle) -> Iterator[DocumentOffert]:
    """In the order in which they are read: report, slides, figures."""
    for cle in CLES:
        recette = recettes.get(cle)
        if recette is None:
            continue
        for choix in recette.choix(user):
            if _is_of(choix, evaluation):
                yield DocumentOffert(recette, choix)


def _is_of(choix: Choix, evaluation: EvaluationAnnuelle) -> bool:
    said = set(choix.parametres.values())
    return {evaluation.strategie.code, str(evaluation.annee)} <= said or said == {
        str(evaluation.pk)
    }
