"""Which cells of a table of counts may not be shown, so that nobody is told by their number.

The usual rules of statistical secrecy: a count from 1 to the threshold is hidden (primary
secrecy), and so are enough others that it cannot be found by subtraction (secondary secrecy).
Zeros are shown; a reader knows that a hidden cell is at least 1. What is promised: for each
hidden count there is another table that agrees with everything shown, in which it is at least
the threshold; for each other hidden cell, one in which it differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from quietude.indicateurs.mesures import Coordonnees

Table = Mapping[Coordonnees, Decimal]


@dataclass(frozen=True)
class Masque:
    """What to hide: the total, the whole split, or some of its cells."""

    total: bool = False
    tout: bool = False
    cellules: frozenset[Coordonnees] = frozenset()

    def hides(self, at: Coordonnees) -> bool:
        return self.tout or at in self.cellules


RIEN = Masque()
TOUT = Masque(total=True, tout=True)


def conceal(table: Table, seuil: int) -> Masque:
    """What to hide of a table without split (its only coordinates are empty), split once or
    twice. Its margins are taken as shown, each as `conceal` of the margin says.
    """
    total = sum(table.values(), Decimal(0))
    if total == 0:
        return RIEN
    if total < seuil:
        return TOUT
    depth = max((len(at) for at in table), default=0)
    if depth == 0:
        return RIEN
    return _one_way(table, seuil) if depth == 1 else _two_ways(table, seuil)


def _one_way(table: Table, seuil: int) -> Masque:
    """k hidden cells of sum s can each be as much as s - k + 1."""
    counts = sorted((number, at) for at, number in table.items() if number)
    hidden = [at for number, at in counts if number < seuil]
    if not hidden:
        return RIEN
    for size in range(max(2, len(hidden)), len(counts) + 1):
        if sum(number for number, _ in counts[:size]) >= seuil + size - 1:
            return Masque(cellules=frozenset(at for _, at in counts[:size]))
    return Masque(tout=True)


def _two_ways(table: Table, seuil: int) -> Masque:
    """Each small count gets a rectangle of hidden cells around which to move what it lacks.

    Moving the same number around a rectangle changes no margin. A table whose margins are not
    all shown is hidden whole: its cells would tell of them.
    """
    for rank in (0, 1):
        if conceal(margin(table, rank), seuil) != RIEN:
            return Masque(tout=True)
    hidden: set[Coordonnees] = {at for at, number in table.items() if 0 < number < seuil}
    for at in sorted(hidden):
        rectangle = _rectangle(table, at, seuil, hidden)
        if rectangle is None:
            return Masque(tout=True)
        hidden |= rectangle
    return Masque(cellules=frozenset(hidden))


def margin(table: Table, rank: int) -> dict[Coordonnees, Decimal]:
    """The totals by one of the two dimensions."""
    found: dict[Coordonnees, Decimal] = {}
    for at, number in table.items():
        key = (at[rank],)
        found[key] = found.get(key, Decimal(0)) + number
    return found


def _rectangle(
    table: Table, at: Coordonnees, seuil: int, hidden: set[Coordonnees]
) -> set[Coordonnees] | None:
    """Three cells to hide with this one, as few and as small as may be."""
    row, column = at
    lacking = seuil - table[at]
    best: tuple[int, Decimal, list[Coordonnees]] | None = None
    for other_row, other_column in table:
        if other_row == row or other_column == column:
            continue
        corners: list[Coordonnees] = [
            (row, other_column),
            (other_row, column),
            (other_row, other_column),
        ]
        numbers = [table.get(corner, Decimal(0)) for corner in corners]
        # The first two lose what this one gains, and stay at least 1; none may be a shown zero.
        if min(numbers[:2]) - 1 < lacking or not numbers[2]:
            continue
        fresh = [corner for corner in corners if corner not in hidden]
        cost = sum((table[corner] for corner in fresh), Decimal(0))
        if best is None or (len(fresh), cost, corners) < best:
            best = (len(fresh), cost, corners)
    return set(best[2]) if best else None
