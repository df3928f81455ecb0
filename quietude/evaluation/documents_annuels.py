"""Which documents an evaluation can be had in: those whose recipe is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from quietude.documents import recettes
from quietude.documents.recettes import Parametres, Recette
from quietude.evaluation.models import EvaluationAnnuelle

CLES = ("evaluation-rapport", "evaluation-diaporama", "evaluation-chiffres")


@dataclass(frozen=True)
class DocumentOffert:
    """A recipe, and the name and parameters that stand for this evaluation in it."""

    recette: Recette
    choix: str
    parametres: Parametres


def documents_of(evaluation: EvaluationAnnuelle) -> Iterator[DocumentOffert]:
    """In the order in which they are read: report, slides, figures."""
    code, annee = evaluation.strategie.code, str(evaluation.annee)
    for cle in CLES:
        recette = recettes.get(cle)
        if recette:
            yield DocumentOffert(
                recette, f"{code}/{annee}", {"strategie": code, "annee": annee}
            )
