from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.observatoire.statistiques import Justesse, french, judge, p_value, variation


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
