"""A hundred and fifty indicators of every kind over five years."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, cycle

from bench.signalement import FLUX
from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import Demande, Denominateur, Filtres, Mesure
from quietude.socle.periodes import Periode

QUESTIONS, DES_FICHES = 150, 40
_RARES = frozenset({Agregat.MEDIANE, Agregat.DISTINCTS, Agregat.DERNIER})
_ANS = range(2012, 2017)
_ESPACES: tuple[tuple[Periode, ...], ...] = (
    tuple(Periode.annee(year) for year in _ANS),
    tuple(Periode.annee_scolaire(year - 1) for year in _ANS),
    tuple(Periode.mois(year, 1, 9) for year in _ANS),
    tuple(Periode.douze_mois(date(year, 6, 30)) for year in _ANS),
    tuple(Periode(date(2012, 3, 15), date(year, 12, 31)) for year in _ANS),
)


def questions(known: Sequence[Mesure]) -> list[Demande]:
    """Forty on the sheets, the rest on the registers; each in turn, over other spans and in
    another shape, counts and sums oftener than the rest.
    """
    sheets = [row for row in known if row.flux.cle == FLUX]
    others = [row for row in known if row not in sheets]
    sizes = ((sheets, DES_FICHES), (others, QUESTIONS - DES_FICHES))
    return [row for part, size in sizes for row in _first(_asked(part), size)]


def _first(rows: Iterator[Demande], size: int) -> list[Demande]:
    """As many different ones."""
    found: dict[Demande, None] = {}
    for row in rows:
        found.setdefault(row)
        if len(found) == size:
            break
    return list(found)


def _asked(known: Sequence[Mesure]) -> Iterator[Demande]:
    usual = [row for row in known if row.agregat not in _RARES]
    rare = [row for row in known if row.agregat in _RARES]
    often, seldom = cycle(usual), cycle(rare)
    for turn in count():
        mesure = next(seldom) if turn % 5 == 4 else next(often)
        yield _question(mesure, _ESPACES[turn % 5 - turn // 5 % 5], turn + turn // 10)


def _question(mesure: Mesure, spans: tuple[Periode, ...], rank: int) -> Demande:
    """Of ten: three alone, three filtered, three split, one split twice; two are shares."""
    names = [row.cle for row in mesure.flux.dimensions if len(row.modalites()) > 1]
    one = (names[rank % len(names)],) if names else ()
    two = (*one, names[(rank + 1) % len(names)]) if len(names) > 1 else one
    kept = _kept(mesure, one)
    share = Denominateur(mesure.cle) if mesure.additive else None
    shapes: tuple[tuple[Filtres, tuple[str, ...], Denominateur | None], ...] = (
        ((), (), None),
        (kept, (), None),
        ((), one, None),
        ((), (), None),
        (kept, (), share),
        (kept, two[1:], None),
        ((), (), None),
        (kept, (), None),
        ((), one, share),
        ((), two, None),
    )
    filters, split, divided = shapes[rank % len(shapes)]
    return Demande(mesure.cle, spans, filters, split, divided)


def _kept(mesure: Mesure, names: tuple[str, ...]) -> Filtres:
    """The first two values of a dimension."""
    found = [mesure.flux.dimension(name) for name in names]
    return tuple(
        (row.cle, tuple(value.code for value in row.modalites()[:2])) for row in found if row
    )
