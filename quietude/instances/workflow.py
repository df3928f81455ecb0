"""The life of a meeting and of a decision; a mistake can be taken back."""

from quietude.instances.enums import EtatDecision, EtatReunion

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
