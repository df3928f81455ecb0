"""A theme as blocks of a document: analysis, charts, sentences, tables, sources."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from quietude.documents.contenu import (
    Bloc,
    Encadre,
    Figure,
    Liste,
    Markdown,
    Paragraphe,
    Titre,
)
from quietude.documents.graphiques import Graphique
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.documents.dossiers import DossierTheme
from quietude.observatoire.documents.reserves import (
    denominators_told,
    reserves_of,
    sources_told,
)
from quietude.observatoire.documents.tableaux import singles_blocks, table_blocks
from quietude.observatoire.faits import fact_of_group, sentences_of
from quietude.observatoire.graphiques import TABLEAU_SUIT, charts_of
from quietude.observatoire.models import Analyse
from quietude.observatoire.presentation.ailleurs import stand_beside
from quietude.observatoire.presentation.cellules import value_cell
from quietude.observatoire.presentation.groupes import (
    Groupe,
    breaks_of,
    notes_of,
    tables_of,
)
from quietude.observatoire.presentation.tableaux import has_rates
from quietude.socle.formats import jour

_TABLEAU_IMPRIME = "Un tableau de ce chapitre donne chaque valeur."


def theme_blocks(
    dossier: DossierTheme, niveau: int, imprimes: Collection[str] = ()
) -> Iterator[Bloc]:
    """What a theme prints under a heading of its own, with headings from `niveau` down.

    `imprimes` are the codes of the tables that the page already shows: they are not repeated.
    """
    if dossier.analyse:
        yield _analysis(dossier.analyse)
    if dossier.theme.note:
        yield Paragraphe(dossier.theme.note)
    alone: list[SerieLue] = []
    for group in dossier.groupes:
        if is_single(group):
            alone += [serie for serie in group.series if not _shown([serie], imprimes)]
        else:
            yield from _group(group, dossier, niveau, imprimes)
    yield from singles_blocks(alone, dossier.reperes, dossier.chez_soi, niveau)


def is_single(group: Groupe) -> bool:
    """Whether there is nothing to draw: one figure a series at most."""
    return all(len(serie.points) < 2 for serie in group.series)


def _analysis(analyse: Analyse) -> Encadre:
    return Encadre(
        f"Analyse du {jour(analyse.ecrit_le)}", (Paragraphe(Markdown(analyse.texte)),)
    )


def _group(
    group: Groupe, dossier: DossierTheme, niveau: int, imprimes: Collection[str]
) -> Iterator[Bloc]:
    series = group.series
    charts = list(charts_of(series, group.ailleurs).values())
    printed = _shown(series, imprimes)
    tabled = not printed and not (charts and _told_by_bars(series))
    notes = reserves_of(series, dossier.chez_soi)
    yield Titre(group.titre, niveau, au_sommaire=False)
    if tabled:
        yield from map(Figure, charts)
    else:
        yield from _figures(charts, series, notes, _TABLEAU_IMPRIME if printed else "")
    sentences = [fact_of_group(series), *sentences_of(series)]
    if not charts and not tabled:
        sentences += notes
    if told := tuple(filter(None, sentences)):
        yield Liste(told)
    comparison = stand_beside(series[0], group.ailleurs, dossier.reperes)
    if comparison and comparison.repere:
        yield Paragraphe(f"{comparison.ici} {comparison.repere.phrase}".strip())
    if tabled:
        yield from _tables(group, notes)


def _figures(
    charts: Sequence[Graphique], series: Sequence[SerieLue], notes: Sequence[str], table: str
) -> Iterator[Figure]:
    """Charts that no table follows: what it would have said goes under the last one."""
    licensed = [
        serie for serie in series if any(point.source.licence for point in serie.points)
    ]
    for rank, chart in enumerate(charts, start=1):
        words = chart.alternative.replace(TABLEAU_SUIT, table).strip()
        last = (*notes, *sources_told(licensed)) if rank == len(charts) else ()
        yield Figure(replace(chart, alternative=words), last)


def _tables(group: Groupe, notes: Sequence[str]) -> Iterator[Bloc]:
    """Counts, then rates; what is said of both goes under the last one."""
    tables = tables_of(group.series, group.titre, group.ailleurs)
    # Other places stand beside the town's rates alone.
    beside = group.ailleurs if any(map(has_rates, group.series)) else ()
    shown = [*group.series, *beside]
    under = (*notes, *denominators_told(shown), *sources_told(shown))
    for rank, table in enumerate(tables, start=1):
        yield from table_blocks(table, under if rank == len(tables) else ())


def _shown(series: Iterable[SerieLue], imprimes: Collection[str]) -> bool:
    """Whether every figure stands in a table that is already printed."""
    references = [point.reference for serie in series for point in serie.points]
    return bool(references) and all(
        ":" in reference and reference.split(":")[0] in imprimes for reference in references
    )


def _told_by_bars(series: Sequence[SerieLue]) -> bool:
    """Whether the chart already writes its two figures, and nothing else is to be said."""
    points = series[0].points
    plain = all(value_cell(point).export is not None and not point.note for point in points)
    said = notes_of(series) or breaks_of(series) or has_rates(series[0])
    return len(series) == 1 and len(points) == 2 and plain and not said
