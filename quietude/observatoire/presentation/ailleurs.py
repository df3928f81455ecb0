"""The town's rate beside those of wider places, of towns followed, of towns of its size."""

from collections.abc import Sequence
from dataclasses import dataclass

from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.faits import DEUX_POINTS, point_at
from quietude.observatoire.presentation.cellules import (
    Cellule,
    denominator,
    per_thousand,
    rate_cell,
)
from quietude.observatoire.presentation.comparaisons import is_told
from quietude.observatoire.presentation.reperes import RepereLu, Reperes
from quietude.socle.periodes import Periode


@dataclass(frozen=True)
class LigneComparee:
    lieu: str
    taux: Cellule
    denominateur: str
    sienne: bool


@dataclass(frozen=True)
class Comparaison:
    """One year, one rate, several places; `repere` sums up the towns of the same size."""

    legende: str
    lignes: tuple[LigneComparee, ...]
    repere: RepereLu | None
    ici: str = ""  # the town's own rate in the year of the benchmark


def stand_beside(
    serie: SerieLue, elsewhere: Sequence[SerieLue], reperes: Reperes
) -> Comparaison | None:
    """The last year that the town and another place share, rates only; the last benchmark."""
    told = {point.periode: point for point in serie.points if _is_told(point)}
    shared = [
        point.periode
        for place in elsewhere
        for point in place.points
        if point.taux and point.periode in told
    ]
    benchmark = _benchmark(serie, told, reperes)
    here = _here(serie, told, benchmark)
    if not shared:
        return Comparaison("", (), benchmark, here) if benchmark else None
    last = max(shared)
    rows = [
        LigneComparee(
            place.perimetre.nom,
            rate_cell(point),
            denominator(point.taux, place.base),
            place is serie,
        )
        for place in (serie, *elsewhere)
        if (point := point_at(place, last)) and is_told(point)
    ]
    caption = f"{serie.libelle}, taux {per_thousand(serie.base)}, {last.libelle}"
    return Comparaison(caption, tuple(rows), benchmark, here)


def _benchmark(
    serie: SerieLue, told: dict[Periode, Point], reperes: Reperes
) -> RepereLu | None:
    """Towns of the size of this one: nothing to say of a département."""
    grandeur = serie.serie.grandeur if serie.serie else None
    if grandeur is None or serie.perimetre.niveau != NiveauPerimetre.COMMUNE:
        return None
    years = [span.debut.year for span in told if (grandeur.code, span.debut.year) in reperes]
    return reperes[grandeur.code, max(years)] if years else None


def _here(serie: SerieLue, told: dict[Periode, Point], benchmark: RepereLu | None) -> str:
    if benchmark is None:
        return ""
    rate = rate_cell(told[Periode.annee(benchmark.annee)]).texte
    return f"{serie.perimetre.nom} en {benchmark.annee}{DEUX_POINTS}{rate}."


def _is_told(point: Point) -> bool:
    """A year with its rate, or said to be withheld."""
    return point.periode.est_annee and is_told(point)
