"""The life of a report: what each state may become."""

from quietude.signalements.enums import EtatSignalement as Etat

_FIN = frozenset({Etat.RESOLU, Etat.SANS_SUITE})

SIGNALEMENT: dict[Etat, frozenset[Etat]] = {
    Etat.RECU: frozenset({Etat.QUALIFIE, Etat.EN_COURS}) | _FIN,
    Etat.QUALIFIE: frozenset({Etat.EN_COURS, Etat.EN_ATTENTE}) | _FIN,
    Etat.EN_COURS: frozenset({Etat.EN_ATTENTE}) | _FIN,
    Etat.EN_ATTENTE: frozenset({Etat.EN_COURS}) | _FIN,
    Etat.RESOLU: frozenset({Etat.ROUVERT}),
    Etat.SANS_SUITE: frozenset({Etat.ROUVERT}),
    Etat.ROUVERT: frozenset({Etat.EN_COURS, Etat.EN_ATTENTE}) | _FIN,
}
