"""A change says what may be concluded of it, and why not when nothing may."""

from datetime import date
from decimal import Decimal

import pytest

from quietude.observatoire.calculs.evolution import Verdict, compare
from quietude.observatoire.calculs.resume import summarise
from quietude.observatoire.calculs.series import Taux
from quietude.observatoire.calculs.tendance import (
    evolutions,
    index_100,
    last_change,
    rolling_twelve,
    trend,
)
from quietude.observatoire.enums import EtatObservation, NatureSerie
from quietude.socle.periodes import Periode
from tests.observatoire.calculs.series import RUPTURE, point, rate, serie, yearly

N15, N16 = Periode.mois(2015, 1, 9), Periode.mois(2016, 1, 9)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (1222, 1423, Verdict.HAUSSE_NETTE),
        (190, 133, Verdict.BAISSE_NETTE),
        (534, 502, Verdict.PAS_ETABLI),
        (51, 48, Verdict.PAS_ETABLI),
        (16, 29, Verdict.PAS_ETABLI),  # p = 0.07
        (223, 223, Verdict.PAS_ETABLI),
        (0, 0, Verdict.PAS_ETABLI),
        (0, 12, Verdict.HAUSSE_NETTE),
    ],
)
def test_only_what_exceeds_chance_is_a_rise_or_a_fall(
    before: int, after: int, verdict: Verdict
) -> None:
    one = serie(point(N15, before), point(N16, after))
    assert compare(one, *one.points).verdict is verdict


def test_a_clear_rise_in_words() -> None:
    one = serie(point(N15, 1222), point(N16, 1423))
    assert plain(compare(one, *one.points).phrase) == (
        "Hausse nette : de 1 222 (9 mois 2015) à 1 423 faits (9 mois 2016) (+16,4 %) ; "
        "l’écart dépasse ce que le hasard explique."
    )


def test_a_change_that_chance_explains_in_words() -> None:
    one = serie(point(2015, 51), point(2016, 48))
    words = plain(compare(one, *one.points).phrase)
    assert words.startswith(
        "Pas de changement établi : de 51 (2015) à 48 faits (2016) (−5,9 %)"
    )
    assert words.endswith("un écart de cette taille peut venir du hasard.")


def test_from_zero_there_is_no_percentage() -> None:
    one = serie(point(2015, 0), point(2016, 12))
    change = compare(one, *one.points)
    assert change.variation is None
    assert "%" not in change.phrase
    assert change.intervalle is None


def test_the_interval_holds_the_change() -> None:
    one = serie(point(2015, 1222), point(2016, 1423))
    change = compare(one, *one.points)
    assert change.intervalle is not None
    low, high = change.intervalle
    assert high is not None
    assert change.variation is not None
    assert low < change.variation < high
    assert round(low, 1) == Decimal("7.8")


@pytest.mark.parametrize(
    ("etat", "said"),
    [
        (EtatObservation.NON_DIFFUSEE, "n’est pas diffusée"),
        (EtatObservation.DOUTEUSE, "est douteuse"),
        (EtatObservation.MANQUANTE, "manque"),
    ],
)
def test_an_unpublished_figure_compares_with_nothing(etat: EtatObservation, said: str) -> None:
    one = serie(point(2015, 12), point(2016, etat=etat))
    change = compare(one, *one.points)
    assert change.verdict is Verdict.NON_COMPARABLE
    assert f"la valeur de 2016 {said}" in change.phrase
    assert change.variation is None


def test_a_sum_with_a_missing_part_compares_with_nothing() -> None:
    one = serie(point(2015, 12), point(2016, 90, incomplet=True))
    change = compare(one, *one.points)
    assert change.verdict is Verdict.NON_COMPARABLE
    assert "une partie de la somme" in change.raison


def test_nine_months_do_not_compare_with_a_year() -> None:
    one = serie(point(2015, 1900), point(N16, 1423))
    assert "même durée" in compare(one, *one.points).raison


def test_spans_that_share_days_do_not_compare() -> None:
    five = Periode(date(2011, 1, 1), date(2015, 12, 31))
    one = serie(point(five, 500), point(five.same_span(2012), 600))
    assert "se chevauchent" in compare(one, *one.points).raison
    assert last_change(one) is None
    assert evolutions(one).memes_mois == ()
    assert "la même période" in compare(one, one.points[0], one.points[0]).raison


def test_a_leap_day_is_not_a_rise() -> None:
    february = Periode.mois(2015, 2)
    one = serie(point(february, 10_000), point(february.same_span(2016), 10_290))
    change = compare(one, *one.points)
    assert change.verdict is Verdict.PAS_ETABLI
    assert change.phrase.endswith("peut venir du hasard et du nombre de jours.")
    more = serie(point(february, 10_000), point(february.same_span(2016), 12_000))
    assert compare(more, *more.points).verdict is Verdict.HAUSSE_NETTE
    fewer = serie(point(february, 10_000), point(february.same_span(2016), 10_000))
    assert compare(fewer, *fewer.points).p == 1


