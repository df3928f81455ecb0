"""Series side by side in one table: a line a span, a column a series."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.presentation.cellules import (
    DECIMALES_TAUX,
    VIDE,
    Cellule,
    denominator,
    per_thousand,
    rate_cell,
    value_cell,
)
from quietude.socle.grille import Colonne, Grille
from quietude.socle.periodes import Periode


@dataclass(frozen=True)
class Tete:
    """The head of a column; its unit goes with it in a spreadsheet."""

    titre: str
    unite: str = ""
    adresse: str = ""

    @property
    def complete(self) -> str:
        return f"{self.titre} ({self.unite})" if self.unite else self.titre


@dataclass(frozen=True)
class LigneLue:
    span: Periode
    cellules: tuple[Cellule, ...]

    @property
    def periode(self) -> str:
        return self.span.libelle


@dataclass(frozen=True)
class TableauDeSeries:
    """`note` says how figures were rounded."""

    legende: str
    tetes: tuple[Tete, ...]
    lignes: tuple[LigneLue, ...]
    note: str = ""

    @property
    def explications(self) -> list[str]:
        """What the words that stand for a figure mean, each once."""
        found = {
            f"« {cell.texte} » : {cell.titre}": None
            for line in self.lignes
            for cell in line.cellules
            if cell.muette and cell.titre and cell.texte != "—"
        }
        return list(found)

    def grid(self, request: HttpRequest, nom: str) -> Grille:
        """The same lines as a table that can be exported."""
        columns = [Colonne("periode", "Période")]
        columns += [
            Colonne(
                f"c{rank}",
                head.complete,
                valeur=partial(_shown, rank),
                export=partial(_exported, rank),
                nombre=True,
            )
            for rank, head in enumerate(self.tetes)
        ]
        return Grille(request, self.lignes, columns, nom=nom, legende=self.legende)


def _shown(rank: int, row: LigneLue) -> str:
    return row.cellules[rank].texte


def _exported(rank: int, row: LigneLue) -> Any:
    return row.cellules[rank].export


def address_of(serie: SerieLue) -> str:
    return reverse("observatoire:serie", args=[serie.cle])


def label_of(serie: SerieLue, among: Sequence[SerieLue]) -> str:
    """What tells this series from the others shown with it: a place among places."""
    same = [other for other in among if other.libelle == serie.libelle]
    if len(same) < 2:
        return serie.libelle
    words = [] if len(same) == len(among) else [serie.libelle]
    if len({other.dimensions for other in same}) > 1:
        words += [value for _, value in serie.dimensions]
    if len({other.perimetre.pk for other in same}) > 1:
        words.append(serie.perimetre.nom)
    return ", ".join(words) or serie.libelle


def spans_of(series: Iterable[SerieLue]) -> list[Periode]:
    """Every span that one of the series has, in order of time."""
    return sorted({point.periode for serie in series for point in serie.points})


def has_rates(serie: SerieLue) -> bool:
    return any(point.taux for point in serie.points)


def has_values(serie: SerieLue) -> bool:
    return any(point.valeur is not None for point in serie.points) or not has_rates(serie)


def values_table(series: Sequence[SerieLue], legende: str) -> TableauDeSeries:
    """Counts as published: withheld, doubtful and missing cells keep their words."""
    heads = tuple(
        Tete(label_of(serie, series), serie.unite, address_of(serie)) for serie in series
    )
    return TableauDeSeries(legende, heads, _lines(series, value_cell))


def rates_table(
    series: Sequence[SerieLue], legende: str, ailleurs: Sequence[SerieLue] = ()
) -> TableauDeSeries:
    """Rates, here then elsewhere; what one series alone was divided by has its column."""
    shown = [*series, *ailleurs]
    heads = [
        Tete(label_of(serie, shown), per_thousand(serie.base), address_of(serie))
        for serie in shown
    ]
    lines = _lines(shown, rate_cell)
    if len(series) == 1:
        heads.append(Tete(f"Divisé par, {series[0].perimetre.nom}"))
        lines = _with_denominators(series[0], lines)
    note = f"Taux arrondis à {'deux' if DECIMALES_TAUX == 2 else DECIMALES_TAUX} décimales."
    return TableauDeSeries(legende, tuple(heads), lines, note)


def merge_tables(legende: str, tables: Sequence[TableauDeSeries]) -> TableauDeSeries:
    """Side by side, a line a span."""
    known = [{line.span: line.cellules for line in table.lignes} for table in tables]
    spans = sorted({span for lines in known for span in lines})
    return TableauDeSeries(
        legende,
        tuple(head for table in tables for head in table.tetes),
        tuple(
            LigneLue(
                span,
                tuple(
                    cell
                    for table, lines in zip(tables, known, strict=True)
                    for cell in lines.get(span, (VIDE,) * len(table.tetes))
                ),
            )
            for span in spans
        ),
    )


def _with_denominators(serie: SerieLue, lines: tuple[LigneLue, ...]) -> tuple[LigneLue, ...]:
    said = {point.periode: denominator(point.taux, serie.base) for point in serie.points}
    return tuple(
        LigneLue(line.span, (*line.cellules, Cellule(words or "—", export=words or None)))
        for line in lines
        for words in [said.get(line.span, "")]
    )


def _lines(series: Sequence[SerieLue], cell: Any) -> tuple[LigneLue, ...]:
    points: list[dict[Periode, Point]] = [
        {point.periode: point for point in serie.points} for serie in series
    ]
    return tuple(
        LigneLue(span, tuple(cell(known.get(span)) for known in points))
        for span in spans_of(series)
    )
