"""What may follow what. The only state mechanism of the strategy."""

from quietude.strategie.enums import EtatFiche, EtatJalon, EtatStrategie

STRATEGIE: dict[EtatStrategie, frozenset[EtatStrategie]] = {
    EtatStrategie.PROJET: frozenset({EtatStrategie.ADOPTEE}),
    EtatStrategie.ADOPTEE: frozenset({EtatStrategie.CLOSE}),
    EtatStrategie.CLOSE: frozenset(),
}

FICHE: dict[EtatFiche, frozenset[EtatFiche]] = {
    EtatFiche.A_LANCER: frozenset({EtatFiche.EN_COURS, EtatFiche.ABANDONNEE}),
    EtatFiche.EN_COURS: frozenset(
        {EtatFiche.SUSPENDUE, EtatFiche.REALISEE, EtatFiche.ABANDONNEE, EtatFiche.A_LANCER}
    ),
    EtatFiche.SUSPENDUE: frozenset({EtatFiche.EN_COURS, EtatFiche.ABANDONNEE}),
    EtatFiche.REALISEE: frozenset({EtatFiche.EN_COURS}),
    EtatFiche.ABANDONNEE: frozenset({EtatFiche.A_LANCER, EtatFiche.EN_COURS}),
}

JALON: dict[EtatJalon, frozenset[EtatJalon]] = {
    EtatJalon.PREVU: frozenset({EtatJalon.ATTEINT, EtatJalon.ABANDONNE}),
    EtatJalon.ATTEINT: frozenset({EtatJalon.PREVU}),
    EtatJalon.ABANDONNE: frozenset({EtatJalon.PREVU}),
}
