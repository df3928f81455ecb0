"""The figures of each question, read off the cubes of its stream."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any, TypeAlias

from quietude.indicateurs.cube import (
    Cube,
    axes_of,
    is_summed,
    project,
    read_cubes,
    value_axis,
)
from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import Coordonnees, Demande, Flux, Mesure
from quietude.socle.periodes import Periode

Chiffre: TypeAlias = tuple[Decimal | None, int]  # and how many rows it comes from
RIEN: Chiffre = (None, 0)


@dataclass
class Totaux:
    """The figures of one question: total and number of rows by period, then by coordinates.

    A figure is None when there are rows, none of which says the field.
    """

    totaux: dict[Periode, Chiffre] = field(default_factory=dict)
    ventiles: dict[Periode, dict[Coordonnees, Chiffre]] = field(default_factory=dict)

    def total(self, span: Periode) -> Chiffre:
        return self.totaux.get(span, RIEN)

    def parts(self, span: Periode) -> dict[Coordonnees, Chiffre]:
        return self.ventiles.get(span, {})

    def met(self) -> set[Coordonnees]:
        """The coordinates that some row bears, in any period."""
        return {at for parts in self.ventiles.values() for at in parts}


class _Cumul:
    """What some rows make together: how many they are, what they add up to, their values."""

    __slots__ = ("dits", "lignes", "somme", "valeurs")

    def __init__(self) -> None:
        self.lignes = self.dits = 0  # rows, and those that say the field
        self.somme: Any = 0
        self.valeurs: dict[Any, int] = {}

    def add(self, rows: int, total: Any, told: int, value: Any) -> None:
        self.lignes += rows
        self.somme += total
        self.dits += told
        if value is not None and told:
            self.valeurs[value] = self.valeurs.get(value, 0) + told

    def merge(self, other: "_Cumul") -> None:
        self.add(other.lignes, other.somme, other.dits, None)
        for value, rows in other.valeurs.items():
            self.valeurs[value] = self.valeurs.get(value, 0) + rows

    def figure(self, agregat: Agregat) -> Decimal | None:
        """None when no row says the field."""
        if not self.dits:
            return None
        if agregat is Agregat.DISTINCTS:
            return Decimal(len(self.valeurs))
        if agregat is Agregat.MEDIANE:
            return _median(self.valeurs)
        return _exact(self.somme) / (self.dits if agregat is Agregat.MOYENNE else 1)


def _median(values: Mapping[Any, int]) -> Decimal:
    """The value in the middle, or half-way between the two."""
    ordered = sorted(values)
    ranks = list(accumulate(values[value] for value in ordered))
    low, high = (
        _exact(next(value for value, rank in zip(ordered, ranks, strict=True) if rank > wanted))
        for wanted in ((ranks[-1] - 1) // 2, ranks[-1] // 2)
    )
    return (low + high) / 2


def _exact(number: Any) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(str(number))


def read_totals(
    flux: Flux, demandes: Sequence[Demande], known: Mapping[str, Mesure]
) -> dict[Demande, Totaux]:
    """What is asked of one stream, last known values apart."""
    found: dict[Demande, Totaux] = {}
    for cube, asked in read_cubes(flux, demandes, known):
        views = {cube.axes: cube}
        for demande in asked:
            mesure = known[demande.mesure]
            found[demande] = _answer(demande, mesure, _view(views, axes_of(demande, mesure)))
    return found


def _view(views: dict[tuple[str, ...], Cube], axes: tuple[str, ...]) -> Cube:
    """What several questions share is added up once, from the smallest that holds it."""
    if axes not in views:
        wide = [cube for held, cube in views.items() if set(axes) <= set(held)]
        views[axes] = project(min(wide, key=lambda cube: len(cube.cellules)), axes)
    return views[axes]


Parts = dict[Coordonnees, _Cumul]


def _answer(demande: Demande, mesure: Mesure, cube: Cube) -> Totaux:
    """Each cell that the filters keep, added to each period that holds it."""
    place = {axis: rank for rank, axis in enumerate(cube.axes, start=2)}
    tests = [(place[cle], frozenset(codes)) for cle, codes in demande.filtres]
    par = [place[cle] for cle in demande.par]
    told = _teller(mesure, cube, place.get(value_axis(mesure)))
    parts: dict[Periode, Parts] = {span: defaultdict(_Cumul) for span in demande.periodes}
    holding = _Holding(parts, cube)
    for key, sums in cube.cellules.items():
        if tests and any(key[where] not in codes for where, codes in tests):
            continue
        held = holding[key[:2]]
        if held:
            at, said = tuple([key[where] for where in par]), told(key, sums)
            for cells in held:
                cells[at].add(*said)
    return _totals(parts, mesure)


class _Holding(dict[tuple[Any, ...], list[Parts]]):
    """First and last slice of a row -> parts of the periods that hold it whole."""

    def __init__(self, parts: Mapping[Periode, Parts], cube: Cube) -> None:
        super().__init__()
        self.spans = [(*cube.tranches.span(span), cells) for span, cells in parts.items()]

    def __missing__(self, slices: tuple[Any, ...]) -> list[Parts]:
        first, last = slices
        held = [cells for low, high, cells in self.spans if low <= first and last <= high]
        self[slices] = held
        return held


Dit: TypeAlias = tuple[int, Any, int, Any]


def _teller(
    mesure: Mesure, cube: Cube, axis: int | None
) -> Callable[[tuple[Any, ...], Sequence[Any]], Dit]:
    """What a cell says: rows, sum, rows that say the field, value."""
    if is_summed(mesure):
        rank = 1 + 2 * cube.champs.index(mesure.champ)
        return lambda _, sums: (sums[0], sums[rank] or 0, sums[rank + 1], None)
    if axis is None:
        return lambda _, sums: (sums[0], sums[0], sums[0], None)
    return lambda key, sums: (sums[0], 0, 0 if key[axis] == "" else sums[0], key[axis])


def _totals(parts: Mapping[Periode, Mapping[Coordonnees, _Cumul]], mesure: Mesure) -> Totaux:
    found = Totaux()
    for span, cells in parts.items():
        whole = _merged(cells.values())
        if whole.lignes:
            found.totaux[span] = (whole.figure(mesure.agregat), whole.lignes)
        found.ventiles[span] = {
            at: (cell.figure(mesure.agregat), cell.lignes) for at, cell in cells.items()
        }
    return found


def _merged(cells: Iterable[_Cumul]) -> _Cumul:
    whole = _Cumul()
    for cell in cells:
        whole.merge(cell)
    return whole
