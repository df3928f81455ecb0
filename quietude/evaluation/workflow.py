"""The life of a yearly evaluation: open, adopted by the Conseil plénier, then public."""

from quietude.evaluation.enums import EtatContribution, EtatEvaluation

EVALUATION: dict[EtatEvaluation, frozenset[EtatEvaluation]] = {
    EtatEvaluation.OUVERTE: frozenset({EtatEvaluation.ADOPTEE}),
    EtatEvaluation.ADOPTEE: frozenset({EtatEvaluation.PUBLIEE}),
    EtatEvaluation.PUBLIEE: frozenset({EtatEvaluation.ADOPTEE}),
}

CONTRIBUTION: dict[EtatContribution, frozenset[EtatContribution]] = {
    EtatContribution.DEMANDEE: frozenset({EtatContribution.RENDUE}),
    EtatContribution.RENDUE: frozenset({EtatContribution.RENDUE}),
}
