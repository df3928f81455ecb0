"""One query for what is asked of a stream: a cube of time slices, dimensions and values.

Sums are added up from its cells. Medians and distinct values are read off the same cubes, one
axis of which is the value itself.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import prod
from operator import itemgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    DateField,
    F,
    Func,
    IntegerField,
    QuerySet,
    Value,
)

from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import Demande, Flux, Mesure, as_expression
from quietude.socle.periodes import Periode

CELLULES_MAX = 20_000  # reading more costs as much as another scan of a million rows
_VALEURS = 60  # how many values a measure is guessed to take
_JOUR = timedelta(days=1)
# Slices that a row begins and ends in, then its codes and values -> number of rows, then sum
# and number of values of each field.
Cellules = dict[tuple[Any, ...], Sequence[Any]]


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


@dataclass(frozen=True)
class Cube:
    """A part of what one query gives. `axes` are dimensions and values, `champs` are summed."""

    axes: tuple[str, ...]
    champs: tuple[Any, ...]
    cellules: Cellules
    tranches: Tranches


@dataclass(frozen=True)
class _Plan:
    """Questions that one cube answers."""

    axes: frozenset[str]
    demandes: tuple[Demande, ...]

    def with_(self, other: "_Plan") -> "_Plan":
        return _Plan(self.axes | other.axes, self.demandes + other.demandes)


def read_cubes(
    flux: Flux, demandes: Sequence[Demande], known: Mapping[str, Mesure]
) -> list[tuple[Cube, tuple[Demande, ...]]]:
    """As few cubes as answer all the questions asked of one stream, each with its own."""
    slices = Tranches.of(span for demande in demandes for span in demande.periodes)
    measures = [known[demande.mesure] for demande in demandes]
    fields = tuple(dict.fromkeys(row.champ for row in measures if is_summed(row)))
    values = {value_axis(row): as_expression(row.champ) for row in measures}
    plans = _plans(flux, demandes, known, len(slices.bornes) - 1)
    axes = sorted({axis for plan in plans for axis in plan.axes})
    codes = {axis: flux.code(axis) if flux.dimension(axis) else values[axis] for axis in axes}
    cubes = [Cube(tuple(sorted(plan.axes)), fields, {}, slices) for plan in plans]
    _fill(flux, cubes, codes)
    return [(cube, plan.demandes) for cube, plan in zip(cubes, plans, strict=True)]


def _plans(
    flux: Flux, demandes: Sequence[Demande], known: Mapping[str, Mesure], slices: int
) -> list[_Plan]:
    """Questions put together while their common cube stays small, the widest first."""
    sizes = {row.cle: len(row.modalites()) + 1 for row in flux.dimensions}

    def size(plan: _Plan) -> int:
        """How many cells at most; the values of a measure are guessed."""
        return slices * prod(sizes.get(axis, _VALEURS) for axis in plan.axes)

    alone = [_Plan(frozenset(axes_of(row, known[row.mesure])), (row,)) for row in demandes]
    plans: list[_Plan] = []
    for plan in sorted(alone, key=size, reverse=True):
        for rank, other in enumerate(plans):
            both = other.with_(plan)
            if size(both) <= max(CELLULES_MAX, size(other)):
                plans[rank] = both
                break
        else:
            plans.append(plan)
    return plans


def axes_of(demande: Demande, mesure: Mesure) -> tuple[str, ...]:
    """What a question crosses: what it filters and splits by, and the values to tell apart."""
    axes = {cle for cle, _ in demande.filtres} | set(demande.par)
    if axis := value_axis(mesure):
        axes.add(axis)
    return tuple(sorted(axes))


def value_axis(mesure: Mesure) -> str:
    """The axis of the values that a median or a distinct count needs; empty for sums.

    A dimension when it is one that is counted.
    """
    if mesure.agregat not in {Agregat.MEDIANE, Agregat.DISTINCTS}:
        return ""
    same = (row.cle for row in mesure.flux.dimensions if row.champ == mesure.champ)
    return next(same, f"={mesure.cle}")


def is_summed(mesure: Mesure) -> bool:
    return mesure.agregat in {Agregat.SOMME, Agregat.MOYENNE}


def _fill(flux: Flux, cubes: Sequence[Cube], codes: Mapping[str, Any]) -> None:
    """All the cubes of a stream in one reading of its rows: a grouping set each."""
    slices, ends = cubes[0].tranches, dict.fromkeys((flux.debut, flux.fin))
    when = {f"_t{rank}": slices.of_field(name) for rank, name in enumerate(ends)}
    names = {axis: f"_d{rank}" for rank, axis in enumerate(codes)}
    said = {f"_s{rank}": as_expression(row) for rank, row in enumerate(cubes[0].champs)}
    inside = {f"{flux.debut}__gte": slices.bornes[0], f"{flux.fin}__lt": slices.bornes[-1]}
    axes = {name: codes[axis] for axis, name in names.items()}
    rows = flux.lignes().order_by().filter(**inside).annotate(**when, **axes, **said)
    columns = [*when, *axes]
    sets = [[*when, *(names[axis] for axis in cube.axes)] for cube in cubes]
    first, last = 1, len(when)
    places = {}
    for cube, group in zip(cubes, sets, strict=True):
        at = (columns.index(names[axis]) + 1 for axis in cube.axes)
        places[_mark(columns, group)] = (cube.cellules, itemgetter(first, last, *at))
    asked = rows.values_list(*columns, *said)
    for row in _grouped(asked, columns, list(said), sets):
        cells, pick = places[row[0]]
        _add(cells, pick(row), row[len(columns) + 1 :])


def _mark(columns: Sequence[str], group: Sequence[str]) -> int:
    """What GROUPING says of this set: a bit for each column that it leaves out."""
    bits = "".join("0" if name in group else "1" for name in columns)
    return int(bits, 2)


def _grouped(
    rows: QuerySet[Any, Any],
    columns: Sequence[str],
    fields: Sequence[str],
    sets: Sequence[Sequence[str]],
) -> list[tuple[Any, ...]]:
    """Django knows no grouping sets: they are put around the query that it writes."""
    try:
        inner, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    held = ", ".join(f'"{name}"' for name in columns)
    sums = "".join(f', SUM("{name}"), COUNT("{name}")' for name in fields)
    groups = ["({})".format(", ".join(f'"{name}"' for name in group)) for group in sets]
    sql = (
        f"SELECT GROUPING({held}), {held}, COUNT(*){sums} FROM ({inner}) AS faits "  # noqa: S608
        f"GROUP BY GROUPING SETS ({', '.join(groups)})"
    )
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _add(cells: Cellules, key: tuple[Any, ...], sums: Sequence[Any]) -> None:
    if None in key:  # a code that no row says, alike whether empty or null
        key = tuple(["" if part is None else part for part in key])
    known = cells.get(key)
    if known is None:
        cells[key] = sums
    else:
        cells[key] = [(a or 0) + (b or 0) for a, b in zip(known, sums, strict=True)]


def project(cube: Cube, axes: tuple[str, ...]) -> Cube:
    """The cube without its other axes."""
    pick = itemgetter(0, 1, *(2 + cube.axes.index(axis) for axis in axes))
    cells: Cellules = {}
    for key, sums in cube.cellules.items():
        _add(cells, pick(key), sums)
    return Cube(axes, cube.champs, cells, cube.tranches)
