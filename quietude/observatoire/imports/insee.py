"""INSEE's populations and dwellings as series of the communes followed."""

from collections.abc import Iterable
from dataclasses import replace

from quietude.observatoire.enums import NatureSerie
from quietude.observatoire.imports.lieux import CommuneSuivie
from quietude.observatoire.imports.lignes import LigneObservation
from quietude.observatoire.imports.ssmsi import line
from quietude.observatoire.models import Grandeur


def lines_of_values(
    values: Iterable[tuple[str, int, int]],
    communes: Iterable[CommuneSuivie],
    grandeur: Grandeur,
) -> list[LigneObservation]:
    """One figure for each commune and year; those merged since are added to their heir."""
    by_year: dict[int, dict[str, int]] = {}
    for code, year, value in values:
        by_year.setdefault(year, {})[code] = value
    return [
        row
        for commune in communes
        for year, known in sorted(by_year.items())
        if (row := _line(known, commune, grandeur, year))
    ]


def _line(
    known: dict[str, int], commune: CommuneSuivie, grandeur: Grandeur, year: int
) -> LigneObservation | None:
    note = ""
    total = known.get(commune.code)
    merged = [known[code] for code in sorted(commune.reunies) if code in known]
    parts = [known[code] for code in sorted(commune.arrondissements) if code in known]
    if total is None and parts and len(parts) == len(commune.arrondissements):
        total, note = sum(parts), "Somme des arrondissements."
    if total is None:
        return None
    if merged:
        total, note = total + sum(merged), "Somme des communes aujourd’hui réunies."
    row = line(grandeur, commune.lieu, year, valeur=total, note=note)
    return replace(row, serie=replace(row.serie, nature=NatureSerie.STOCK))
