"""Chapters that the apps above add to the printed strategy (the bodies, for one)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quietude.comptes.models import Utilisateur
from quietude.documents.contenu import Bloc
from quietude.strategie.models import Strategie


@dataclass(frozen=True)
class Annexe:
    """`chapitre` is the code of the chapter it completes; without such a chapter, it is one
    of its own under `titre`, after the others.

    `construire(strategie, user, niveau)` gives its blocks, headings from `niveau` down; an
    empty answer leaves it out.
    """

    titre: str
    chapitre: str
    construire: Callable[[Strategie, Utilisateur, int], Sequence[Bloc]]


_ANNEXES: list[Annexe] = []


def register(annexe: Annexe) -> None:
    if annexe not in _ANNEXES:
        _ANNEXES.append(annexe)


def every() -> tuple[Annexe, ...]:
    return tuple(_ANNEXES)
