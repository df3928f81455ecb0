"""What a reader can work out of a crossed table, some figures of which are hidden.

A table with its margins is a circulation: each figure is an arc, a cell from its row to its
column, a column total from its column to the corner, and so back to the row; that every node
receives what it sends says every addition of the table. A hidden figure may vary, up without
limit and down to 1. How far it goes is a maximum flow, hence exact on whole numbers: checking
line by line would miss what several lines say together.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from itertools import pairwise

Arc = tuple[int, int]  # from node to node; at most one figure joins two nodes
Chemin = list[int]
Preuve = frozenset[Arc]  # in the direction in which each figure moves


def steps(path: Chemin) -> Iterator[Arc]:
    """From one end to the other."""
    return pairwise(path)


class Jeu:
    """How much each hidden figure may move, given the others ("jeu": the play in a part)."""

    def __init__(self, illimite: int) -> None:
        self._illimite = illimite  # more than will ever be asked
        self._room: dict[int, dict[int, int]] = defaultdict(dict)

    def hide(self, arc: Arc, value: int) -> None:
        """Let this figure vary: it is at least 1."""
        tail, head = arc
        self._room[tail][head] = self._illimite
        self._room[head][tail] = value - 1

    def show(self, arc: Arc) -> None:
        tail, head = arc
        del self._room[tail][head], self._room[head][tail]

    def rise(self, arc: Arc, by: int) -> Preuve | None:
        """The figures that move when this one is that much more; None when it cannot be."""
        return self._carry(arc[1], arc[0], by)

    def fall(self, arc: Arc, by: int) -> Preuve | None:
        """The same, when this one (large enough) is that much less."""
        return self._carry(arc[0], arc[1], by)

    def _carry(self, source: int, sink: int, amount: int) -> Preuve | None:
        pushed: list[tuple[Chemin, int]] = []
        while amount and (path := self._any_path(source, sink)):
            pushed.append((path, self.push(path, amount)))
            amount -= pushed[-1][1]
        for path, done in reversed(pushed):
            self.push(path[::-1], done)
        return None if amount else frozenset(step for path, _ in pushed for step in steps(path))

    def push(self, path: Chemin, wanted: int) -> int:
        """Move figures along a path, by as much as is wanted and possible."""
        room = self._room
        done = min(wanted, *(room[node][after] for node, after in steps(path)))
        for node, after in steps(path):
            room[node][after] -= done
            room[after][node] += done
        return done

    def _any_path(self, source: int, sink: int) -> Chemin | None:
        """The path with the fewest figures, other than the one that joins both ends."""
        before = {source: source}
        queue = [after for after, room in self._room[source].items() if room and after != sink]
        before |= dict.fromkeys(queue, source)
        for node in queue:
            for after, room in self._room[node].items():
                if room and after not in before:
                    before[after] = node
                    if after == sink:
                        return _unwind(before, sink)
                    queue.append(after)
        return None

    def cheapest_path(
        self, source: int, sink: int, least: int, prices: Mapping[Arc, int]
    ) -> Chemin | None:
        """The path that lets `least` through at the lowest price (none named: free), other
        than the figure that joins both ends.
        """
        costs, before = {source: 0}, {source: source}
        heap = [(0, source)]
        while heap:
            cost, node = heappop(heap)
            if node == sink:
                return _unwind(before, sink)
            if cost > costs[node]:
                continue
            for after, room in self._room[node].items():
                if room < least or (node == source and after == sink):
                    continue
                total = cost + prices.get((node, after), 0)
                if total < costs.get(after, total + 1):
                    costs[after], before[after] = total, node
                    heappush(heap, (total, after))
        return None


def _unwind(before: Mapping[int, int], sink: int) -> Chemin:
    path = [sink]
    while before[path[-1]] != path[-1]:
        path.append(before[path[-1]])
    return path[::-1]
