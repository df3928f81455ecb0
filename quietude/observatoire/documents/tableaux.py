"""Tables of figures as a page holds them, and the small one of figures that stand alone."""

from collections.abc import Iterator, Sequence

from quietude.documents.contenu import Bloc, Colonne, Ligne, Liste, TableauDonnees, Titre
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.documents.reserves import (
    all_home,
    cautions_of,
    denominators_told,
    sources_told,
)
from quietude.observatoire.faits import DEUX_POINTS
from quietude.observatoire.presentation.ailleurs import stand_beside
from quietude.observatoire.presentation.cellules import per_thousand, rate_cell, value_cell
from quietude.observatoire.presentation.reperes import Reperes
from quietude.observatoire.presentation.tableaux import (
    TableauDeSeries,
    has_rates,
    label_of,
    values_table,
)

_COLONNES_MAX = 5  # beyond, series go down the page and spans across it
_PERIODES_MAX = 10  # beyond, neither way holds: the table is cut
_AUTRES = "Autres chiffres"


def table_blocks(table: TableauDeSeries, notes: Sequence[str] = ()) -> Iterator[TableauDonnees]:
    """Spans down and series across, or the other way when there are many series.

    `notes` go under the last table, after what its own words mean.
    """
    ranks = [rank for rank in range(len(table.tetes)) if _says(table, rank)]
    kept = (*filter(None, (table.note,)), *table.explications, *notes)
    if len(ranks) <= _COLONNES_MAX:
        yield _upright(table, ranks, table.legende, kept)
    elif len(table.lignes) <= _PERIODES_MAX:
        yield _lying(table, [rank for rank in ranks if table.tetes[rank].adresse], kept)
    else:
        parts = [ranks[i : i + _COLONNES_MAX] for i in range(0, len(ranks), _COLONNES_MAX)]
        for number, part in enumerate(parts, start=1):
            legend = f"{table.legende} ({number}/{len(parts)})"
            yield _upright(table, part, legend, kept if number == len(parts) else ())


def _says(table: TableauDeSeries, rank: int) -> bool:
    """Whether a column is a series, or has something to add to one."""
    cells = (line.cellules[rank] for line in table.lignes)
    return bool(table.tetes[rank].adresse) or any(cell.export is not None for cell in cells)


def _upright(
    table: TableauDeSeries, ranks: Sequence[int], legend: str, notes: tuple[str, ...]
) -> TableauDonnees:
    heads = [Colonne(table.tetes[rank].complete, nombre=True) for rank in ranks]
    return TableauDonnees(
        (Colonne("Période"), *heads),
        tuple(
            Ligne((line.periode, *(line.cellules[rank].texte for rank in ranks)))
            for line in table.lignes
        ),
        legende=legend,
        notes=notes,
    )


def _lying(
    table: TableauDeSeries, ranks: Sequence[int], notes: tuple[str, ...]
) -> TableauDonnees:
    return TableauDonnees(
        (
            Colonne("Série"),
            *(Colonne(line.periode, nombre=True) for line in table.lignes),
        ),
        tuple(
            Ligne(
                (
                    table.tetes[rank].complete,
                    *(line.cellules[rank].texte for line in table.lignes),
                )
            )
            for rank in ranks
        ),
        legende=table.legende,
        notes=notes,
    )


def singles_blocks(
    series: Sequence[SerieLue], reperes: Reperes, chez_soi: str, niveau: int
) -> Iterator[Bloc]:
    """Figures that stand alone, in one table; where the town stands for those that say it."""
    rows = [(serie, point) for serie in series for point in serie.points]
    if not rows:
        return
    shown = [serie for serie, _ in rows]
    rated = any(has_rates(serie) for serie in shown)
    yield Titre(_AUTRES, niveau, au_sommaire=False)
    yield TableauDonnees(
        (
            Colonne("Série", poids=3),
            Colonne("Période", poids=2),
            Colonne("Valeur", nombre=True),
            Colonne("Unité", poids=2),
            *((Colonne("Taux", poids=2),) if rated else ()),
            Colonne("Source", poids=2),
        ),
        tuple(
            Ligne((_named(serie, shown, chez_soi), *_single(serie, point, rated)))
            for serie, point in rows
        ),
        notes=(
            *values_table(shown, "").explications,
            *cautions_of(shown),
            *_divided(shown),
            *sources_told(shown),
        ),
    )
    if sentences := tuple(filter(None, (_standing(serie, reperes) for serie in shown))):
        yield Liste(sentences)


def _named(serie: SerieLue, shown: Sequence[SerieLue], chez_soi: str) -> str:
    """With its place when it is not at home."""
    label, place = label_of(serie, shown), serie.perimetre.nom
    told = label.endswith(place) or all_home([serie], chez_soi)
    return label if told else f"{label}, {place}"


def _single(serie: SerieLue, point: Point, rated: bool) -> tuple[str, ...]:
    rate = f"{rate_cell(point).texte} {per_thousand(serie.base)}" if point.taux else "—"
    return (
        point.periode.libelle,
        value_cell(point).texte,
        serie.unite,
        *((rate,) if rated else ()),
        point.source.producteur or point.source.titre,
    )


def _divided(shown: Sequence[SerieLue]) -> tuple[str, ...]:
    """Inhabitants and dwellings apart."""
    bases = dict.fromkeys(serie.base for serie in shown if has_rates(serie))
    return tuple(
        note
        for base in bases
        for note in denominators_told([serie for serie in shown if serie.base == base])
    )


def _standing(serie: SerieLue, reperes: Reperes) -> str:
    """Where the town stands among those of its size."""
    found = stand_beside(serie, (), reperes)
    if found is None or found.repere is None:
        return ""
    return f"{serie.libelle}{DEUX_POINTS}{found.ici} {found.repere.phrase}"