def test_hours_are_not_events_counted_one_by_one() -> None:
    one = serie(point(2015, "12.5"), point(2016, "30.5"), unite="heures")
    change = compare(one, *one.points)
    assert (change.verdict, change.p, change.intervalle) == (Verdict.SANS_TEST, None, None)
    assert change.phrase.endswith("comptés un à un, la part du hasard n’est pas connue.")


@pytest.mark.parametrize(
    ("unite", "after", "told"),
    [
        ("faits", 1, "à 1 fait ("),
        ("faits", 0, "à 0 fait ("),
        ("faits", 2, "à 2 faits ("),
        ("victimes entendues", 1, "à 1 victime entendue ("),
        ("mis en cause", 1, "à 1 mis en cause ("),
        ("personnes mises en cause", 1, "à 1 personne mise en cause ("),
        ("heures de travaux d’intérêt général", 1, "à 1 heure de travaux d’intérêt général ("),
        ("", 1, "à 1 ("),
    ],
)
def test_units_agree_with_their_figure(unite: str, after: int, told: str) -> None:
    one = serie(point(2015, 40), point(2016, after), unite=unite)
    assert told in compare(one, *one.points).phrase


def test_rates_and_percentages_are_rounded_half_up() -> None:
    one = serie(rate(2020, "2.125"), rate(2021, "2.135"), base="logements")
    assert "de 2,13 (2020) à 2,14 pour" in compare(one, *one.points).phrase
    flat = serie(point(2015, 10_000), point(2016, 10_004))
    assert "(0\u202f%)" in compare(flat, *flat.points).phrase
    share = serie(point(2011, "10"), point(2015, "8.04"), nature=NatureSerie.TAUX, unite="%")
    assert "−2\u202fpoints" in compare(share, *share.points).phrase


def test_two_sides_of_a_break_do_not_compare() -> None:
    one = yearly(2012, 100, 200, 300, 400, ruptures=(RUPTURE,))
    p12, p13, p14, p15 = one.points
    assert compare(one, p13, p14).verdict is Verdict.NON_COMPARABLE
    assert "rupture de série le 1er\u00a0janvier 2014" in compare(one, p12, p15).raison
    assert compare(one, p12, p13).verdict is Verdict.HAUSSE_NETTE
    assert compare(one, p14, p15).verdict is Verdict.HAUSSE_NETTE
    assert compare(one, p15, p12).verdict is Verdict.NON_COMPARABLE


def test_a_rate_without_its_count_is_not_tested() -> None:
    one = serie(rate(2020, "8.51"), rate(2021, "7.86"), base="logements")
    change = compare(one, *one.points)
    assert change.verdict is Verdict.SANS_TEST
    assert "pour 1\u202f000 logements" in change.phrase
    assert "la part du hasard n’est pas connue" in change.phrase
    assert change.taux


def test_a_count_and_a_rate_do_not_compare() -> None:
    one = serie(point(2020, 12), rate(2021, "7.86"))
    assert compare(one, *one.points).verdict is Verdict.NON_COMPARABLE


def test_a_share_moves_by_points() -> None:
    one = serie(point(2011, "21.88"), point(2015, "18.68"), nature=NatureSerie.TAUX, unite="%")
    words = plain(compare(one, *one.points).phrase)
    assert words == "Baisse : de 21,88 (2011) à 18,68 % (2015) (−3,2 points)."


def test_what_is_there_is_not_left_to_chance() -> None:
    one = yearly(2013, 42603, 42937, nature=NatureSerie.STOCK, unite="habitants")
    change = compare(one, *one.points)
    assert change.verdict is Verdict.SANS_TEST
    assert change.p is None
    assert plain(change.phrase).startswith("Hausse : de 42 603 (2013) à 42 937 habitants")


def test_the_last_change_is_between_spans_that_compare() -> None:
    one = serie(point(2014, 100), point(N15, 60), point(2015, 90), point(N16, 84))
    change = last_change(one)
    assert change is not None
    assert (change.avant.periode, change.apres.periode) == (N15, N16)


def test_a_missing_last_figure_is_told_rather_than_an_older_change() -> None:
    change = last_change(yearly(2013, 100, 200, None))
    assert change is not None
    assert "la valeur de 2015 manque" in change.raison


def test_one_figure_alone_changes_nothing() -> None:
    assert last_change(yearly(2015, 12)) is None
    assert last_change(serie()) is None


def test_months_are_paired_with_those_of_the_year_before() -> None:
    one = serie(point(N15, 1222), point(2015, 1900), point(N16, 1423))
    (pair,) = evolutions(one).memes_mois
    assert pair.verdict is Verdict.HAUSSE_NETTE


