"""Nobody finds a small count by subtraction: checked against every table that agrees."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.indicateurs.masque import RIEN, TOUT, Masque, conceal

SEUIL = 3
Table = dict[tuple[str, ...], int]


def mask(table: Table, seuil: int = SEUIL) -> Masque:
    return conceal({at: Decimal(number) for at, number in table.items()}, seuil)


def agreeing(table: Table, hidden: frozenset[tuple[str, ...]]) -> Iterator[Table]:
    """Every table with the same shown cells and the same margins, hidden cells at least 1."""
    rest = dict.fromkeys(lines(next(iter(table))), 0)
    for at in hidden:
        for line in lines(at):
            rest[line] = rest.get(line, 0) + table[at]
    yield from _filled(dict(table), sorted(hidden), rest)


def _filled(
    table: Table, places: list[tuple[str, ...]], rest: dict[tuple[int, str], int]
) -> Iterator[Table]:
    if not places:
        if not any(rest.values()):
            yield dict(table)
        return
    at, *others = places
    for number in range(1, min(rest[line] for line in lines(at)) + 1):
        table[at] = number
        left = {
            line: sum_ - (number if line in lines(at) else 0) for line, sum_ in rest.items()
        }
        yield from _filled(table, others, left)


def lines(at: tuple[str, ...]) -> list[tuple[int, str]]:
    """The margins that a cell counts in."""
    return [(-1, ""), *(list(enumerate(at)) if len(at) == 2 else [])]


def check(table: Table) -> None:
    found = mask(table)
    small = {at for at, number in table.items() if 0 < number < SEUIL}
    if found.total or found.tout:
        return
    assert small <= found.cellules
    if not found.cellules:
        return
    others = list(agreeing(table, found.cellules))
    for at in small:
        assert max(other[at] for other in others) >= SEUIL
    for at in found.cellules:
        assert len({other[at] for other in others}) > 1
    assert all(table[at] for at in found.cellules), "zeros are shown"


@given(st.lists(st.integers(0, 7), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_one_split_tells_no_small_count(numbers: list[int]) -> None:
    check({(str(rank),): number for rank, number in enumerate(numbers)})


@given(st.lists(st.integers(0, 6), min_size=6, max_size=6))
@settings(max_examples=120, deadline=None)
def test_two_splits_tell_no_small_count(numbers: list[int]) -> None:
    places = list(product("abc", "xy"))
    check(dict(zip(places, numbers, strict=True)))


def test_large_counts_are_all_shown() -> None:
    assert mask({("a",): 5, ("b",): 9, ("c",): 0}) == RIEN
    assert mask({("a", "x"): 5, ("a", "y"): 9, ("b", "x"): 4, ("b", "y"): 0}) == RIEN
    assert mask({(): 12}) == RIEN


@pytest.mark.parametrize("table", [{(): 2}, {("a",): 1, ("b",): 1}, {("a", "x"): 2}])
def test_a_total_under_the_threshold_hides_everything(table: Table) -> None:
    assert mask(table) == TOUT


def test_nothing_counted_is_shown_as_nothing() -> None:
    assert mask({(): 0}) == RIEN
    assert mask({("a",): 0, ("b",): 0}) == RIEN


def test_the_smallest_other_cell_hides_a_small_one() -> None:
    found = mask({("a",): 2, ("b",): 30, ("c",): 7, ("d",): 0})
    assert found == Masque(cellules=frozenset({("a",), ("c",)}))


def test_a_split_of_too_few_is_hidden_whole_under_its_total() -> None:
    assert mask({("a",): 2, ("b",): 1}) == Masque(tout=True)


def test_a_rectangle_protects_a_small_cell_of_a_crossing() -> None:
    table: Table = {("a", "x"): 2, ("a", "y"): 9, ("b", "x"): 9, ("b", "y"): 5, ("c", "x"): 50,
             ("c", "y"): 50}  # fmt: skip
    rectangle = {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
    assert mask(table) == Masque(cellules=frozenset(rectangle))


def test_a_crossing_that_no_rectangle_protects_is_hidden_whole() -> None:
    table: Table = {("a", "x"): 2, ("a", "y"): 20, ("b", "x"): 20, ("b", "y"): 0}
    assert mask(table) == Masque(tout=True)


def test_a_crossing_with_a_hidden_margin_is_hidden_whole() -> None:
    table: Table = {("a", "x"): 1, ("a", "y"): 1, ("b", "x"): 9, ("b", "y"): 9, ("c", "x"): 9,
             ("c", "y"): 9}  # fmt: skip
    assert mask(table) == Masque(tout=True)
