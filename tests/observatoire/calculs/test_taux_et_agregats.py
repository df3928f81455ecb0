"""Rates say what they were divided by; a sum never says more than its parts."""

from decimal import Decimal

import pytest

from quietude.observatoire.calculs.agregats import aggregate
from quietude.observatoire.calculs.series import SerieLue, Taux
from quietude.observatoire.calculs.taux import share, with_rates
from quietude.observatoire.enums import Base, EtatObservation, NatureSerie
from quietude.observatoire.models import Agregat
from quietude.socle.periodes import Periode
from tests.observatoire.calculs.series import RUPTURE, SERVICE, point, rate, serie, yearly

HABITANTS = {2013: 42_937, 2016: 42_925}


def test_a_rate_is_divided_by_the_population_of_the_year_or_the_one_before() -> None:
    one = with_rates(yearly(2015, 1857, 1900, base=Base.HABITANTS), HABITANTS)
    rates = [p.taux for p in one.points if p.taux]
    assert [(t.annee, t.denominateur, round(t.valeur, 2)) for t in rates] == [
        (2013, 42_937, Decimal("43.25")),
        (2016, 42_925, Decimal("44.26")),
    ]
    assert not any(t.publie for t in rates)


def test_the_producers_own_rate_is_kept() -> None:
    one = with_rates(serie(rate(2016, "10.92"), base=Base.LOGEMENTS), {2016: 100})
    assert one.points[0].taux is not None
    assert one.points[0].taux.valeur == Decimal("10.92")


@pytest.mark.parametrize(
    "fields",
    [
        {"perimetre": SERVICE, "base": Base.HABITANTS},  # wider than the town
        {"nature": NatureSerie.STOCK, "base": Base.HABITANTS},
        {"base": Base.AUCUNE},
    ],
)
def test_what_has_no_rate_gets_none(fields: dict[str, object]) -> None:
    one = with_rates(yearly(2016, 1857, **fields), HABITANTS)
    assert one.points[0].taux is None


def test_no_rate_without_a_figure_a_year_or_a_population() -> None:
    nine = point(Periode.mois(2016, 1, 9), 1423)
    withheld = point(2016, etat=EtatObservation.NON_DIFFUSEE)
    least = point(2017, 12, incomplet=True)
    old = point(2011, 12)
    one = with_rates(serie(old, nine, withheld, least, base=Base.HABITANTS), HABITANTS)
    assert [p.taux for p in one.points] == [None] * 4
    assert with_rates(yearly(2016, 5, base=Base.HABITANTS), {2016: 0}).points[0].taux is None


def test_a_share_is_of_the_same_unit_place_and_period() -> None:
    minors, all_ = yearly(2011, 151, 169), yearly(2011, 690, 671)
    assert [round(value, 2) for _, value in share(minors, all_)] == [
        Decimal("21.88"),
        Decimal("25.19"),
    ]
    with pytest.raises(ValueError, match="même unité"):
        share(minors, yearly(2011, 690, unite="victimes"))
    assert share(minors, yearly(2015, 690)) == []
    assert share(minors, yearly(2011, 0, None)) == []


AGREGAT = Agregat(code="vols", libelle="Vols", composition=["a", "b"], source="Essai")


def test_a_sum_adds_its_parts_year_by_year() -> None:
    total = aggregate(AGREGAT, [yearly(2015, 10, 20), yearly(2015, 1, 2, ruptures=(RUPTURE,))])
    assert [p.valeur for p in total.points] == [11, 22]
    assert not any(p.incomplet for p in total.points)
    assert total.ruptures == (RUPTURE,)
    assert total.cle == "agregat-vols-1"


@pytest.mark.parametrize("etat", [EtatObservation.DOUTEUSE, EtatObservation.MANQUANTE])
def test_a_missing_part_makes_the_sum_a_minimum(etat: EtatObservation) -> None:
    total = aggregate(AGREGAT, [yearly(2015, 10), serie(point(2015, etat=etat))])
    (only,) = total.points
    assert (only.valeur, only.incomplet) == (Decimal(10), True)
    assert only.note == "Un élément de la somme manque."


def test_an_absent_series_makes_the_sum_a_minimum() -> None:
    (only,) = aggregate(AGREGAT, [yearly(2015, 10)]).points
    assert only.incomplet


def test_a_withheld_part_leaves_no_sum_to_subtract_from() -> None:
    parts = [yearly(2015, 10), serie(point(2015, etat=EtatObservation.NON_DIFFUSEE))]
    (only,) = aggregate(AGREGAT, parts).points
    assert (only.etat, only.valeur) == (EtatObservation.NON_DIFFUSEE, None)


def test_a_year_of_which_nothing_is_known_is_missing() -> None:
    parts = [yearly(2015, None), yearly(2015, None)]
    (only,) = aggregate(AGREGAT, parts).points
    assert (only.etat, only.valeur) == (EtatObservation.MANQUANTE, None)


def test_units_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="même unité"):
        aggregate(AGREGAT, [yearly(2015, 10), yearly(2015, 5, unite="victimes")])


def test_what_has_another_nature_is_not_added() -> None:
    with pytest.raises(ValueError, match="même nature"):
        aggregate(AGREGAT, [yearly(2015, 10), yearly(2015, 5, nature=NatureSerie.STOCK)])


def _rated(valeur: int | None, denominateur: int, annee: int, base: str) -> SerieLue:
    rate = None if valeur is None else Taux(Decimal(1), denominateur, annee, publie=True)
    etat = EtatObservation.MANQUANTE if valeur is None else EtatObservation.PUBLIEE
    return serie(point(2024, valeur, taux=rate, etat=etat), base=base)


def test_a_sum_has_the_rate_of_the_population_of_its_parts() -> None:
    parts = [_rated(30, 40_000, 2022, Base.HABITANTS), _rated(50, 40_000, 2022, Base.HABITANTS)]
    (only,) = aggregate(AGREGAT, parts).points
    assert only.taux == Taux(Decimal(2), 40_000, 2022)


@pytest.mark.parametrize(
    "other",
    [
        _rated(50, 41_000, 2022, Base.HABITANTS),  # another population
        _rated(50, 40_000, 2021, Base.HABITANTS),  # another vintage
        _rated(None, 40_000, 2022, Base.HABITANTS),  # a minimum
        yearly(2024, 50, base=Base.HABITANTS),  # no rate to speak of
    ],
)
def test_a_sum_of_unlike_parts_has_no_rate(other: SerieLue) -> None:
    (only,) = aggregate(AGREGAT, [_rated(30, 40_000, 2022, Base.HABITANTS), other]).points
    assert only.taux is None


def test_dwellings_and_inhabitants_do_not_meet_in_a_sum() -> None:
    parts = [_rated(30, 40_000, 2022, Base.HABITANTS), _rated(50, 20_000, 2022, Base.LOGEMENTS)]
    total = aggregate(AGREGAT, parts)
    assert total.base == Base.AUCUNE
    assert total.points[0].taux is None
