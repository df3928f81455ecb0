"""What may follow what in the life of an import."""

from quietude.observatoire.enums import EtatImportation

# A started import goes back to waiting when its worker died.
IMPORTATION: dict[EtatImportation, frozenset[EtatImportation]] = {
    EtatImportation.EN_ATTENTE: frozenset({EtatImportation.EN_COURS}),
    EtatImportation.EN_COURS: frozenset(
        {
            EtatImportation.FAITE,
            EtatImportation.DEJA_FAITE,
            EtatImportation.REFUSEE,
            EtatImportation.ECHEC,
            EtatImportation.EN_ATTENTE,
        }
    ),
    EtatImportation.ECHEC: frozenset({EtatImportation.EN_ATTENTE}),
    # Refused for want of a vintage, say: the file waits for whoever gives it.
    EtatImportation.REFUSEE: frozenset({EtatImportation.EN_ATTENTE}),
    EtatImportation.FAITE: frozenset(),
    EtatImportation.DEJA_FAITE: frozenset(),
}


def allows(before: str, after: EtatImportation) -> bool:
    return after in IMPORTATION[EtatImportation(before)]


def finished(etat: str) -> bool:
    """Whether nothing more happens unless someone asks."""
    return etat not in (EtatImportation.EN_ATTENTE, EtatImportation.EN_COURS)
