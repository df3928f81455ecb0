"""What a patient reader does: try every table that agrees with what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Somme:
    """What is known of a sum of unknowns: it lies between two numbers."""

    membres: frozenset[int]
    least: float = 0
    most: float = inf

    def allows(self, values: Sequence[int], caps: Sequence[int]) -> bool:
        """Whether the first values given leave it possible."""
        done = len(values)
        held = sum(values[each] for each in self.membres if each < done)
        return held <= self.most and self.least <= held + sum(
            caps[each] for each in self.membres if each >= done
        )


def is_possible(near: Sequence[int], margin: int, known: Sequence[Somme]) -> bool:
    """Whether whole numbers exist that agree with all that is known, each at most `margin`
    above a solution (`near`): to move one figure by so much, no other need move by more.
    """
    caps = [value + margin for value in near]
    relevant = [
        [somme for somme in known if rank in somme.membres] for rank in range(len(near))
    ]

    def search(values: list[int]) -> bool:
        rank = len(values)
        if rank == len(near):
            return True
        # The closest first: a solution, when there is one, is seldom far.
        for value in sorted(range(caps[rank] + 1), key=lambda each: abs(each - near[rank])):
            values.append(value)
            agree = all(somme.allows(values, caps) for somme in relevant[rank])
            if agree and search(values):
                return True
            values.pop()
        return False

    return search([])


def can_be(
    what: frozenset[int],
    least: float,
    most: float,
    near: Sequence[int],
    margin: int,
    known: Sequence[Somme],
) -> bool:
    """Whether this sum may lie between two numbers, given the rest."""
    return is_possible(near, margin, [Somme(what, least, most), *known])


def is_kept_secret(
    what: frozenset[int],
    near: Sequence[int],
    seuil: int,
    known: Sequence[Somme],
) -> bool:
    """The promise on one hidden sum: not known exactly, and if small, not known to be."""
    true = sum(near[each] for each in what)
    if 0 < true < seuil:
        return can_be(what, seuil, inf, near, seuil, known)
    return can_be(what, true + 1, inf, near, seuil, known) or can_be(
        what, 0, true - 1, near, seuil, known
    )
