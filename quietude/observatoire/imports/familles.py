"""What each family of files offers: to recognise its own, and to read them.

A family is a module with `recognise(apercu) -> Disposition | None` and
`read_rows(apercu, disposition) -> Lecture`; the importer asks each in turn.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from quietude.observatoire.enums import FamilleSource
from quietude.observatoire.imports.lignes import LigneObservation
from quietude.observatoire.models import Source


@dataclass(frozen=True)
class Disposition:
    """A layout of file: what people call it, and the family whose vintages it belongs to."""

    code: str
    titre: str
    famille: FamilleSource


@dataclass(frozen=True)
class SourceDecrite:
    """The source that a file makes; see `models.Source` for each field."""

    code: str
    famille: FamilleSource
    titre: str
    producteur: str = ""
    licence: str = ""
    adresse: str = ""
    millesime: str = ""
    rang: str = ""
    note: str = ""


@dataclass(frozen=True)
class Lecture:
    """What a reader hands over: the source, its figures, and what to tell the person.

    `apres`, when given, is called in the same transaction with the source, once its figures
    are written; it answers what else to tell.
    """

    source: SourceDecrite
    lignes: list[LigneObservation]
    lues: int  # lines of the file
    avertissements: list[str] = field(default_factory=list)
    apres: Callable[[Source], list[str]] | None = None
