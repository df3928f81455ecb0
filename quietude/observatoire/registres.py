"""What the layer above tells the observatory: who reads a document, where figures stand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quietude.comptes.models import Utilisateur


@dataclass(frozen=True, order=True)
class Endroit:
    """A place of a document: its rank in reading order, its title, where to read it."""

    rang: tuple[int, ...]
    titre: str
    adresse: str = ""


# Reader, code of the document, places as printed ("2.1.1") -> those that it knows.
Endroits = Callable[[Utilisateur, str, Iterable[str]], dict[str, Endroit]]

# Reader -> codes of the documents that are not for their eyes yet.
Reserves = Callable[[Utilisateur], Iterable[str]]

_ENDROITS: list[Endroits] = []
_RESERVES: list[Reserves] = []
_DERNIER = (10_000,)


def register_endroits(endroits: Endroits) -> None:
    """Say how the places of a document are called and where they are read."""
    _ENDROITS.append(endroits)


def places_of(user: Utilisateur, recueil: str, lieux: Iterable[str]) -> dict[str, Endroit]:
    """Every place, in words; one that nobody knows keeps its printed name and comes last."""
    asked = set(lieux)
    known = {lieu: Endroit(_DERNIER, lieu) for lieu in asked}
    for endroits in _ENDROITS:
        known |= endroits(user, recueil, asked)
    return known


def register_reserves(reserves: Reserves) -> None:
    """Say which documents a reader may not open."""
    _RESERVES.append(reserves)


def hidden_from(user: Utilisateur) -> set[str]:
    """Codes of the documents whose figures this reader does not see."""
    return {code for reserves in _RESERVES for code in reserves(user)}
