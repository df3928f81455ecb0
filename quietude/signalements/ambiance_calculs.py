"""What moved from a month to the next, said as surely as the counts allow.

The observatory compares a month with the same month of another year. Here one month follows
the other: season is not taken away, and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from quietude.observatoire.calculs.evolution import Verdict
from quietude.observatoire.statistiques import SEUIL, p_value

Expositions = Sequence[tuple[int, int]]  # days of each month: of the calendar, of presence
_DIT = {
    Verdict.HAUSSE_NETTE: "Hausse nette",
    Verdict.BAISSE_NETTE: "Baisse nette",
    Verdict.PAS_ETABLI: "Le hasard suffit à l’expliquer",
    Verdict.NON_COMPARABLE: "Non comparable",
}


@dataclass(frozen=True)
class Mouvement:
    """Two counts of one thing, and what may be concluded."""

    libelle: str
    avant: int
    apres: int
    verdict: Verdict

    @property
    def dit(self) -> str:
        if self.avant == self.apres and self.verdict is Verdict.PAS_ETABLI:
            return "Même nombre"
        return _DIT[self.verdict]


def chance(before: int, after: int, expositions: Expositions) -> float:
    """The p-value, by days of the calendar or of presence, whichever is more careful.

    More rounds alone see more: that is no rise. 1 when counts and daily rates disagree.
    """
    found = [p_value(before, after)] if not expositions else []
    for first, last in expositions:
        if (after - before) * (after * first - before * last) <= 0:
            return 1.0
        found.append(p_value(before, after, first, last))
    return max(found)


def judge_together(
    counts: Sequence[tuple[str, int, int]], expositions: Expositions
) -> list[Mouvement]:
    """Each line judged, knowing how many are looked at (Holm, 1979).

    Among twenty lines, one would seem to move every month by chance alone.
    """
    found = [chance(before, after, expositions) for _, before, after in counts]
    established: set[int] = set()
    for rank, index in enumerate(sorted(range(len(found)), key=found.__getitem__)):
        if found[index] * (len(found) - rank) >= SEUIL:
            break
        established.add(index)
    return [
        Mouvement(label, before, after, _verdict(before, after, index in established))
        for index, (label, before, after) in enumerate(counts)
    ]


def _verdict(before: int, after: int, established: bool) -> Verdict:
    if not established:
        return Verdict.PAS_ETABLI
    return Verdict.HAUSSE_NETTE if after > before else Verdict.BAISSE_NETTE


def not_compared(counts: Sequence[tuple[str, int, int]]) -> list[Mouvement]:
    """When nobody counted the month before."""
    return [Mouvement(*row, Verdict.NON_COMPARABLE) for row in counts]