def test_a_long_fall_is_a_trend_and_a_wobble_is_not() -> None:
    fall = trend(yearly(2011, 690, 671, 582, 571, 535))
    assert fall is not None
    assert fall.etablie
    assert plain(fall.phrase) == (
        "Tendance établie à la baisse de 2011 à 2015 : environ 39 faits par an."
    )
    wobble = trend(yearly(2011, 54, 45, 60, 34, 50))
    assert wobble is not None
    assert wobble.phrase == "Pas de tendance établie de 2011 à 2015."


def test_a_trend_stays_on_one_side_of_a_break_or_a_gap() -> None:
    across = yearly(2012, 10, 20, 30, 40, 50, 60, 70, ruptures=(RUPTURE,))
    found = trend(across)
    assert found is not None
    assert found.debut == Periode.annee(2014)
    assert trend(yearly(2012, 10, 20, 30, 40, None, 40, 50, 60, 70)) is None


def test_of_four_years_no_trend_is_told() -> None:
    assert trend(yearly(2012, 10, 20, 30, 40)) is None  # p is 0.08 at best


def test_a_trend_goes_the_way_of_its_pairs_when_its_median_change_is_zero() -> None:
    found = trend(yearly(2000, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1))
    assert found is not None
    assert found.par_an == 0
    assert found.phrase == "Tendance établie à la hausse de 2000 à 2010."


def test_counts_and_rates_are_neither_one_trend_nor_one_index() -> None:
    rates = [rate(2010 + rank, f"{5 + rank}") for rank in range(5)]
    mixed = serie(*rates, *(point(2015 + rank, 100 + rank) for rank in range(4)))
    assert trend(mixed) is None
    assert [row.valeur for row in index_100(mixed)] == [100, 101, 102, 103]


def test_a_trend_of_rates_says_per_how_many() -> None:
    found = trend(serie(*(rate(2010 + n, f"{5 + n / 2}") for n in range(6)), base="logements"))
    assert found is not None
    assert plain(found.phrase).endswith("environ 0,50 pour 1 000 logements par an.")


def test_a_trend_of_a_share_is_in_points() -> None:
    one = yearly(2010, 20, 23, 26, 29, 32, nature=NatureSerie.TAUX, unite="%")
    found = trend(one)
    assert found is not None
    assert found.phrase.endswith("environ 3,0 points par an.")


def test_index_100_starts_at_the_first_year_of_the_run() -> None:
    rows = index_100(yearly(2012, 50, 60, 45))
    assert [row.valeur for row in rows] == [100, 120, 90]
    assert index_100(yearly(2012, 0, 3)) == []
    assert [row.periode.court for row in index_100(yearly(2012, 5, None, 4, 8))] == [
        "2014",
        "2015",
    ]


def test_twelve_months_roll_only_when_all_are_there() -> None:
    months = [Periode.mois(2015 + rank // 12, rank % 12 + 1) for rank in range(14)]
    one = serie(*(point(month, rank) for rank, month in enumerate(months)))
    rows = rolling_twelve(one)
    assert [row.valeur for row in rows] == [
        sum(range(12)),
        sum(range(1, 13)),
        sum(range(2, 14)),
    ]
    assert rows[0].periode == Periode.annee(2015)
    stock = serie(*(point(month, 1) for month in months), nature=NatureSerie.STOCK)
    assert rolling_twelve(stock) == []
    holed = serie(*(point(month, 1) for month in months if month.debut.month != 5))
    assert rolling_twelve(holed) == []


def test_the_summary_sorts_by_what_may_be_concluded() -> None:
    rises, falls = yearly(2015, 100, 200), yearly(2015, 200, 100)
    unsure, gap = yearly(2015, 10, 12), yearly(2015, 10, None)
    stock = yearly(2015, 10, 20, nature=NatureSerie.STOCK)
    found = summarise([rises, unsure, falls, gap, stock])
    assert [row.serie for row in found.hausses] == [rises]
    assert [row.serie for row in found.baisses] == [falls]
    assert [row.serie for row in found.indecis] == [unsure, gap]


def test_twelve_months_do_not_roll_over_a_break() -> None:
    months = [Periode.mois(2013 + rank // 12, rank % 12 + 1) for rank in range(24)]
    one = serie(*(point(month, 1) for month in months), ruptures=(RUPTURE,))
    assert [row.periode for row in rolling_twelve(one)] == [
        Periode.annee(2013),
        Periode.annee(2014),
    ]


def test_rates_do_not_roll() -> None:
    months = [Periode.mois(2015, rank) for rank in range(1, 13)]
    taux = Taux(Decimal("1.5"), publie=True)
    assert rolling_twelve(serie(*(point(month, taux=taux) for month in months))) == []
