"""The life of a meeting, of a decision, of internal rules; a mistake can be taken back."""

from quietude.instances.enums import EtatDecision, EtatReglement, EtatReunion

REUNION: dict[EtatReunion, frozenset[EtatReunion]] = {
    EtatReunion.PREVUE: frozenset({EtatReunion.TENUE, EtatReunion.ANNULEE}),
    EtatReunion.TENUE: frozenset({EtatReunion.PREVUE}),
    EtatReunion.ANNULEE: frozenset({EtatReunion.PREVUE}),
}

DECISION: dict[EtatDecision, frozenset[EtatDecision]] = {
    EtatDecision.A_FAIRE: frozenset({EtatDecision.FAITE, EtatDecision.ABANDONNEE}),
    EtatDecision.FAITE: frozenset({EtatDecision.A_FAIRE}),
    EtatDecision.ABANDONNEE: frozenset({EtatDecision.A_FAIRE}),
}

# Rules are replaced by later ones, not by a state: those of the last adoption are in force.
REGLEMENT: dict[EtatReglement, frozenset[EtatReglement]] = {
    EtatReglement.PROJET: frozenset({EtatReglement.ADOPTE}),
    EtatReglement.ADOPTE: frozenset({EtatReglement.PROJET}),
}
