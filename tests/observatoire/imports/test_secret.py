"""No set of totals gives back, by subtraction, one or two withheld communes."""

import random
from itertools import product

import pytest

from quietude.observatoire.imports.secret import Dits, choose

FRANCE = {"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B", "c1": "C"}


def undone(told: Dits, retenues: dict[str, int]) -> list[int]:
    """Withheld communes whose sum a reader of every total can set apart."""
    regions = {region: [d for d in FRANCE if FRANCE[d] == region] for region in "ABC"}
    gaps = [
        sum(retenues[d] for d in codes if d not in told.departements)
        for region, codes in regions.items()
        if region in told.regions
    ]
    if told.france:
        gaps.append(
            sum(
                retenues[d]
                for d in FRANCE
                if d not in told.departements and FRANCE[d] not in told.regions
            )
        )
    return [*gaps, *(retenues[d] for d in told.departements)]


def test_nothing_is_undone_whatever_is_withheld() -> None:
    draw = random.Random(20260203)
    cases = list(product((0, 1, 2, 3, 7), repeat=len(FRANCE)))
    for counts in draw.sample(cases, 4_000):
        retenues = dict(zip(FRANCE, counts, strict=True))
        told = choose(retenues, FRANCE)
        assert not {1, 2} & set(undone(told, retenues)), retenues


@pytest.mark.parametrize("counts", [(0, 0, 0, 0, 0, 0), (3, 3, 3, 3, 3, 3), (0, 9, 3, 0, 4, 5)])
def test_everything_is_told_when_every_total_keeps_its_secret(counts: tuple[int, ...]) -> None:
    told = choose(dict(zip(FRANCE, counts, strict=True)), FRANCE)
    assert told == Dits(frozenset(FRANCE), frozenset("ABC"), france=True)


def test_one_more_departement_is_left_unsaid_rather_than_its_region() -> None:
    retenues = {"a1": 1, "a2": 8, "a3": 5, "b1": 0, "b2": 0, "c1": 0}
    told = choose(retenues, FRANCE)
    assert set(FRANCE) - told.departements == {"a1", "a3"}
    assert told.regions == {"A", "B", "C"} and told.france


def test_a_departement_alone_in_its_region_is_hidden_with_another() -> None:
    retenues = {"a1": 0, "a2": 4, "a3": 0, "b1": 0, "b2": 0, "c1": 2}
    told = choose(retenues, FRANCE)
    assert set(FRANCE) - told.departements == {"a2", "c1"}
    assert told.regions == {"B"} and told.france


def test_a_base_that_lacks_a_departement_tells_neither_its_region_nor_france() -> None:
    known = {code: 0 for code in FRANCE if code != "b2"}
    told = choose(known, FRANCE)
    assert told.regions == {"A", "C"} and not told.france
