"""Words and figures of a chart: cleaned, cut into lines, written as French print wants."""

import textwrap
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from quietude.documents.graphiques import Graphique
from quietude.documents.typographie import french
from quietude.documents.vega.theme import CORPS
from quietude.socle.formats import nombre

_CHASSE = 0.5  # mean width of a character, as a share of its size
_DECIMALES, _DECIMALES_GRANDES, _DECIMALES_MAX = 2, 1, 6
_INFIME = Decimal("0.1")  # below, two figures are kept


def printed(graphique: Graphique) -> Graphique:
    """The same chart with the words that are drawn; figures that are none become gaps."""

    def line(text: str) -> str:
        return " ".join(french(text).split("\n"))

    return replace(
        graphique,
        titre=line(graphique.titre),
        unite=line(graphique.unite),
        source=line(graphique.source),
        alternative=line(graphique.alternative),
        abscisses=tuple(line(label) for label in graphique.abscisses),
        ruptures=tuple((rank, line(words)) for rank, words in graphique.ruptures),
        traits=tuple(
            replace(
                trait,
                libelle=line(trait.libelle),
                valeurs=tuple(
                    value if value is not None and value.is_finite() else None
                    for value in trait.valeurs
                ),
            )
            for trait in graphique.traits
        ),
    )


def width_of(text: str, size: float = CORPS) -> float:
    return len(text) * size * _CHASSE


def wrap(text: str, width: float, size: float = CORPS) -> list[str]:
    """Lines that hold in this width."""
    return textwrap.wrap(text, max(4, int(width / (size * _CHASSE)))) or [""]


def known(graphique: Graphique) -> list[Decimal]:
    return [v for trait in graphique.traits for v in trait.valeurs if v is not None]


def decimals(values: Iterable[Decimal]) -> int:
    """As many as the values have, two at most; more when one would be told as zero."""
    given = [value for value in values if value]
    places = max((_places(value) for value in given), default=0)
    large = max(map(abs, given), default=Decimal(0)) >= 100
    places = min(places, _DECIMALES_GRANDES if large else _DECIMALES)
    smallest = min(map(abs, given), default=Decimal(1))
    while places < _DECIMALES_MAX and _vanishes(smallest, places):
        places += 1
    tiny = bool(given) and max(map(abs, given)) < _INFIME
    return min(places + 1, _DECIMALES_MAX) if tiny else places


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def written(value: Decimal, places: int) -> str:
    """1 234,5; what is too small to be written is not told as zero."""
    return "≈\u00a00" if value and _vanishes(value, places) else nombre(value, places)


def _vanishes(value: Decimal, places: int) -> bool:
    return abs(value) * 2 < Decimal(1).scaleb(-places)
