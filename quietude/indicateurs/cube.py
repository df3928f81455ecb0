"""One query for all the sums asked of a stream: a cube of time slices and dimensions."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import prod
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateField, F, Func, IntegerField, Sum, Value

from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import Coordonnees, Demande, Flux, Mesure
from quietude.socle.periodes import Periode

CELLULES_MAX = 5_000  # beyond, two scans cost less than adding up so many cells
_JOUR = timedelta(days=1)
# (sum or number of rows, number of values) of each field asked, by rank.
Sommes = list[Decimal]
# Slices that a row begins and ends in, and its codes -> sums.
Cube = dict[tuple[int, int, Coordonnees], Sommes]


@dataclass
class Totaux:
    """The figures of one question: total and number of rows by period, then by coordinates.

    A total is None when there are rows, none of which says the field.
    """

    totaux: dict[Periode, tuple[Decimal | None, int]] = field(default_factory=dict)
    ventiles: dict[Periode, dict[Coordonnees, Decimal]] = field(default_factory=dict)

    def total(self, span: Periode) -> tuple[Decimal | None, int]:
        return self.totaux.get(span, (None, 0))

    def parts(self, span: Periode) -> dict[Coordonnees, Decimal]:
        return self.ventiles.get(span, {})


@dataclass(frozen=True)
class Tranches:
    """The elementary slices that a set of periods cuts time into."""

    bornes: tuple[date, ...]

    @classmethod
    def of(cls, periodes: Iterable[Periode]) -> "Tranches":
        days = {day for span in periodes for day in (span.debut, span.fin + _JOUR)}
        return cls(tuple(sorted(days)))

    def span(self, periode: Periode) -> tuple[int, int]:
        """First and last slice of a period, numbered as width_bucket does, from 1."""
        first = bisect_left(self.bornes, periode.debut) + 1
        return first, bisect_left(self.bornes, periode.fin + _JOUR)

    def of_field(self, name: str) -> Func:
        bounds = Value(list(self.bornes), output_field=ArrayField(DateField()))
        return Func(F(name), bounds, function="width_bucket", output_field=IntegerField())


def read_cubes(
    flux: Flux, demandes: Sequence[Demande], known: Mapping[str, Mesure]
) -> dict[Demande, Totaux]:
    """The sums asked of one stream."""
    slices = Tranches.of(span for demande in demandes for span in demande.periodes)
    found: dict[Demande, Totaux] = {}
    for dimensions, asked in _plans(flux, demandes):
        fields = list(dict.fromkeys(_field(known[demande.mesure]) for demande in asked))
        cube = _query(flux, dimensions, fields, slices)
        found |= _Lecture(dimensions, fields, cube, slices).answers(asked, known)
    return found


def _plans(
    flux: Flux, demandes: Sequence[Demande]
) -> list[tuple[tuple[str, ...], list[Demande]]]:
    """Questions put together while their common cube stays small, the widest first."""
    sizes = {row.cle: max(1, len(row.modalites()) + 1) for row in flux.dimensions}
    plans: list[tuple[set[str], list[Demande]]] = []
    for demande in sorted(demandes, key=lambda row: -len(_needed(row))):
        needed = _needed(demande)
        for dimensions, asked in plans:
            if prod(sizes[cle] for cle in dimensions | needed) <= CELLULES_MAX:
                dimensions.update(needed)
                asked.append(demande)
                break
        else:
            plans.append((set(needed), [demande]))
    return [(tuple(sorted(dimensions)), asked) for dimensions, asked in plans]


def _needed(demande: Demande) -> frozenset[str]:
    return frozenset({cle for cle, _ in demande.filtres} | set(demande.par))


def _field(mesure: Mesure) -> Any:
    """What is summed; None counts rows."""
    return None if mesure.agregat is Agregat.COMPTE else mesure.champ


def _query(
    flux: Flux, dimensions: tuple[str, ...], fields: Sequence[Any], slices: Tranches
) -> Cube:
    rows = flux.lignes().order_by()
    inside = {f"{flux.debut}__gte": slices.bornes[0], f"{flux.fin}__lt": slices.bornes[-1]}
    codes = {f"_d{rank}": flux.code(cle) for rank, cle in enumerate(dimensions)}
    sums: dict[str, Any] = {"_lignes": Count("*")}
    for rank, name in enumerate(fields):
        sums[f"_s{rank}"] = Count("*") if name is None else Sum(name)
        sums[f"_n{rank}"] = Count("*") if name is None else Count(name)
    when = {"_de": slices.of_field(flux.debut)}
    if flux.fin != flux.debut:
        when["_a"] = slices.of_field(flux.fin)
    grouped = rows.filter(**inside).annotate(**when, **codes).values(*when, *codes)
    cube: Cube = {}
    width = len(when)
    for row in grouped.annotate(**sums).values_list(*when, *codes, *sums):
        first, last = row[0], row[width - 1]
        at = tuple(code or "" for code in row[width : width + len(codes)])
        cell = cube.setdefault((first, last, at), [Decimal(0)] * len(sums))
        for rank, number in enumerate(row[width + len(codes) :]):
            cell[rank] += number or 0
    return cube


@dataclass
class _Lecture:
    """Answers read off a cube; what several questions share is added up once."""

    dimensions: tuple[str, ...]
    fields: Sequence[Any]
    cube: Cube
    slices: Tranches
    projections: dict[tuple[str, ...], Cube] = field(default_factory=dict)

    def answers(
        self, demandes: Sequence[Demande], known: Mapping[str, Mesure]
    ) -> dict[Demande, Totaux]:
        return {demande: self._answer(demande, known[demande.mesure]) for demande in demandes}

    def _projected(self, dimensions: tuple[str, ...]) -> Cube:
        """The cube without the other dimensions."""
        if dimensions not in self.projections:
            ranks = [self.dimensions.index(cle) for cle in dimensions]
            smaller: Cube = {}
            for (first, last, at), sums in self.cube.items():
                key = (first, last, tuple(at[rank] for rank in ranks))
                known = smaller.get(key)
                smaller[key] = (
                    sums if known is None else [a + b for a, b in zip(known, sums, strict=True)]
                )
            self.projections[dimensions] = smaller
        return self.projections[dimensions]

    def _answer(self, demande: Demande, mesure: Mesure) -> Totaux:
        needed = tuple(sorted(_needed(demande)))
        kept = {cle: frozenset(codes) for cle, codes in demande.filtres}
        tests = [(rank, kept[cle]) for rank, cle in enumerate(needed) if cle in kept]
        par = [needed.index(cle) for cle in demande.par]
        rank = 1 + 2 * self.fields.index(_field(mesure))
        spans = [(span, *self.slices.span(span)) for span in demande.periodes]
        cells: dict[Periode, dict[Coordonnees, list[Decimal]]] = {
            span: defaultdict(lambda: [Decimal(0)] * 3) for span in demande.periodes
        }
        for (first, last, at), sums in self._projected(needed).items():
            if any(at[place] not in codes for place, codes in tests):
                continue
            where = tuple(at[place] for place in par)
            for span, low, high in spans:
                if low <= first and last <= high:
                    cell = cells[span][where]
                    cell[0] += sums[rank]
                    cell[1] += sums[rank + 1]
                    cell[2] += sums[0]
        return _totals(cells, mesure)


def _totals(
    cells: Mapping[Periode, Mapping[Coordonnees, list[Decimal]]], mesure: Mesure
) -> Totaux:
    mean = mesure.agregat is Agregat.MOYENNE
    found = Totaux()
    for span, parts in cells.items():
        total, count, rows = (
            sum((cell[rank] for cell in parts.values()), Decimal(0)) for rank in range(3)
        )
        if rows:
            figure = (total / count if mean else total) if count else None
            found.totaux[span] = (figure, int(rows))
        found.ventiles[span] = {
            at: cell[0] / cell[1] if mean else cell[0] for at, cell in parts.items() if cell[1]
        }
    return found
