"""Charts: one neutral description, drawn on the server as SVG or PNG."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Genre(Enum):
    """How values are drawn."""

    COURBE = "courbe"  # a span of years
    BARRES = "barres"  # a few periods or categories
    BARRES_HORIZONTALES = "barres-horizontales"  # categories with long names


@dataclass(frozen=True)
class Trait:
    """One line or one colour of bars: a value for each label of the chart, None where none."""

    libelle: str
    valeurs: tuple[Decimal | None, ...]
    repere: bool = False  # a benchmark, drawn thinner and dashed


@dataclass(frozen=True)
class Graphique:
    """A chart ready to be drawn: no domain word, no query.

    `titre` states the fact; `ruptures` are (index of the label before which the mark stands,
    words); `alternative` is what a reader who does not see it is told.
    """

    titre: str
    genre: Genre
    abscisses: tuple[str, ...]
    traits: tuple[Trait, ...]
    unite: str = ""
    source: str = ""
    ruptures: tuple[tuple[int, str], ...] = ()
    alternative: str = ""
