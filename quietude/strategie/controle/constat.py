"""What a coherence rule is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quietude.socle.pack.contenu import Pack
from quietude.strategie.enums import Gravite

Endroit = tuple[str | int, ...]


@dataclass(frozen=True)
class Trouvaille:
    """What a rule yields: where, on which object, why, and what could be done.

    `objet` is a name that survives edits ("fiches/05#indicateurs"): waivers refer to it.
    """

    fichier: str
    endroit: Endroit
    objet: str
    message: str
    suggestion: str = ""


@dataclass(frozen=True)
class Regle:
    """A pure function on a pack, with its code and its explanation in French."""

    code: str
    titre: str
    gravite: Gravite
    explication: str
    check: Callable[[Pack], Iterator[Trouvaille]]


@dataclass(frozen=True)
class Constat:
    """A finding of a rule, with the reason for which it was set aside, if it was."""

    regle: str
    titre: str
    gravite: Gravite
    fichier: str
    endroit: Endroit
    objet: str
    message: str
    suggestion: str
    dispense: str = ""


REGLES: dict[str, Regle] = {}


def regle(
    code: str, titre: str, gravite: Gravite, explication: str
) -> Callable[[Callable[[Pack], Iterator[Trouvaille]]], Callable[[Pack], Iterator[Trouvaille]]]:
    """Register a rule; upper layers add theirs the same way."""

    def declare(
        check: Callable[[Pack], Iterator[Trouvaille]],
    ) -> Callable[[Pack], Iterator[Trouvaille]]:
        REGLES[code] = Regle(code, titre, gravite, explication, check)
        return check

    return declare
