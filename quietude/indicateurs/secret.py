"""Which figures of a table of counts are hidden, so that nobody is told by their number.

The usual rules of statistical secrecy (secret primaire et secondaire; INSEE's rules and the
handbook of Eurostat on disclosure control): a count from 1 to the threshold, excluded, is
hidden, and so are enough others that nothing hidden is found by subtraction. Zeros are shown,
they name nobody: a reader knows that what is hidden is at least 1.

Promise, whatever additions a reader makes of all that is shown: no hidden figure is known
exactly, and no small one is known to be below the threshold. As little as possible is hidden:
cells, failing that margins, and the grand total when nothing else will do. Nothing is promised
against who knows some of the persons counted, nor across tables: two tables of the same persons
have to be judged as one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quietude.indicateurs.secret_deduction import Arc, Jeu, Preuve, steps

# A cell or a margin: None stands for the whole of a dimension. (None, None) is the grand total.
Place = tuple[str | None, ...]
_CROISEES = 2


@dataclass(frozen=True)
class Masque:
    """What is hidden of a table and its margins, and what is shown; never a hidden count.

    Nothing tells a small count from one hidden to protect it: the difference would tell.
    """

    caches: frozenset[Place]
    montres: Mapping[Place, int]

    def hides(self, *place: str | None) -> bool:
        return place in self.caches

    def value(self, *place: str | None) -> int | None:
        """The figure to show, None when it is hidden."""
        return None if self.hides(*place) else self.montres.get(place, 0)


def suppress(table: Mapping[tuple[str, ...], int], seuil: int) -> Masque:
    """What may be shown of these counts, split by none, one or two dimensions.

    The margins are worked out here; missing coordinates count zero. ValueError when the counts
    are not those of one table.
    """
    depths = {len(at) for at in table}
    if len(depths) > 1 or max(depths, default=0) > _CROISEES:
        raise ValueError("Un tableau a des coordonnées de même longueur, deux au plus.")
    if any(count < 0 for count in table.values()):
        raise ValueError("Un effectif n’est pas négatif.")
    figures = _with_margins(table)
    small = {place for place, count in figures.items() if 0 < count < seuil}
    hidden: Iterable[Place] = small
    if small and depths == {1}:
        hidden = _split_once(table, seuil)
    elif small and depths == {2}:
        hidden = _Croisement(figures, seuil).hidden()
    masked = frozenset(hidden)
    shown = {place: count for place, count in figures.items() if place not in masked}
    return Masque(masked, shown)


def _with_margins(table: Mapping[tuple[str, ...], int]) -> dict[Place, int]:
    figures: dict[Place, int] = {}
    for at, count in sorted(table.items()):
        places: list[Place] = [()]
        for code in at:
            places = [(*begun, end) for begun in places for end in (code, None)]
        for place in places:
            figures[place] = figures.get(place, 0) + count
    return figures


def _split_once(table: Mapping[tuple[str, ...], int], seuil: int) -> list[Place]:
    """k hidden counts of known sum s reach s - k + 1 at most.

    The smallest that is not small is always enough; where all are small, so is no sum safe
    and the total is hidden too.
    """
    counts = sorted((count, at) for at, count in table.items() if count)
    size = sum(count < seuil for count, _ in counts)
    known = sum(count for count, _ in counts[:size])
    hidden: list[Place] = [at for _, at in counts[:size]]
    if size > 1 and known - size + 1 >= seuil:
        return hidden
    return [*hidden, counts[size][1] if size < len(counts) else (None,)]


class _Croisement:
    """A table split twice, whose figures are hidden one after the other."""

    def __init__(self, figures: Mapping[Place, int], seuil: int) -> None:
        self._seuil = seuil
        arcs = _arcs(figures)
        self._values = {arc: figures[place] for place, arc in arcs.items()}
        self._places = {arc: place for place, arc in arcs.items()}
        self._prices = self._price()
        self._hidden: set[Arc] = set()
        # Of each hidden figure, the others that move with it as much as is promised.
        self._proofs: dict[Arc, Preuve] = {}
        self._jeu = Jeu(seuil)

    def hidden(self) -> list[Place]:
        """The promise is kept one figure after the other; hiding more never breaks it."""
        self._hide([arc for arc in self._by_price() if self._is_small(arc)])
        while unproven := [arc for arc in self._in_order() if arc not in self._proofs]:
            for arc in unproven:
                if not self._prove(arc):
                    self._hide(self._ways_out(arc))
                    self._prove(arc)
        self._show_needless()
        return [self._places[arc] for arc in self._hidden]

    def _price(self) -> dict[Arc, int]:
        """Fewest grand totals, then fewest margins, then fewest cells, then smallest ones."""
        cell = sum(self._values.values()) + 1
        margin = cell * (len(self._values) + 1)
        units = (cell, margin, margin * (len(self._values) + 1))
        return {
            arc: units[self._places[arc].count(None)] + value
            for arc, value in self._values.items()
        }

    def _by_price(self) -> list[Arc]:
        return sorted(self._values, key=lambda arc: (self._prices[arc], arc))

    def _in_order(self) -> list[Arc]:
        return [arc for arc in self._by_price() if arc in self._hidden]

    def _hide(self, arcs: Iterable[Arc]) -> None:
        for arc in arcs:
            self._jeu.hide(arc, self._values[arc])
            self._hidden.add(arc)

    def _show(self, arc: Arc) -> None:
        self._jeu.show(arc)
        self._hidden.remove(arc)

    def _prove(self, arc: Arc) -> bool:
        """Whether a reader neither finds this hidden figure nor finds that it is small."""
        lacking = self._seuil - self._values[arc]
        proof = self._jeu.rise(arc, max(1, lacking))
        if proof is None and lacking <= 0:
            proof = self._jeu.fall(arc, 1)
        if proof is not None:
            self._proofs[arc] = proof
        return proof is not None

    def _ways_out(self, arc: Arc) -> set[Arc]:
        """What to hide so that this figure may be as much as the threshold: figures that one
        path, or several narrower ones, would move.
        """
        found = (self._paths(arc, whole) for whole in (True, False))
        return min(found, key=lambda arcs: sum(self._prices[each] for each in arcs))

    def _paths(self, arc: Arc, whole: bool) -> set[Arc]:
        """Hiding a margin of each kind and the grand total leaves a path to every figure:
        there is always one to find.
        """
        jeu = Jeu(self._seuil)
        prices: dict[Arc, int] = {}
        for each, value in self._values.items():
            jeu.hide(each, value)
            if each not in self._hidden:
                prices[each] = prices[each[::-1]] = self._prices[each]
        lacking = max(1, self._seuil - self._values[arc])
        chosen: set[Arc] = set()
        while lacking:
            path = jeu.cheapest_path(arc[1], arc[0], lacking if whole else 1, prices)
            assert path is not None, "a hidden figure that nothing can move"
            lacking -= jeu.push(path, lacking)
            for step in steps(path):
                if prices.pop(step, None) is not None:
                    del prices[step[::-1]]
                    chosen.add(step if step in self._values else step[::-1])
        return chosen

    def _show_needless(self) -> None:
        """Show again what later choices made useless, the dearest first."""
        for arc in reversed(self._in_order()):
            if arc in self._hidden and not self._is_small(arc):
                self._hide(self._show_with_deduced(arc))

    def _show_with_deduced(self, arc: Arc) -> set[Arc]:
        """Show a figure and those it gives away; all of them are returned, to be hidden again,
        when they give a small one away.
        """
        shown: set[Arc] = set()
        given = {arc}
        while given:
            for each in given:
                self._show(each)
            shown |= given
            doubtful = [each for each in self._hidden if self._relies(each, given)]
            if not all(self._prove(each) for each in doubtful if self._is_small(each)):
                return shown
            given = {
                arc for arc in doubtful if not self._is_small(arc) and not self._prove(arc)
            }
        return set()

    def _is_small(self, arc: Arc) -> bool:
        return self._values[arc] < self._seuil

    def _relies(self, arc: Arc, others: set[Arc]) -> bool:
        return any(step in others or step[::-1] in others for step in self._proofs[arc])


def _arcs(figures: Mapping[Place, int]) -> dict[Place, Arc]:
    """Each figure that is not zero, as an arc; the totals stand for a row and a column."""
    filled = sorted((place for place, count in figures.items() if count), key=_rank)
    rows = {row: rank for rank, row in enumerate(dict.fromkeys(row for row, _ in filled))}
    columns = {
        column: rank
        for rank, column in enumerate(dict.fromkeys(column for _, column in filled), len(rows))
    }
    arcs: dict[Place, Arc] = {}
    for row, column in filled:
        ends = rows[row], columns[column]
        # A total goes back where its cells came from.
        arcs[row, column] = ends[::-1] if (row is None) != (column is None) else ends
    return arcs


def _rank(place: Place) -> list[str]:
    return [repr(code) for code in place]
