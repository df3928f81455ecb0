"""What may follow what in the life of a produced document."""

from quietude.documents.enums import EtatDocument

# A started document goes back to waiting when its worker died.
DOCUMENT: dict[EtatDocument, frozenset[EtatDocument]] = {
    EtatDocument.EN_ATTENTE: frozenset({EtatDocument.EN_COURS}),
    EtatDocument.EN_COURS: frozenset(
        {EtatDocument.PRET, EtatDocument.ECHEC, EtatDocument.EN_ATTENTE}
    ),
    EtatDocument.ECHEC: frozenset({EtatDocument.EN_ATTENTE}),
    EtatDocument.PRET: frozenset(),
}


def allows(before: str, after: EtatDocument) -> bool:
    return after in DOCUMENT[EtatDocument(before)]
