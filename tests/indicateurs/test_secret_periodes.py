"""Periods that hold one another: no small count is found by subtraction along time."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.indicateurs.secret_periodes import Duree, suppress_series
from quietude.socle.periodes import Periode
from tests.indicateurs.attaque import Somme, is_kept_secret

DEBUT = date(2016, 1, 1)
ANNEE, NEUF_MOIS = Periode.annee(2016), Periode.mois(2016, 1, 9)
TRIMESTRES = [Periode.trimestre(2016, rank) for rank in range(1, 5)]


def days(first: int, last: int) -> Duree:
    return DEBUT + timedelta(days=first), DEBUT + timedelta(days=last)


class Serie:
    """Counts by day, and the spans of days over which they are added up."""

    def __init__(self, daily: list[int], spans: set[tuple[int, int]]) -> None:
        self.daily = daily
        self.members = {days(*span): frozenset(range(span[0], span[1] + 1)) for span in spans}
        self.counts = {
            span: sum(daily[rank] for rank in members) for span, members in self.members.items()
        }
        ends = sorted({end for first, last in spans for end in (first, last + 1)})
        self.slices = [frozenset(range(start, end)) for start, end in pairwise(ends)]

    def exposed(self, hidden: frozenset[Duree], seuil: int) -> set[frozenset[int]]:
        """The hidden spans, and the small slices, that a patient reader brings to light."""
        known = [
            Somme(members, 1)
            if span in hidden
            else Somme(members, self.counts[span], self.counts[span])
            for span, members in self.members.items()
        ]
        small = [part for part in self.slices if 0 < self._count(part) < seuil]
        wanted = [self.members[span] for span in hidden] + small
        return {part for part in wanted if not is_kept_secret(part, self.daily, seuil, known)}

    def _count(self, part: frozenset[int]) -> int:
        return sum(self.daily[rank] for rank in part)


@st.composite
def series(draw: st.DrawFn, least: int = 0) -> Serie:
    daily = draw(st.lists(st.integers(least, 7), min_size=1, max_size=5))
    last = len(daily) - 1
    every = [(start, end) for start in range(last + 1) for end in range(start, last + 1)]
    return Serie(daily, set(draw(st.lists(st.sampled_from(every), min_size=1, max_size=6))))


@settings(max_examples=200, deadline=None)
@given(series(), st.integers(2, 5))
def test_periods_shown_never_give_a_small_count_away(serie: Serie, seuil: int) -> None:
    hidden = suppress_series(serie.counts, seuil)
    assert {span for span, count in serie.counts.items() if 0 < count < seuil} <= hidden
    assert serie.exposed(hidden, seuil) == set()


@settings(deadline=None)
@given(series(), st.integers(2, 5))
def test_nothing_more_is_hidden_than_needed(serie: Serie, seuil: int) -> None:
    every_day = {(rank, rank) for rank in range(len(serie.daily))}
    spans = {((a - DEBUT).days, (b - DEBUT).days) for a, b in serie.counts}
    detailed = Serie(serie.daily, spans | every_day)
    hidden = suppress_series(detailed.counts, seuil)
    for span in hidden:
        assert detailed.counts[span] < seuil or detailed.exposed(hidden - {span}, seuil)


@given(series(), st.integers(2, 5))
def test_empty_periods_are_shown(serie: Serie, seuil: int) -> None:
    assert all(serie.counts[span] for span in suppress_series(serie.counts, seuil))


@given(series(least=4))
def test_nothing_small_nothing_hidden(serie: Serie) -> None:
    assert suppress_series(serie.counts, 4) == frozenset()


@given(series(), st.randoms(use_true_random=False))
def test_order_changes_nothing(serie: Serie, chance: random.Random) -> None:
    rows = list(serie.counts.items())
    chance.shuffle(rows)
    assert suppress_series(dict(rows), 4) == suppress_series(serie.counts, 4)


def hidden_among(counts: dict[Periode, int], seuil: int = 5) -> list[Periode]:
    found = suppress_series({(span.debut, span.fin): n for span, n in counts.items()}, seuil)
    return [span for span in counts if (span.debut, span.fin) in found]


def year_of(*quarters: int) -> dict[Periode, int]:
    return {ANNEE: sum(quarters), **dict(zip(TRIMESTRES, quarters, strict=True))}


def test_a_small_quarter_takes_the_smallest_other_with_it() -> None:
    assert hidden_among(year_of(3, 10, 8, 9)) == [TRIMESTRES[0], TRIMESTRES[2]]


def test_small_quarters_that_reach_the_threshold_together_are_enough() -> None:
    assert hidden_among(year_of(3, 4, 8, 9)) == TRIMESTRES[:2]


def test_a_year_of_small_quarters_is_hidden_when_it_says_too_much() -> None:
    assert hidden_among(year_of(2, 3, 0, 0)) == [ANNEE, *TRIMESTRES[:2]]


def test_an_empty_quarter_hides_nothing() -> None:
    assert hidden_among(year_of(0, 8, 10, 12)) == []


@pytest.mark.parametrize(
    ("year", "nine_months", "hidden"),
    [
        (20, 18, [NEUF_MOIS]),  # two in the last quarter
        (20, 20, []),  # none in the last quarter
        (20, 15, []),
        (20, 3, [NEUF_MOIS]),
        (4, 3, [ANNEE, NEUF_MOIS]),
    ],
)
def test_the_year_and_nine_months_say_the_last_quarter(
    year: int, nine_months: int, hidden: list[Periode]
) -> None:
    assert hidden_among({ANNEE: year, NEUF_MOIS: nine_months}) == hidden


def test_school_year_astride_two_years_may_say_too_much() -> None:
    """At most two are left for January to August 2015."""
    years = {Periode.annee(2015): 40, ANNEE: 50}
    assert hidden_among(years | {Periode.annee_scolaire(2015): 60}) == []
    assert hidden_among(years | {Periode.annee_scolaire(2015): 88}) == [Periode.annee(2015)]


def test_periods_apart_are_judged_apart() -> None:
    assert hidden_among({TRIMESTRES[0]: 3, TRIMESTRES[2]: 8}) == [TRIMESTRES[0]]


def test_counts_that_do_not_add_up_show_only_periods_alone() -> None:
    counts = {ANNEE: 20, **dict.fromkeys(TRIMESTRES, 9), Periode.annee(2014): 30}
    assert hidden_among(counts) == [ANNEE, *TRIMESTRES]


def test_the_attack_finds_what_a_poor_mask_leaves() -> None:
    serie = Serie([3, 8, 9], {(0, 0), (1, 1), (2, 2), (0, 2)})
    assert serie.exposed(frozenset({days(0, 0)}), 5) == {frozenset({0})}


def test_no_period_nothing_hidden() -> None:
    assert suppress_series({}, 5) == frozenset()


@pytest.mark.parametrize("counts", [{days(0, 1): -1}, {days(1, 0): 6}])
def test_what_is_not_a_series_of_counts_is_refused(counts: dict[Duree, int]) -> None:
    with pytest.raises(ValueError, match="effectif"):
        suppress_series(counts, 5)
