"""What a whole series says: where it goes over the years, index 100, rolling twelve months."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire.calculs.evolution import (
    Evolution,
    break_between,
    compare,
    measured,
    overlap,
)
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.calculs.unites import agree
from quietude.observatoire.enums import Base, NatureSerie
from quietude.observatoire.statistiques import (
    SEUIL,
    sen_slope,
    trend_p_value,
    trend_score,
)
from quietude.socle.formats import FINE, INSECABLE, nombre
from quietude.socle.periodes import Genre, Periode

_POUR_UNE_TENDANCE = 5  # of four values no order is beyond chance: p is 0.08 at best
_MOINDRE = Decimal("0.01")  # a yearly change under it is not told


@dataclass(frozen=True)
class Tendance:
    """The trend over the longest run of years without a break (Mann-Kendall, Sen's slope)."""

    debut: Periode
    fin: Periode
    etablie: bool
    par_an: Decimal
    phrase: str


@dataclass(frozen=True)
class Indice:
    """A figure on a base of 100 at the first one."""

    periode: Periode
    valeur: Decimal


@dataclass(frozen=True)
class Evolutions:
    """Everything that is worth saying of one series.

    `derniere`: its last two figures that compare, else the last two with the reason;
    `ensemble`: first and last year; `memes_mois`: each pair of equal spans one year apart that
    are not whole years.
    """

    derniere: Evolution | None
    ensemble: Evolution | None
    memes_mois: tuple[Evolution, ...]
    tendance: Tendance | None


def evolutions(serie: SerieLue) -> Evolutions:
    """The changes that a page shows."""
    years = [point for point in serie.points if point.periode.est_annee]
    return Evolutions(
        derniere=last_change(serie),
        ensemble=_overall(serie, years),
        memes_mois=_same_months(serie),
        tendance=trend(serie),
    )


def last_change(serie: SerieLue) -> Evolution | None:
    """From the figure before to the last one of the same kind; None with a single figure.

    A span that nothing matches (a year cut short in October) is passed over; but when the last
    two do not compare for another reason, that reason is what the reader must know.
    """
    known = [point for point in serie.points if measured(point) is not None]
    for last in sorted(serie.points, key=lambda point: point.periode.fin, reverse=True):
        earlier = [
            point
            for point in (known if measured(last) is not None else serie.points)
            if point.periode.fin < last.periode.debut and point.periode.comparable(last.periode)
        ]
        if earlier:
            return compare(serie, max(earlier, key=lambda point: point.periode.fin), last)
    return None


def _overall(serie: SerieLue, years: Sequence[Point]) -> Evolution | None:
    known = [point for point in years if measured(point) is not None]
    return compare(serie, known[0], known[-1]) if len(known) > 2 else None


def _same_months(serie: SerieLue) -> tuple[Evolution, ...]:
    by_span = {point.periode: point for point in serie.points}
    return tuple(
        compare(serie, by_span[point.periode.previous()], point)
        for point in serie.points
        if point.periode.genre not in {Genre.ANNEE, Genre.MOIS}
        and point.periode.previous() in by_span
        and not overlap(point.periode.previous(), point.periode)
    )


def trend(serie: SerieLue) -> Tendance | None:
    """The trend of the last unbroken run of years, when it is long enough to have one."""
    run = _last_run(serie)
    if len(run) < _POUR_UNE_TENDANCE:
        return None
    values = [value for point in run if (value := measured(point)) is not None]
    slope, established = sen_slope(values), trend_p_value(values) < SEUIL
    first, last = run[0].periode, run[-1].periode
    where = f"de {first.court} à {last.court}"
    if not established:
        words = f"Pas de tendance établie {where}."
    else:
        # Many equal figures may leave a median change of zero: the pairs tell the way.
        moved = "à la hausse" if trend_score(values) > 0 else "à la baisse"
        words = f"Tendance établie {moved} {where}{_a_year(serie, run[0], abs(slope))}."
    return Tendance(first, last, established, slope, words)


def _a_year(serie: SerieLue, point: Point, slope: Decimal) -> str:
    """ " : environ 39 faits par an"; nothing when it would round to zero."""
    if slope < _MOINDRE:
        return ""
    amount = nombre(slope, 0 if slope >= 10 else 1 if slope >= 1 else 2)
    if point.valeur is None:
        base = "logements" if serie.base == Base.LOGEMENTS else "habitants"
        unit = f"pour 1{FINE}000 {base}"
    else:
        unit = agree("points" if serie.unite == "%" else serie.unite, slope)
    return f"{INSECABLE}: environ {' '.join(filter(None, (amount, unit)))} par an"


def _last_run(serie: SerieLue) -> list[Point]:
    """The last years of one measure that follow one another without a gap nor a break."""
    run: list[Point] = []
    for point in (p for p in serie.points if p.periode.est_annee):
        if measured(point) is None:
            run = []
            continue
        if run and not _follows(serie, run[-1], point):
            run = []
        run.append(point)
    return run


def _follows(serie: SerieLue, before: Point, point: Point) -> bool:
    next_year = point.periode.debut.year == before.periode.debut.year + 1
    alike = (point.valeur is None) == (before.valeur is None)  # two counts, or two rates
    return next_year and alike and break_between(serie, before, point) is None


def index_100(serie: SerieLue) -> list[Indice]:
    """Each year on a base of 100 at the first; nothing across a break or from zero."""
    run = _last_run(serie)
    base = measured(run[0]) if run else None
    if not base:
        return []
    return [
        Indice(point.periode, (measured(point) or Decimal(0)) * 100 / base) for point in run
    ]


def rolling_twelve(serie: SerieLue) -> list[Indice]:
    """Sums of twelve months that follow one another, by the month they end with.

    Of events alone: neither stocks nor rates add up over time. Nothing across a break.
    """
    if serie.nature != NatureSerie.EVENEMENTS:
        return []
    months = {
        (p.periode.debut.year, p.periode.debut.month): p
        for p in serie.points
        if p.periode.genre is Genre.MOIS and p.valeur is not None and measured(p) is not None
    }
    found = []
    for year, month in sorted(months):
        window = [months.get(_before(year, month, back)) for back in range(12)]
        known = [point for point in window if point is not None]
        if len(known) == 12 and break_between(serie, known[-1], known[0]) is None:
            total = sum((measured(point) or Decimal(0) for point in known), Decimal(0))
            found.append(Indice(Periode.douze_mois(known[0].periode.fin), total))
    return found


def _before(year: int, month: int, back: int) -> tuple[int, int]:
    rank = year * 12 + month - 1 - back
    return rank // 12, rank % 12 + 1
