"""Periods are understood as people write them, named as they say them, compared with care."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.socle.periodes import Periode, parse_periode

ANNEE_2015, ANNEE_2016 = Periode.annee(2015), Periode.annee(2016)


@pytest.mark.parametrize(
    ("typed", "label", "short"),
    [
        ("2016", "2016", "2016"),
        (" 2016 ", "2016", "2016"),
        ("2016-03", "mars 2016", "mars 2016"),
        ("03/2016", "mars 2016", "mars 2016"),
        ("Mars 2016", "mars 2016", "mars 2016"),
        ("sept. 2015", "septembre 2015", "sept. 2015"),
        ("AOÛT 2015", "août 2015", "août 2015"),
        ("aout 2015", "août 2015", "août 2015"),
        ("2016-T2", "2e trimestre 2016", "T2 2016"),
        ("T1 2016", "1er trimestre 2016", "T1 2016"),
        ("1er trimestre 2016", "1er trimestre 2016", "T1 2016"),
        ("9 mois 2016", "9 premiers mois de 2016", "9 mois 2016"),
        ("9 premiers mois de 2016", "9 premiers mois de 2016", "9 mois 2016"),
        ("2015-2016", "année scolaire 2015-2016", "2015-2016"),
        ("2015/2016", "année scolaire 2015-2016", "2015-2016"),
        ("année scolaire 2015-2016", "année scolaire 2015-2016", "2015-2016"),
        (
            "01/01/2016-13/10/2016",
            "du 1er\u00a0janvier au 13\u00a0octobre 2016",
            "01/01/2016-13/10/2016",
        ),
        (
            "du 01/09/2015 au 31/03/2016",
            "de septembre 2015 à mars 2016",
            "01/09/2015-31/03/2016",
        ),
        ("2016-04-01 au 2016-06-30", "2e trimestre 2016", "T2 2016"),
        ("de mai à août 2016", "de mai à août 2016", "01/05/2016-31/08/2016"),
        ("13/10/2016", "13\u00a0octobre 2016", "13/10/2016"),
        ("le 13 oct. 2016", "13\u00a0octobre 2016", "13/10/2016"),
        ("1er janvier au 30 septembre 2016", "9 premiers mois de 2016", "9 mois 2016"),
        (
            "du 1er octobre 2015 au 3 mars 2016",
            "du 1er\u00a0octobre 2015 au 3\u00a0mars 2016",
            "01/10/2015-03/03/2016",
        ),
        (
            "d’octobre 2015 à mars 2016",
            "d’octobre 2015 à mars 2016",
            "01/10/2015-31/03/2016",
        ),
    ],
)
def test_what_is_typed_is_understood_and_named(typed: str, label: str, short: str) -> None:
    found = parse_periode(typed)
    assert (found.libelle, found.court) == (label, short)


@pytest.mark.parametrize(
    "name", ["2016", "2e trimestre 2016", "mars 2016", "9 premiers mois de 2016"]
)
def test_a_name_reads_back_as_the_same_period(name: str) -> None:
    assert parse_periode(name).libelle == name


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "n’est pas une période"),
        ("bientôt", "n’est pas une période"),
        ("14 mois 2016", "de 1 à 12"),
        ("2016-13", "de 1 à 12"),
        ("2015-2017", "d’une année à la suivante"),
        ("brumaire 2016", "n’est pas un mois"),
        ("31/02/2016-31/03/2016", "n’est pas une date"),
        ("31/12/2016-01/01/2016", "finit avant de commencer"),
        ("31 février 2016", "n’est pas une date"),
        ("jui 2016", "n’est pas un mois"),  # June or July
        ("0000", "n’est pas une année plausible"),
        ("20155", "n’est pas une période"),
        ("1201-1202", "n’est pas une année plausible"),
        ("01/01/0216", "n’est pas une année plausible"),
    ],
)
def test_what_is_not_a_period_is_refused_with_examples(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match="Écrivez par exemple") as refusal:
        parse_periode(typed)
    assert said in str(refusal.value)


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="avant de commencer"):
        Periode(date(2016, 2, 1), date(2016, 1, 1))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (ANNEE_2015, ANNEE_2016, True),  # a leap year is a year
        (Periode.mois(2015, 1, 9), Periode.mois(2016, 1, 9), True),
        (ANNEE_2015, Periode.mois(2016, 1, 9), False),
        (Periode.mois(2015, 1), Periode.mois(2015, 2), False),  # another season
        (Periode.mois(2015, 2), Periode.mois(2016, 2), True),
        (Periode.annee_scolaire(2014), Periode.annee_scolaire(2015), True),
        (Periode.annee_scolaire(2014), ANNEE_2015, False),
        (Periode(date(2015, 1, 1), date(2015, 10, 13)), Periode.mois(2016, 1, 10), False),
        (Periode(date(2015, 12, 30), date(2016, 12, 29)), ANNEE_2016, True),
    ],
)
def test_only_the_same_part_of_the_year_compares(
    one: Periode, other: Periode, *, alike: bool
) -> None:
    assert one.comparable(other) is alike
    assert other.comparable(one) is alike


def test_the_same_days_of_the_year_before() -> None:
    assert Periode.mois(2016, 1, 2).previous() == Periode.mois(2015, 1, 2)
    assert Periode.annee_scolaire(2015).previous() == Periode.annee_scolaire(2014)
    leap = Periode(date(2016, 2, 29), date(2016, 3, 3))
    assert leap.previous() == Periode(date(2015, 2, 28), date(2015, 3, 3))
    assert Periode.mois(2015, 2).same_span(2016).fin == date(2016, 2, 29)


def test_twelve_months_end_with_the_month_asked() -> None:
    assert Periode.douze_mois(date(2016, 2, 10)) == Periode(date(2015, 3, 1), date(2016, 2, 29))
    assert Periode.douze_mois(date(2016, 12, 31)) == ANNEE_2016


def test_periods_of_one_kind_stand_on_one_axis() -> None:
    assert ANNEE_2015.famille == ANNEE_2016.famille
    assert Periode.mois(2015, 1).famille == Periode.mois(2015, 2).famille
    assert Periode.mois(2015, 1, 9).famille != Periode.mois(2015, 1, 10).famille
    assert ANNEE_2015.famille != Periode.annee_scolaire(2015).famille


def test_both_ends_are_included() -> None:
    assert (ANNEE_2015.days, ANNEE_2016.days) == (365, 366)
    assert ANNEE_2015.est_annee
    assert not Periode.mois(2016, 1, 9).est_annee


DAYS = st.dates(date(1990, 1, 1), date(2035, 1, 1))
ANY = st.builds(
    lambda start, days: Periode(start, start + timedelta(days)), DAYS, st.integers(0, 2000)
)
WHOLE_MONTHS = st.builds(
    lambda span: Periode(
        span.debut.replace(day=1), Periode.mois(span.fin.year, span.fin.month).fin
    ),
    ANY,
)
SPANS = ANY | WHOLE_MONTHS


@given(SPANS)
def test_every_name_reads_back_as_its_period(span: Periode) -> None:
    assert parse_periode(span.libelle) == span
    assert parse_periode(span.court) == span


@given(SPANS, SPANS)
def test_comparing_is_the_same_both_ways(one: Periode, other: Periode) -> None:
    assert one.comparable(other) == other.comparable(one)


@given(SPANS, st.integers(1990, 2035))
def test_the_same_days_of_another_year_compare(span: Periode, year: int) -> None:
    assert span.comparable(span.same_span(year))
