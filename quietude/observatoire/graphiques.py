"""From series that were read to the charts that show them.

One unit a chart, counts apart from rates, spans of one length together: what a page, a PDF and
an image file draw comes from here.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from quietude.documents.graphiques import Genre, Graphique, Trait
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import EtatObservation, NiveauPerimetre
from quietude.observatoire.faits import fact_of, rates_of, summary_of
from quietude.observatoire.presentation.cellules import per_thousand
from quietude.observatoire.presentation.tableaux import has_rates, label_of
from quietude.socle.periodes import Periode

COURBE_DES = 4  # fewer spans are bars: a line between two points would tell a story
TABLEAU_SUIT = "Le tableau qui suit donne chaque valeur."
TRAITS = 6  # more lines than that are not told apart
Mesure = Callable[[Point], Decimal | None]


def value_of(point: Point) -> Decimal | None:
    """What may be drawn: neither a minimum nor what is not published."""
    if point.etat != EtatObservation.PUBLIEE or point.incomplet:
        return None
    return point.valeur


def rate_of(point: Point) -> Decimal | None:
    if point.etat != EtatObservation.PUBLIEE or point.incomplet or point.taux is None:
        return None
    return point.taux.valeur


def name_of(series: Sequence[SerieLue]) -> str:
    """What series shown together are called."""
    return (series[0].groupe if len(series) > 1 else "") or series[0].libelle


def charts_of(
    series: Sequence[SerieLue], reperes: Sequence[SerieLue] = ()
) -> dict[str, Graphique]:
    """The charts of series shown together, by name, in the order of reading.

    `reperes` are the same quantity in other places: drawn beside the rates, never the counts.
    """
    charts: dict[str, Graphique] = {}
    name = name_of(series)
    for spans in families_of(series, value_of):
        chart = _counts(series, spans, name)
        charts["valeurs" if not charts else f"valeurs-{len(charts) + 1}"] = chart
    if rates := rates_chart(series, name, reperes):
        charts["taux"] = rates
    return charts


def families_of(series: Iterable[SerieLue], measure: Mesure) -> list[list[Periode]]:
    """Spans that compare, those that most figures have first; lone ones are left to tables."""
    families: dict[object, set[Periode]] = {}
    for serie in series:
        for point in serie.points:
            if measure(point) is not None:
                families.setdefault(point.periode.famille, set()).add(point.periode)
    drawn = [sorted(spans) for spans in families.values() if len(spans) > 1]
    return sorted(drawn, key=lambda spans: (-len(spans), spans))


def _counts(series: Sequence[SerieLue], spans: Sequence[Periode], name: str) -> Graphique:
    if len(series) > TRAITS or is_by_sector(series):
        return _categories(series, spans, name)
    return _over_time(series, spans, value_of, name, series[0].unite)


def rates_chart(
    series: Sequence[SerieLue], name: str, reperes: Sequence[SerieLue] = ()
) -> Graphique | None:
    """Rates over the years, with those of wider places, thinner."""
    rated = [serie for serie in series if has_rates(serie)]
    families = families_of(rated, rate_of)
    if not families or len(rated) > TRAITS:
        return None
    base = per_thousand(rated[0].base)
    spans = families[0]
    others = [serie for serie in reperes if has_rates(serie) and serie.base == rated[0].base]
    return _over_time(rated, spans, rate_of, name, base, others)


def _over_time(
    series: Sequence[SerieLue],
    spans: Sequence[Periode],
    measure: Mesure,
    name: str,
    unite: str,
    others: Sequence[SerieLue] = (),
) -> Graphique:
    """A line a series when there are years enough, bars otherwise."""
    labels = _filled(spans)
    shown = [*series, *others]
    values = {serie.cle: _values(serie, labels, measure) for serie in shown}
    lines = tuple(
        Trait(label_of(serie, shown), values[serie.cle], repere=serie in others)
        for serie in shown
        if any(value is not None for value in values[serie.cle])
    )
    title = _title(series, spans, measure, name)
    return Graphique(
        titre=title,
        genre=Genre.BARRES if len(labels) < COURBE_DES or _scattered(spans) else Genre.COURBE,
        abscisses=tuple(span.court for span in labels),
        traits=lines,
        unite=unite,
        source=_sources(shown),
        ruptures=_breaks(series, labels),
        alternative=_alternative(name, unite, labels, title),
    )


def _categories(series: Sequence[SerieLue], spans: Sequence[Periode], name: str) -> Graphique:
    """Many series or many sectors: a bar each, for the last two spans."""
    last = list(spans[-2:])
    kept = [
        serie for serie in series if any(v is not None for v in _values(serie, last, value_of))
    ]
    title = _title(series, last, value_of, name)
    return Graphique(
        titre=title,
        genre=Genre.BARRES_HORIZONTALES,
        abscisses=tuple(label_of(serie, series) for serie in kept),
        traits=tuple(
            Trait(span.libelle, tuple(_values(serie, [span], value_of)[0] for serie in kept))
            for span in last
        ),
        unite=series[0].unite,
        source=_sources(series),
        alternative=_alternative(name, series[0].unite, last, title),
    )


def _values(
    serie: SerieLue, spans: Sequence[Periode], measure: Mesure
) -> tuple[Decimal | None, ...]:
    known = {point.periode: measure(point) for point in serie.points}
    return tuple(known.get(span) for span in spans)


def _filled(spans: Sequence[Periode]) -> list[Periode]:
    """Years of which nothing is known keep their place, so that a gap is seen as one."""
    first, last = spans[0].debut.year, spans[-1].debut.year
    if not all(span.est_annee for span in spans) or _scattered(spans):
        return list(spans)
    return [Periode.annee(year) for year in range(first, last + 1)]


def _scattered(spans: Sequence[Periode]) -> bool:
    """Fewer years known than not: a line through them would invent the others."""
    years = spans[-1].debut.year - spans[0].debut.year + 1
    return spans[0].est_annee and years > 2 * len(spans)


def _title(
    series: Sequence[SerieLue], spans: Sequence[Periode], measure: Mesure, name: str
) -> str:
    """The fact, in words: what the first and the last figures say of each other."""
    first, last = spans[0], spans[-1]
    if measure is rate_of and len(series) == 1:
        return rates_of(series[0], first, last, name)
    if measure is rate_of:
        return f"{name}, taux {per_thousand(series[0].base)}, {first.court} à {last.court}"
    if len(series) == 1:
        return fact_of(series[0], first, last, name)
    return summary_of(series, first, last, name)


def is_by_sector(series: Sequence[SerieLue]) -> bool:
    """Several sectors of the town: read as bars or on a map, not as lines."""
    return len(series) > 1 and all(
        serie.perimetre.niveau == NiveauPerimetre.SECTEUR for serie in series
    )


def _breaks(
    series: Iterable[SerieLue], labels: Sequence[Periode]
) -> tuple[tuple[int, str], ...]:
    """Each break that falls within what is drawn, before the first span that it reaches."""
    found = {rupture.pk: rupture for serie in series for rupture in serie.ruptures}
    marks = []
    for rupture in sorted(found.values(), key=lambda row: row.le):
        reached = next((i for i, span in enumerate(labels) if span.fin >= rupture.le), None)
        if reached:
            marks.append((reached, rupture.titre))
    return tuple(marks)


def _sources(series: Iterable[SerieLue]) -> str:
    names = {
        point.source.producteur or point.source.titre: None
        for serie in series
        for point in serie.points
    }
    return " ; ".join(names)


def _alternative(name: str, unite: str, spans: Sequence[Periode], title: str) -> str:
    measured = f" ({unite})" if unite else ""
    return (
        f"{name}{measured}, de {spans[0].libelle} à {spans[-1].libelle}. {title}. "
        f"{TABLEAU_SUIT}"
    )
