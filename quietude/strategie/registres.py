"""What the layers above add to the pages of the strategy, in their AppConfig.ready."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.strategie.models import Strategie


@dataclass(frozen=True)
class Bloc:
    """A line of the home page: a number, what it counts, where to deal with it.

    `a_decider` puts it among what an elected member has to decide.
    """

    valeur: int
    libelle: str
    lien: str
    ton: str = "info"
    a_decider: bool = False


@dataclass(frozen=True)
class Ligne:
    """A line of a page by partner: words, an address or none, a precision."""

    texte: str
    lien: str = ""
    precision: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a page by partner, such as its seats in the bodies."""

    titre: str
    lignes: tuple[Ligne, ...]


Blocs = Callable[[Utilisateur, Strategie], Iterable[Bloc]]
Sections = Callable[[Utilisateur, Organisation], Iterable[Section]]
# Codes of bodies -> their name and address, in the order given; unknown codes are left out.
LiensInstances = Callable[[Sequence[str]], dict[str, tuple[str, str]]]

_BLOCS: list[Blocs] = []
_SECTIONS: list[Sections] = []
_INSTANCES: list[LiensInstances] = []


def register_bloc(blocs: Blocs) -> None:
    """Add lines to the home page."""
    _BLOCS.append(blocs)


def register_section(sections: Sections) -> None:
    """Add parts to the page by partner."""
    _SECTIONS.append(sections)


def register_instances(links: LiensInstances) -> None:
    """Say how a body, known here by its code alone, is named and where it is read."""
    _INSTANCES.append(links)


def blocs_for(user: Utilisateur, strategie: Strategie) -> list[Bloc]:
    return [bloc for blocs in _BLOCS for bloc in blocs(user, strategie)]


def sections_for(user: Utilisateur, organisation: Organisation) -> list[Section]:
    return [part for sections in _SECTIONS for part in sections(user, organisation)]


def instance_links(codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Code -> (name, address); a body that nobody knows shows its code, without address."""
    known = {code: (code.replace("-", " "), "") for code in codes}
    if codes:
        for links in _INSTANCES:
            known |= links(codes)
    return known
