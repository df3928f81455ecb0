"""Tables of counts of persons: nobody gets a small count out of what is shown."""

import random
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.indicateurs.secret import Place, suppress
from tests.indicateurs.attaque import Somme, is_kept_secret

Table = dict[tuple[str, ...], int]


def tables(
    rows: int, columns: int, most: int = 6, zeros: bool = True
) -> st.SearchStrategy[Table]:
    places = list(product("abcd"[:rows], "wxyz"[:columns]))
    counts = st.lists(
        st.integers(0 if zeros else 1, most), min_size=len(places), max_size=len(places)
    )
    return counts.map(lambda given: dict(zip(places, given, strict=True)))


def lists(length: int, most: int = 9) -> st.SearchStrategy[Table]:
    counts = st.lists(st.integers(0, most), min_size=1, max_size=length)
    return counts.map(lambda given: {(f"c{n}",): count for n, count in enumerate(given)})


SIZES = st.sampled_from([(1, 1), (1, 3), (2, 2), (2, 3), (3, 2), (3, 3)])
ANY = st.one_of(SIZES.flatmap(lambda size: tables(*size)), lists(5))


def everything(table: Table) -> dict[Place, frozenset[int]]:
    """Each cell and margin, as the set of cells that it adds up."""
    found: dict[Place, set[int]] = {}
    for rank, at in enumerate(table):
        for place in product(*((code, None) for code in at)):
            found.setdefault(place, set()).add(rank)
    return {place: frozenset(members) for place, members in found.items()}


def counted(table: Table) -> dict[Place, int]:
    near = list(table.values())
    return {place: sum(near[n] for n in cells) for place, cells in everything(table).items()}


def exposed(table: Table, hidden: frozenset[Place], seuil: int) -> set[Place]:
    """The hidden figures that a patient reader brings to light."""
    near = list(table.values())
    known = [
        Somme(cells, 1)
        if place in hidden
        else Somme(cells, counted(table)[place], counted(table)[place])
        for place, cells in everything(table).items()
    ]
    return {
        place
        for place in hidden
        if not is_kept_secret(everything(table)[place], near, seuil, known)
    }


def small(table: Table, seuil: int) -> set[Place]:
    return {place for place, count in counted(table).items() if 0 < count < seuil}


@settings(max_examples=120, deadline=None)
@given(ANY, st.integers(2, 5))
def test_what_is_shown_never_gives_a_hidden_figure_away(table: Table, seuil: int) -> None:
    mask = suppress(table, seuil)
    assert small(table, seuil) <= mask.caches
    assert exposed(table, mask.caches, seuil) == set()


@settings(max_examples=30, deadline=None)
@given(tables(3, 3, most=3, zeros=False))
def test_a_table_where_all_is_small_keeps_its_secrets(table: Table) -> None:
    assert exposed(table, suppress(table, 4).caches, 4) == set()


@settings(max_examples=100, deadline=None)
@given(ANY, st.integers(2, 5))
def test_figures_shown_are_true_and_zeros_are_shown(table: Table, seuil: int) -> None:
    mask = suppress(table, seuil)
    for place, count in counted(table).items():
        assert mask.value(*place) == (None if place in mask.caches else count)
        assert count or not mask.hides(*place)
    assert mask.caches.isdisjoint(mask.montres)


@settings(max_examples=30, deadline=None)
@given(ANY, st.integers(2, 5))
def test_nothing_more_is_hidden_than_needed(table: Table, seuil: int) -> None:
    hidden = suppress(table, seuil).caches
    for place in hidden - small(table, seuil):
        assert exposed(table, hidden - {place}, seuil)


@settings(max_examples=100, deadline=None)
@given(ANY, st.integers(2, 5))
def test_the_grand_total_is_hidden_only_when_nothing_else_will_do(
    table: Table, seuil: int
) -> None:
    total = tuple(None for _ in next(iter(table)))
    if suppress(table, seuil).hides(*total) and total not in small(table, seuil):
        rest = frozenset(place for place, count in counted(table).items() if count) - {total}
        assert exposed(table, rest, seuil)


@given(ANY)
def test_nothing_small_nothing_hidden(table: Table) -> None:
    large = {at: count and count + 4 for at, count in table.items()}
    assert suppress(large, 5).caches == frozenset()


