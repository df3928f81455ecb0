"""Charts say what the figures allow: one unit, one kind of span, no line over the unknown."""

from datetime import date
from decimal import Decimal

import pytest

from quietude.documents.graphiques import Genre
from quietude.observatoire.calculs.evolution import compare
from quietude.observatoire.calculs.series import Taux
from quietude.observatoire.enums import Base, EtatObservation, NatureSerie, NiveauPerimetre
from quietude.observatoire.faits import (
    count_verdicts,
    fact_of,
    fact_of_group,
    range_of,
    sentences_of,
    told_of,
)
from quietude.observatoire.graphiques import charts_of
from quietude.observatoire.models import Perimetre
from quietude.observatoire.presentation.cartes import shades_of
from quietude.observatoire.presentation.cellules import rate_cell, value_cell
from quietude.observatoire.presentation.groupes import group_series
from quietude.socle.periodes import Periode
from tests.observatoire.calculs.series import RUPTURE, SERVICE, point, rate, serie, yearly

DEPARTEMENT = Perimetre(pk=9, niveau=NiveauPerimetre.DEPARTEMENT, code="99", nom="Essai")


def nine_months(year: int) -> Periode:
    return Periode.mois(year, 1, 9)


class TestCharts:
    def test_years_are_a_curve_and_few_spans_are_bars(self) -> None:
        assert charts_of([yearly(2012, 4, 5, 6, 7)])["valeurs"].genre is Genre.COURBE
        assert charts_of([yearly(2012, 4, 5)])["valeurs"].genre is Genre.BARRES

    def test_a_missing_year_keeps_its_place_empty(self) -> None:
        chart = charts_of([serie(*(point(y, y) for y in (2012, 2013, 2015)))])["valeurs"]
        assert chart.abscisses == ("2012", "2013", "2014", "2015")
        assert chart.traits[0].valeurs[2] is None

    def test_years_far_apart_are_bars_not_a_line(self) -> None:
        chart = charts_of([serie(point(1999, 1), point(2008, 2), point(2013, 3))])["valeurs"]
        assert chart.genre is Genre.BARRES
        assert chart.abscisses == ("1999", "2008", "2013")

    def test_spans_of_different_lengths_are_drawn_apart(self) -> None:
        known = serie(
            *(point(year, 10) for year in (2013, 2014, 2015)),
            *(point(nine_months(year), 8) for year in (2015, 2016)),
        )
        charts = charts_of([known])
        assert [chart.abscisses for chart in charts.values()] == [
            ("2013", "2014", "2015"),
            ("9 mois 2015", "9 mois 2016"),
        ]

    @pytest.mark.parametrize(
        "hidden",
        [
            point(2014, etat=EtatObservation.NON_DIFFUSEE),
            point(2014, etat=EtatObservation.DOUTEUSE),
            point(2014, 12, incomplet=True),
        ],
        ids=["withheld", "doubtful", "minimum"],
    )
    def test_what_is_not_a_figure_is_not_drawn(self, hidden: object) -> None:
        known = serie(point(2013, 5), hidden, point(2015, 7))  # type: ignore[arg-type]
        assert charts_of([known])["valeurs"].traits[0].valeurs == (
            Decimal(5),
            None,
            Decimal(7),
        )

    def test_nothing_is_drawn_of_one_figure(self) -> None:
        assert charts_of([yearly(2015, 4)]) == {}

    def test_many_series_are_horizontal_bars(self) -> None:
        many = [yearly(2014, 3, 4, cle=str(i), libelle=f"Motif {i}") for i in range(8)]
        chart = charts_of(many)["valeurs"]
        assert chart.genre is Genre.BARRES_HORIZONTALES
        assert len(chart.abscisses) == 8
        assert [trait.libelle for trait in chart.traits] == ["2014", "2015"]

    def test_a_break_stands_before_the_first_span_that_it_reaches(self) -> None:
        chart = charts_of([yearly(2012, 1, 2, 3, 4, ruptures=(RUPTURE,))])["valeurs"]
        assert chart.ruptures == ((2, "Nouvel outil"),)
        assert "ne se comparent pas, rupture de série" in chart.titre

    def test_a_break_outside_is_not_drawn(self) -> None:
        chart = charts_of([yearly(2014, 1, 2, 3, 4, ruptures=(RUPTURE,))])["valeurs"]
        assert chart.ruptures == ()

    def test_other_places_stand_beside_rates_and_never_beside_counts(self) -> None:
        taux = Taux(Decimal("4.2"), 1000, 2015)
        here = serie(
            *(point(year, 42, taux=taux) for year in (2014, 2015)), base=Base.HABITANTS
        )
        there = serie(
            *(point(year, 4200, taux=taux) for year in (2014, 2015)),
            base=Base.HABITANTS,
            perimetre=DEPARTEMENT,
            cle="2",
        )
        charts = charts_of([here], [there])
        assert len(charts["valeurs"].traits) == 1
        assert [(t.libelle, t.repere) for t in charts["taux"].traits] == [
            ("Valmont", False),
            ("Essai", True),
        ]
        assert "4,20 en 2014, 4,20 en 2015" in charts["taux"].titre

    def test_rates_on_another_base_never_meet(self) -> None:
        here = serie(rate(2014, "4"), rate(2015, "5"), base=Base.LOGEMENTS)
        there = serie(
            rate(2014, "4"), rate(2015, "5"), base=Base.HABITANTS, perimetre=DEPARTEMENT
        )
        assert len(charts_of([here], [there])["taux"].traits) == 1


