"""Charts: one neutral description, drawn on the server as SVG or PNG and kept by content."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import Enum

from quietude.documents import cache_graphiques

VERSION = "3"  # change it when the drawing changes: what was kept is drawn again

PROPORTION_MAX = 1.3  # of the height to the width, on paper
PEU = 3  # labels up to which a chart is printed smaller


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

    def __post_init__(self) -> None:
        for trait in self.traits:
            if len(trait.valeurs) != len(self.abscisses):
                raise ValueError(
                    f"{len(trait.valeurs)} values for {len(self.abscisses)} labels"
                )


def empreinte(graphique: Graphique) -> str:
    """What stands for this very drawing: another figure, another mark."""
    content = json.dumps([VERSION, asdict(graphique)], default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def render_svg(graphique: Graphique, *, titre: bool = True, etroit: bool = False) -> str:
    """The chart as SVG, safe in an <img>.

    Without `titre`, neither title nor source is drawn: the document says them in real text.
    `etroit` is laid out for a phone.
    """
    key = f"{empreinte(graphique)}{'' if titre else '-nu'}{'-etroit' if etroit else ''}.svg"

    def draw() -> bytes:
        from quietude.documents.vega import draw_svg  # costs a second: only to draw

        return draw_svg(graphique, titre=titre, etroit=etroit).encode()

    return cache_graphiques.get(key, draw).decode()


def is_tall(svg: str) -> bool:
    """Higher than a page would hold at full width: set by its height instead."""
    size = re.search(r'width="(\d+)" height="(\d+)"', svg)
    return size is not None and int(size[2]) > PROPORTION_MAX * int(size[1])


def render_png(
    graphique: Graphique, *, titre: bool = True, etroit: bool = False, echelle: int = 2
) -> bytes:
    """The same drawing in pixels, `echelle` for each point."""
    looks = f"{'' if titre else '-nu'}{'-etroit' if etroit else ''}"
    key = f"{empreinte(graphique)}{looks}-{echelle}.png"

    def draw() -> bytes:
        from quietude.documents.vega import to_png

        return to_png(render_svg(graphique, titre=titre, etroit=etroit), echelle)

    return cache_graphiques.get(key, draw)
