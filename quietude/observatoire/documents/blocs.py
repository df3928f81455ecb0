"""A theme as blocks of a document: analysis, charts, sentences, tables, sources."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from quietude.documents.contenu import (
    Bloc,
    Colonne,
    Encadre,
    Figure,
    Ligne,
    Liste,
    Markdown,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.documents.dossiers import DossierTheme
from quietude.observatoire.faits import fact_of_group, sentences_of
from quietude.observatoire.graphiques import charts_of
from quietude.observatoire.models import Analyse
from quietude.observatoire.presentation.ailleurs import stand_beside
from quietude.observatoire.presentation.cellules import value_cell
from quietude.observatoire.presentation.citations import source_lines
from quietude.observatoire.presentation.groupes import (
    SERVICE,
    Groupe,
    breaks_of,
    notes_of,
    places_of,
    tables_of,
)
from quietude.observatoire.presentation.reperes import Reperes
from quietude.observatoire.presentation.tableaux import TableauDeSeries, label_of
from quietude.socle.formats import jour

_COLONNES_MAX = 5  # beyond, series go down the page and spans across it
_AUTRES = "Autres chiffres"


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
    alone = [group for group in dossier.groupes if is_single(group)]
    for group in dossier.groupes:
        if group not in alone:
            yield from _group(group, dossier.reperes, niveau, imprimes)
    if alone:
        yield from _singles([serie for group in alone for serie in group.series], niveau)


def is_single(group: Groupe) -> bool:
    """Whether there is nothing to draw: one figure a series at most."""
    return all(len(serie.points) < 2 for serie in group.series)


def _analysis(analyse: Analyse) -> Encadre:
    return Encadre(
        f"Analyse du {jour(analyse.ecrit_le)}", (Paragraphe(Markdown(analyse.texte)),)
    )


def _group(
    group: Groupe, reperes: Reperes, niveau: int, imprimes: Collection[str]
) -> Iterator[Bloc]:
    series = group.series
    yield Titre(group.titre, niveau, au_sommaire=False)
    for chart in charts_of(series, group.ailleurs).values():
        yield Figure(chart)
    sentences = [fact_of_group(series), *sentences_of(series)]
    yield Liste(tuple(sentence for sentence in sentences if sentence))
    comparison = stand_beside(series[0], group.ailleurs, reperes)
    if comparison and comparison.repere:
        yield Paragraphe(f"{comparison.ici} {comparison.repere.phrase}".strip())
    if not _shown(series, imprimes) and not _told_by_bars(series):
        for table in tables_of(series, group.titre, group.ailleurs):
            yield table_block(table, _notes(series))


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
    return len(series) == 1 and len(points) == 2 and plain and not notes_of(series)


def _notes(series: Sequence[SerieLue]) -> tuple[str, ...]:
    wide = (SERVICE,) if SERVICE in places_of(series) else ()
    breaks = [
        f"Rupture le {jour(row.le)} : {row.titre}. {row.explication}"
        for row in breaks_of(series)
    ]
    sources = [f"Source : {line}" for line in source_lines(series)]
    return (*wide, *breaks, *notes_of(series), *sources)


def table_block(table: TableauDeSeries, notes: Sequence[str] = ()) -> TableauDonnees:
    """Spans down and series across, or the other way when there are many series."""
    kept = tuple(note for note in (table.note, *notes) if note)
    if len(table.tetes) <= _COLONNES_MAX:
        return TableauDonnees(
            (
                Colonne("Période"),
                *(Colonne(head.complete, nombre=True) for head in table.tetes),
            ),
            tuple(
                Ligne((line.periode, *(cell.texte for cell in line.cellules)))
                for line in table.lignes
            ),
            legende=table.legende,
            notes=kept,
        )
    return TableauDonnees(
        (Colonne(""), *(Colonne(line.periode, nombre=True) for line in table.lignes)),
        tuple(
            Ligne((head.complete, *(line.cellules[rank].texte for line in table.lignes)))
            for rank, head in enumerate(table.tetes)
        ),
        legende=table.legende,
        notes=kept,
    )


def _singles(series: Sequence[SerieLue], niveau: int) -> Iterator[Bloc]:
    """Figures that stand alone, in one table."""
    rows = tuple(
        Ligne(
            (
                label_of(serie, series),
                point.periode.libelle,
                value_cell(point).texte,
                serie.unite,
            )
        )
        for serie in series
        for point in serie.points
    )
    if not rows:
        return
    yield Titre(_AUTRES, niveau, au_sommaire=False)
    columns = (
        Colonne("", poids=2),
        Colonne("Période"),
        Colonne("Valeur", nombre=True),
        Colonne("Unité"),
    )
    yield TableauDonnees(columns, rows, notes=_notes(series))