@settings(deadline=None)
@given(ANY, st.randoms(use_true_random=False), st.integers(2, 5))
def test_order_and_written_zeros_change_nothing(
    table: Table, chance: random.Random, seuil: int
) -> None:
    rows = [(at, count) for at, count in table.items() if count or chance.random() < 0.5]
    chance.shuffle(rows)
    if rows:
        assert suppress(dict(rows), seuil).caches == suppress(table, seuil).caches


@pytest.mark.parametrize(("count", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_lone_total_is_hidden_when_small(count: int, hidden: bool) -> None:
    assert suppress({(): count}, 5).hides() is hidden


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ((3,), [("c0",), (None,)]),  # a single cell tells the total
        ((9,), []),
        ((3, 0, 10, 20), [("c0",), ("c2",)]),  # the smallest that is not small
        ((3, 3), [("c0",), ("c1",)]),  # from 1 to 5 each: enough
        ((2, 3), [("c0",), ("c1",), (None,)]),  # at most 4 each: the total goes too
        ((1, 1, 1, 20), [("c0",), ("c1",), ("c2",), ("c3",)]),  # three ones sum to 3
        ((1, 2, 0), [("c0",), ("c1",), (None,)]),  # total below the threshold
    ],
)
def test_one_split_hides_the_fewest_then_the_total(
    counts: tuple[int, ...], hidden: list[Place]
) -> None:
    table: Table = {(f"c{rank}",): count for rank, count in enumerate(counts)}
    assert suppress(table, 5).caches == set(hidden)


def test_a_small_cell_takes_the_smallest_rectangle_with_it() -> None:
    table: Table = {
        ("a", "x"): 2, ("a", "y"): 9, ("a", "z"): 50,
        ("b", "x"): 8, ("b", "y"): 7, ("b", "z"): 60,
        ("c", "x"): 30, ("c", "y"): 40, ("c", "z"): 70,
    }  # fmt: skip
    assert suppress(table, 5).caches == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_two_hidden_on_each_line_are_not_enough() -> None:
    """Ones cannot fall: the rectangle does not turn, though each line hides two figures."""
    table: Table = {("a", "x"): 1, ("a", "y"): 1, ("b", "x"): 1, ("b", "y"): 9, ("c", "x"): 9}
    table |= {("c", "y"): 9, ("a", "z"): 9, ("b", "z"): 9, ("c", "z"): 9}
    by_lines = frozenset(product("ab", "xy"))
    assert ("a", "y") in exposed(table, by_lines, 3)
    assert exposed(table, suppress(table, 3).caches, 3) == set()


def test_a_mask_of_small_cells_alone_is_seen_through() -> None:
    table: Table = {("a", "x"): 2, ("a", "y"): 9, ("b", "x"): 8, ("b", "y"): 7}
    assert exposed(table, frozenset({("a", "x")}), 5) == {("a", "x")}


def test_a_table_of_ones_shows_no_total() -> None:
    table: Table = dict.fromkeys(product("abc", "xyz"), 1)
    assert suppress(table, 3).caches == set(counted(table))


def test_margins_go_before_the_grand_total() -> None:
    table: Table = dict.fromkeys(product("abc", "xyz"), 2)
    mask = suppress(table, 5)
    assert mask.value(None, None) == 18
    assert any(place.count(None) == 1 for place in mask.caches)


def test_a_threshold_of_one_hides_nothing() -> None:
    assert suppress({("a",): 1, ("b",): 2}, 1).caches == frozenset()


def test_an_empty_table_has_nothing_to_hide() -> None:
    assert suppress({}, 5).caches == frozenset()
    assert suppress({}, 5).value(None) == 0


@pytest.mark.parametrize(
    "table", [{("a",): -1}, {("a",): 3, ("a", "b"): 3}, {("a", "b", "c"): 3}]
)
def test_what_is_not_one_table_of_counts_is_refused(table: Table) -> None:
    with pytest.raises(ValueError, match=r"effectif|coordonnées"):
        suppress(table, 5)


@pytest.mark.parametrize("spread", [0.7, 1.5, 2.0])
def test_a_large_table_takes_no_time(spread: float) -> None:
    chance = random.Random(7)
    codes = [f"{rank:02}" for rank in range(15)]
    table: Table = {at: int(chance.paretovariate(spread)) - 1 for at in product(codes, codes)}
    spent = []
    for _ in range(3):
        start = time.process_time()
        suppress(table, 5)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.05
