"""The life of a report and of its tasks: what each state may become."""

from quietude.signalements.enums import EtatSignalement as Etat
from quietude.signalements.enums import EtatTache

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

TACHE: dict[EtatTache, frozenset[EtatTache]] = {
    EtatTache.A_FAIRE: frozenset({EtatTache.FAITE, EtatTache.ANNULEE}),
    EtatTache.FAITE: frozenset({EtatTache.A_FAIRE}),
    EtatTache.ANNULEE: frozenset({EtatTache.A_FAIRE}),
}
