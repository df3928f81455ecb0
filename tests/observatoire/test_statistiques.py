from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations
from math import comb, exp, lgamma, log
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.observatoire.statistiques import (
    Justesse,
    french,
    judge,
    p_value,
    ratio_interval,
    sen_slope,
    trend_p_value,
    trend_score,
    variation,
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(16, 29, 0.0725), (5, 5, 1.0), (0, 0, 1.0), (0, 5, 0.0625), (60, 84, 0.0549)],
)
def test_p_value_is_the_exact_two_sided_binomial(
    before: int, after: int, expected: float
) -> None:
    assert p_value(before, after) == pytest.approx(expected, abs=5e-4)


@given(st.integers(0, 300), st.integers(0, 300))
def test_p_value_is_a_probability_and_symmetric(before: int, after: int) -> None:
    value = p_value(before, after)
    assert 0 <= value <= 1
    assert value == pytest.approx(p_value(after, before))


def test_unequal_spans_are_compared_by_their_rates() -> None:
    assert p_value(90, 120, days_before=273, days_after=365) > 0.9


@pytest.mark.parametrize(
    ("printed", "exact", "expected"),
    [
        ("21.88", "21.8840", Justesse.EXACTE),
        ("25.18", "25.1863", Justesse.TRONQUEE),
        ("-75.92", "-75.9259", Justesse.TRONQUEE),
        ("40", "40.0", Justesse.EXACTE),
        ("12.5", "12.6", Justesse.FAUSSE),
    ],
)
def test_rounding_truncation_and_error_are_told_apart(
    printed: str, exact: str, expected: Justesse
) -> None:
    assert judge(Decimal(printed), Decimal(exact), 2) is expected


def test_a_change_from_zero_has_no_percentage() -> None:
    assert variation(Decimal(0), Decimal(3)) is None


def test_figures_are_written_in_french() -> None:
    assert french(Decimal("-1234.50")) == "−1\u202f234,5"
    assert french(Decimal("2.005"), 2) == "2,01"


def _plain_p_value(before: int, after: int, days_before: int, days_after: int) -> float:
    """The definition, term by term."""
    total, share = before + after, days_after / (days_before + days_after)
    weights = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    return sum(w for w in weights if w <= weights[after] * (1 + 1e-9))


@given(
    st.integers(0, 120),
    st.integers(0, 120),
    st.sampled_from([(1, 1), (365, 273), (273, 365), (3, 1)]),
)
def test_the_quick_test_is_the_exact_one(
    before: int, after: int, days: tuple[int, int]
) -> None:
    expected = _plain_p_value(before, after, *days) if before + after else 1.0
    assert p_value(before, after, *days) == pytest.approx(expected, abs=1e-9)


def test_national_counts_are_tested_too() -> None:
    assert 0.05 < p_value(400_000, 401_500) < 0.15
    assert p_value(400_000, 405_000) < 1e-6
    started = perf_counter()
    p_value(400_000, 400_500)
    assert perf_counter() - started < 0.05


@pytest.mark.parametrize(("before", "after"), [(51, 48), (2, 6), (16, 29), (1222, 1423)])
def test_the_interval_leaves_two_and_a_half_percent_on_each_side(
    before: int, after: int
) -> None:
    low, high = ratio_interval(before, after)
    assert high is not None
    total = before + after

    def tail(ratio: float, ks: range) -> float:
        share = ratio / (1 + ratio)
        return sum(
            exp(
                lgamma(total + 1)
                - lgamma(k + 1)
                - lgamma(total - k + 1)
                + k * log(share)
                + (total - k) * log(1 - share)
            )
            for k in ks
        )

    assert tail(low, range(after, total + 1)) == pytest.approx(0.025, rel=1e-6)
    assert tail(high, range(after + 1)) == pytest.approx(0.025, rel=1e-6)


def test_from_or_to_nothing_the_interval_is_open() -> None:
    assert ratio_interval(0, 0) == (0.0, None)
    low, high = ratio_interval(0, 5)
    assert low > 0.8
    assert high is None
    low, high = ratio_interval(5, 0)
    assert low == 0
    assert high is not None
    assert high < 1.2


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 2, 3, 4, 5), 2 / 120),
        ((5, 4, 3, 2, 1), 2 / 120),
        ((1, 2), 1.0),
        ((3, 3, 3, 3), 1.0),
        ((2, 1, 4, 3), 0.75),
    ],
)
def test_the_trend_test_is_exact_on_short_series(
    values: tuple[int, ...], expected: float
) -> None:
    assert trend_p_value([Decimal(v) for v in values]) == pytest.approx(expected)


def test_the_trend_test_with_ties_and_on_long_series() -> None:
    assert trend_p_value([Decimal(v) for v in (5, 4, 3, 3, 1)]) == pytest.approx(4 / 120)
    assert trend_p_value([Decimal(v) for v in range(20)]) < 1e-6
    assert trend_p_value([Decimal(v % 3) for v in range(20)]) > 0.5


def test_the_slope_is_the_median_of_the_slopes() -> None:
    assert sen_slope([Decimal(1), Decimal(3), Decimal(4)]) == Decimal("1.5")
    assert sen_slope([Decimal(5), Decimal(1)]) == -4


@given(st.integers(1, 200), st.integers(1, 200))
def test_the_interval_and_the_test_agree(before: int, after: int) -> None:
    low, high = ratio_interval(before, after)
    assert high is not None
    assert low < after / before < high
    assert (p_value(before, after) < 0.05) == (low > 1 or high < 1)


@given(st.integers(0, 150), st.integers(0, 150), st.sampled_from([(1, 1), (365, 273)]))
def test_the_interval_turns_over_with_its_counts(
    before: int, after: int, days: tuple[int, int]
) -> None:
    low, high = ratio_interval(before, after, *days)
    back_low, back_high = ratio_interval(after, before, *days[::-1])
    assert high is None or back_low == pytest.approx(1 / high, rel=1e-6)
    assert back_high is None or low == pytest.approx(1 / back_high, rel=1e-6)


def _plain_trend(values: Sequence[Decimal]) -> float:
    """The definition: every order of the values."""
    score = abs(trend_score(values))
    seen = [abs(trend_score(order)) >= score for order in permutations(values)]
    return sum(seen) / len(seen)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4).map(Decimal), min_size=3, max_size=6))
def test_the_trend_test_is_exact_with_ties(values: list[Decimal]) -> None:
    assert trend_p_value(values) == pytest.approx(_plain_trend(values), abs=1e-12)


def test_the_exact_trend_meets_the_normal_law_where_it_stops() -> None:
    values = [Decimal((n * 7) % 11 + n // 6) for n in range(41)]
    assert trend_p_value(values[:40]) == pytest.approx(trend_p_value(values), abs=0.02)