class TestFacts:
    def test_the_title_tells_the_verdict_and_both_figures(self) -> None:
        years = Periode.annee(2014), Periode.annee(2015)
        assert fact_of(yearly(2014, 100, 200), *years, "Vols") == (
            "Vols\u202f: hausse nette, de 100 (2014) à 200 faits (2015)"
        )
        assert fact_of(yearly(2014, 100), *years, "Vols") == "Vols, 2014 à 2015"

    def test_stocks_and_shares_go_by_their_direction(self) -> None:
        stock = [
            yearly(2014, 5, 7, nature=NatureSerie.STOCK),
            yearly(2014, 5, 5, nature=NatureSerie.STOCK),
        ]
        changes = [compare(row, *row.points) for row in stock]
        assert count_verdicts(changes) == "1 en hausse, 1 inchangée"
        assert count_verdicts([]) == "rien à comparer"

    def test_a_service_is_named_and_a_withheld_figure_gives_its_reason(self) -> None:
        known = serie(
            point(2014, 5), point(2015, etat=EtatObservation.NON_DIFFUSEE), perimetre=SERVICE
        )
        name, words = told_of(known, compare(known, *known.points))
        assert name == "Faits, CIAT"
        assert "la valeur de 2015 n’est pas diffusée" in words

    def test_the_bounds_of_a_change_are_told_when_it_was_tested(self) -> None:
        known = yearly(2014, 100, 200)
        words = range_of(compare(known, *known.points))
        assert words.startswith("Compte tenu du hasard, l’évolution est comprise entre +")
        stock = yearly(2014, 100, 200, nature=NatureSerie.STOCK)
        assert range_of(compare(stock, *stock.points)) == ""

    def test_a_group_of_quantities_counts_those_that_moved(self) -> None:
        rows = [
            yearly(2014, 10, 90, libelle="Vols"),
            yearly(2014, 5, 6, libelle="Cris", cle="2"),
        ]
        assert "1 hausse nette, 1 sans changement établi" in fact_of_group(rows)
        assert fact_of_group([yearly(2014, 1, libelle=n) for n in "ab"]) == ""
        assert sentences_of(rows)[0].startswith("Vols\u202f: hausse nette")

    def test_the_last_figure_is_told_when_there_is_no_change_to_tell(self) -> None:
        assert fact_of_group([yearly(2015, 12)]) == "2015\u202f: 12 faits"
        lone = serie(rate(2015, "4.256"), base=Base.LOGEMENTS)
        assert fact_of_group([lone]) == "2015\u202f: 4,26 pour 1\u202f000 logements"
        assert fact_of_group([serie()]) == ""

    def test_many_series_only_tell_what_changed(self) -> None:
        rows = [yearly(2014, 5, 6, libelle=f"Motif {i}", cle=str(i)) for i in range(12)]
        rows.append(yearly(2014, 10, 90, libelle="Vols", cle="99"))
        assert len(sentences_of(rows)) == 1


class TestGroups:
    def test_counts_of_the_town_and_of_the_departement_are_apart_and_shares_together(
        self,
    ) -> None:
        def pair(nature: str) -> list[str]:
            rows = [
                yearly(2014, 5, 6, nature=nature, cle="1"),
                yearly(2014, 5, 6, nature=nature, cle="2", perimetre=DEPARTEMENT),
            ]
            return [group.titre for group in group_series(rows)]

        assert pair(NatureSerie.STOCK) == ["Faits (Valmont)", "Faits (Essai)"]
        assert pair(NatureSerie.TAUX) == ["Faits"]

    def test_equal_figures_share_a_shade(self) -> None:
        values = {rank: Decimal(value) for rank, value in enumerate([5, 5, 5, 9, 12, 40, 41])}
        shades = shades_of(values)
        assert shades[0] == shades[1] == shades[2] == 0
        assert shades[6] == 3
        assert shades_of({1: Decimal(3), 2: Decimal(3)}) == {1: 0, 2: 0}


def test_a_cell_that_is_not_a_figure_is_never_a_number() -> None:
    withheld = point(2014, etat=EtatObservation.NON_DIFFUSEE)
    minimum = point(date_of(2014), 12, incomplet=True)
    assert value_cell(withheld).export == rate_cell(withheld).export == "non diffusé"
    assert value_cell(minimum).export == "au moins 12"
    assert value_cell(None).export is None
    assert value_cell(rate(2014, "4")).texte == "—"


def date_of(year: int) -> Periode:
    return Periode(date(year, 1, 1), date(year, 12, 31))
