"""Which periods of a series of counts are hidden, when some periods hold others.

Same rules and same promise as for tables (`masque`), for subtractions along time: four
quarters and their year, nine months and the year. Time is cut at the ends of all periods; each
count is the sum of its slices, so a difference between two instants bounds others, and the
greatest value of any is a shortest path: exact on whole numbers.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from math import inf

PERIODES_MAX = 60  # the work grows with the cube of their number
Duree = tuple[date, date]  # first and last day, both included


def suppress_series(counts: Mapping[Duree, int], seuil: int) -> frozenset[Duree]:
    """The periods whose count may not be shown.

    Besides the promise on hidden periods: no stretch of time between the ends of those given,
    even if nobody asks for it, is known to hold fewer than the threshold unless it holds none.
    The largest counts are shown first. Where counts do not add up (a row that straddles two
    periods is counted in none), or where periods are too many to tell, nothing is proven:
    periods that share days are hidden.
    """
    if any(count < 0 for count in counts.values()) or any(end < start for start, end in counts):
        raise ValueError("Un effectif n’est pas négatif, une période finit après son début.")
    small = frozenset(span for span, count in counts.items() if 0 < count < seuil)
    hidden: set[Duree] = set()
    if not any(_meets(span, counts) for span in counts):
        return small
    whole = _Frise(counts if len(counts) <= PERIODES_MAX else {}, seuil)
    for span in whole.counts:
        whole.show(span)
    if len(counts) > PERIODES_MAX or not whole.holds_together():
        return small | {
            span for span, count in counts.items() if count and _meets(span, counts)
        }
    empty = whole.empty_slices()
    if whole.keeps_promise(empty):
        return small
    seen = _Frise(counts, seuil)
    by_size = sorted(counts, key=lambda span: (counts[span], span), reverse=True)
    # Zeros first: they are shown whatever they tell.
    for span in sorted(by_size, key=lambda each: counts[each] > 0):
        before = [line.copy() for line in seen.bounds]
        seen.show(span)
        if counts[span] and not seen.keeps_promise(empty):
            seen.bounds = before
            hidden.add(span)
    return frozenset(hidden)


def _meets(span: Duree, spans: Mapping[Duree, int]) -> bool:
    return any(span != each and each[0] <= span[1] and span[0] <= each[1] for each in spans)


class _Frise:
    """What is known of the number counted between any two instants.

    `bounds[i][j]` is the most that can be counted from i to j; from j back to i, the opposite
    of the least. Always complete: what each two bounds say together has been worked out.
    """

    def __init__(self, counts: Mapping[Duree, int], seuil: int) -> None:
        instants = sorted({day for span in counts for day in _ends(span)})
        self._ranks = {day: rank for rank, day in enumerate(instants)}
        self.counts, self._seuil = counts, seuil
        size = len(instants)
        # Nothing is counted backwards.
        self.bounds = [[0.0 if j <= i else inf for j in range(size)] for i in range(size)]
        for span, count in counts.items():
            if count:
                start, end = self._at(span)
                self._learn(end, start, -1)

    def _at(self, span: Duree) -> tuple[int, int]:
        start, end = _ends(span)
        return self._ranks[start], self._ranks[end]

    def show(self, span: Duree) -> None:
        """Learn the exact count of a period."""
        start, end = self._at(span)
        self._learn(start, end, self.counts[span])
        self._learn(end, start, -self.counts[span])

    def _learn(self, start: int, end: int, most: float) -> None:
        if self.bounds[start][end] <= most:
            return
        after = self.bounds[end].copy()
        for line in self.bounds:
            through = line[start] + most
            if through < line[end]:
                line[:] = [
                    min(known, through + more) for known, more in zip(line, after, strict=True)
                ]

    def holds_together(self) -> bool:
        return all(self.bounds[rank][rank] >= 0 for rank in range(len(self.bounds)))

    def empty_slices(self) -> frozenset[int]:
        """The slices, by rank, in which nothing can have been counted."""
        return frozenset(
            rank for rank in range(len(self.bounds) - 1) if self.bounds[rank][rank + 1] == 0
        )

    def keeps_promise(self, empty: frozenset[int]) -> bool:
        """Whether each slice may hold the threshold, and with it each small period."""
        return all(
            rank in empty or self.bounds[rank][rank + 1] >= self._seuil
            for rank in range(len(self.bounds) - 1)
        )


def _ends(span: Duree) -> tuple[date, date]:
    return span[0], span[1] + timedelta(days=1)
