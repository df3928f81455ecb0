"""What the layers above add to the pages of the strategy, in their AppConfig.ready."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.strategie.models import Indicateur, Strategie


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


@dataclass(frozen=True)
class IndicateurLu:
    """An indicator with what it says now; `trace` is a drawing told in words."""

    indicateur: Indicateur
    adresse: str
    valeur: str
    quand: str
    signe: str
    statut: str
    ton: str
    connu: bool
    trace: SafeString


Blocs = Callable[[Utilisateur, Strategie], Iterable[Bloc]]
Sections = Callable[[Utilisateur, Organisation], Iterable[Section]]
# Codes of bodies -> their name and address, in the order given; unknown codes are left out.
LiensInstances = Callable[[Sequence[str]], dict[str, tuple[str, str]]]

# Indicators whose sheet and strategy are at hand -> what each says, by primary key.
Lectures = Callable[[Utilisateur, Strategie, Sequence[Indicateur]], dict[int, IndicateurLu]]

_BLOCS: list[Blocs] = []
_SECTIONS: list[Sections] = []
_INSTANCES: list[LiensInstances] = []
_LECTURES: list[Lectures] = []


def register_bloc(blocs: Blocs) -> None:
    """Add lines to the home page."""
    _BLOCS.append(blocs)


def register_section(sections: Sections) -> None:
    """Add parts to the page by partner."""
    _SECTIONS.append(sections)


def register_instances(links: LiensInstances) -> None:
    """Say how a body, known here by its code alone, is named and where it is read."""
    _INSTANCES.append(links)


def register_lectures(lectures: Lectures) -> None:
    """Say what indicators are worth, in a number of queries that does not grow with them."""
    _LECTURES.append(lectures)


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


def read_indicators(
    user: Utilisateur, strategie: Strategie, rows: Sequence[Indicateur]
) -> dict[int, IndicateurLu]:
    """What each says, by primary key; those that nobody reads are left out."""
    return {
        key: said
        for lectures in _LECTURES
        for key, said in lectures(user, strategie, rows).items()
    }
