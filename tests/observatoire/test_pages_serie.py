"""One series: every vintage, its changes, its pictures, how to cite it."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from quietude.comptes.enums import Role
from quietude.observatoire.models import Agregat, Serie
from tests.observatoire import factories as f
from tests.observatoire.test_pages import client_of, queries_of, text_of
from tests.strategie.factories import make_strategie, write

pytestmark = pytest.mark.django_db


def address(serie: Serie | str) -> str:
    return f"/diagnostic/series/{serie if isinstance(serie, str) else serie.pk}/"


def vols(**fields: Any) -> Serie:
    serie = f.make_serie(**{"libelle": "Vols simples", **fields})
    return f.make_annees(serie, {2020: 120, 2021: 90, 2022: 95, 2023: 60})


def revised() -> Serie:
    """A figure that a newer vintage tells otherwise."""
    serie = f.make_serie("revue", libelle="Vols")
    old = f.make_source("ancien", millesime="produit en 2022", rang="1")
    new = f.make_source("nouveau", millesime="produit en 2023", rang="2")
    f.make_observation(serie, 2021, 100, source=old)
    f.make_observation(serie, 2021, 107, source=new)
    f.make_observation(serie, 2020, 80, source=old)
    return serie


class TestAccess:
    @pytest.mark.parametrize("key", ["0", "x", "agregat-rien-1", "agregat-", "9" * 30, "1,2"])
    def test_a_series_that_does_not_exist_is_not_found(
        self, client_coordonnateur: Client, key: str
    ) -> None:
        assert client_coordonnateur.get(address(key)).status_code == 404

    @pytest.mark.parametrize("end", ["", "?export=csv", "graphique.svg", "carte/"])
    def test_a_series_of_a_draft_is_not_for_readers(self, end: str) -> None:
        make_strategie("essai", etat="projet")
        serie = vols(recueil="essai")
        assert client_of(Role.LECTEUR).get(f"{address(serie)}{end}").status_code == 404

    def test_a_figure_of_a_draft_is_not_for_readers_within_a_series_that_is(self) -> None:
        make_strategie("essai", etat="projet")
        serie = vols()
        hidden = f.make_source("cache", recueil="essai", rang="9", millesime="du projet")
        f.make_observation(serie, 2021, 777, source=hidden)
        client = client_of(Role.LECTEUR)
        for end in ("", "?export=csv"):
            content = client.get(f"{address(serie)}{end}").content.decode()
            assert "777" not in content
            assert "du projet" not in content


class TestPage:
    def test_the_fact_comes_first_then_the_chart_then_the_figures(
        self, client_coordonnateur: Client
    ) -> None:
        page = text_of(client_coordonnateur, address(vols()))
        order = ["Baisse nette", "<img", "Entre deux périodes", "Valeurs</h2>", "Citer</h2>"]
        assert [page.index(word) for word in order] == sorted(page.index(w) for w in order)

    def test_one_figure_alone_has_no_chart_and_no_change(
        self, client_coordonnateur: Client
    ) -> None:
        serie = f.make_annees(f.make_serie(), {2023: 12})
        page = text_of(client_coordonnateur, address(serie))
        assert "Pas de graphique" in page
        assert "Il faut au moins deux périodes" in page

    def test_a_series_without_figures_is_still_read(self, client_coordonnateur: Client) -> None:
        assert "Pas de graphique" in text_of(client_coordonnateur, address(f.make_serie()))

    def test_every_vintage_is_shown_and_what_holds_is_told(
        self, client_coordonnateur: Client
    ) -> None:
        page = text_of(client_coordonnateur, address(revised()))
        assert page.index(">107<") < page.index(">100<")
        assert page.count("En vigueur") == 2
        assert page.count("Remplacée") == 1
        assert "produit en 2022" in page

    def test_the_two_periods_are_the_reader_s(self, client_coordonnateur: Client) -> None:
        asked = "?de=20200101-20201231&a=20210101-20211231"
        page = text_of(client_coordonnateur, f"{address(vols())}{asked}")
        assert "de 120 (2020) à 90 faits (2021)" in page

    @pytest.mark.parametrize("asked", ["?de=2020&a=x", "?de=&a=", "?de=19990101-19991231"])
    def test_periods_that_make_no_sense_fall_back_on_the_last(
        self, client_coordonnateur: Client, asked: str
    ) -> None:
        page = text_of(client_coordonnateur, f"{address(vols())}{asked}")
        assert "de 95 (2022) à 60 faits (2023)" in page

    def test_a_source_line_is_ready_to_be_copied(self, client_coordonnateur: Client) -> None:
        serie = vols()
        page = text_of(client_coordonnateur, address(serie))
        assert (
            "Service fictif, « Comptage essai », millésime essai, Licence Ouverte 2.0" in page
        )
        assert "Consulté le" in page

    def test_a_sum_says_what_it_adds_and_where_it_comes_from(
        self, client_coordonnateur: Client, nomenclatures: None
    ) -> None:
        place = f.make_perimetre("service", "pn-99-essai", nom="Service d’essai")
        write(
            Agregat,
            code="deux",
            libelle="Deux index",
            nomenclature="etat-4001",
            composition=["index-001", "index-002"],
            source="Essai de composition",
        )
        for code in ("index-001", "index-002"):
            serie = f.make_serie(f"{code}-x", grandeur=f.make_grandeur(code), perimetre=place)
            f.make_annees(serie, {2022: 3, 2023: 4 if code == "index-001" else None})
        page = text_of(client_coordonnateur, address(f"agregat-deux-{place.pk}"))
        assert "Essai de composition" in page
        assert "couvre plus que la commune" in page
        assert "au moins 4" in page

    def test_who_may_type_figures_in_is_led_to_it(self) -> None:
        serie = vols()
        offered = f"{address(serie)}valeurs/"
        assert offered in text_of(client_of(Role.COORDONNATEUR), address(serie))
        assert offered not in text_of(client_of(Role.ELU), address(serie))

    def test_queries_do_not_grow_with_figures(self, client_coordonnateur: Client) -> None:
        one = f.make_annees(f.make_serie(), {2020: 1, 2021: 2})
        many = vols()
        for rank in range(3):
            source = f.make_source(f"autre-{rank}", rang="0")
            f.make_annees(many, {2020: rank, 2019: rank}, source=source)
        assert queries_of(client_coordonnateur, address(one)) == queries_of(
            client_coordonnateur, address(many)
        )

    def test_the_change_alone_is_answered_to_a_partial_request(
        self, client_coordonnateur: Client
    ) -> None:
        page = text_of(client_coordonnateur, address(vols()))
        assert 'hx-select="#evolution"' in page


class TestFiles:
    def test_the_table_holds_every_vintage_and_numbers_stay_numbers(
        self, client_coordonnateur: Client
    ) -> None:
        answer = client_coordonnateur.get(f"{address(revised())}?export=xlsx")
        sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
        rows = [list(row)[:2] for row in sheet.iter_rows(values_only=True)]
        assert rows == [
            ["Période", "Valeur (faits)"],
            ["2020", 80],
            ["2021", 107],
            ["2021", 100],
        ]

    def test_a_withheld_figure_is_words_in_the_file(self, client_coordonnateur: Client) -> None:
        serie = f.make_annees(f.make_serie(), {2022: "ndiff", 2023: 5})
        answer = client_coordonnateur.get(f"{address(serie)}?export=csv")
        assert "2022;non diffusé;" in answer.content.decode("utf-8-sig")


class TestPictures:
    def test_a_chart_is_an_image_kept_for_good_under_its_own_address(
        self, client_coordonnateur: Client
    ) -> None:
        serie = vols()
        page = text_of(client_coordonnateur, address(serie)).replace("&amp;", "&")
        link = page.split('<img src="')[1].split('"')[0]
        answer = client_coordonnateur.get(link)
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
        assert b"<svg" in answer.content
        known = client_coordonnateur.get(link, headers={"if-none-match": answer["ETag"]})
        assert known.status_code == 304

    def test_without_its_mark_a_chart_is_asked_again(
        self, client_coordonnateur: Client
    ) -> None:
        serie = vols()
        first = client_coordonnateur.get(f"{address(serie)}graphique.svg")
        assert first["Cache-Control"] == "private, no-cache"
        f.make_observation(serie, 2024, 55)
        second = client_coordonnateur.get(f"{address(serie)}graphique.svg")
        assert first["ETag"] != second["ETag"]

    def test_a_chart_is_downloaded_under_a_clean_name(
        self, client_coordonnateur: Client
    ) -> None:
        url = f"{address(vols(libelle='Vols : l’été'))}graphique.png?telecharger=1"
        answer = client_coordonnateur.get(url)
        assert answer["Content-Disposition"] == 'attachment; filename="vols-lete-valeurs.png"'
        assert answer.content.startswith(b"\x89PNG")

    @pytest.mark.parametrize(
        "end", ["graphique.gif", "graphique.svg?trace=rien", "graphique.svg?avec=0"]
    )
    def test_a_chart_that_does_not_exist_is_not_found(
        self, client_coordonnateur: Client, end: str
    ) -> None:
        assert client_coordonnateur.get(f"{address(vols())}{end}").status_code == 404

    def test_series_shown_together_are_drawn_together_or_not_at_all(self) -> None:
        make_strategie("essai", etat="projet")
        one, two, hidden = vols(), vols(), vols(recueil="essai")
        client = client_of(Role.LECTEUR)
        assert client.get(address(f"{one.pk},{two.pk}") + "graphique.svg").status_code == 200
        both = address(f"{one.pk},{hidden.pk}") + "graphique.svg"
        assert client.get(both).status_code == 404

    def test_many_keys_in_one_address_are_refused(self, client_coordonnateur: Client) -> None:
        keys = ",".join(["1"] * 50)
        assert client_coordonnateur.get(address(keys) + "graphique.svg").status_code == 404

    def test_four_years_have_an_index_and_twelve_months_a_rolling_sum(
        self, client_coordonnateur: Client
    ) -> None:
        page = text_of(client_coordonnateur, address(vols()))
        assert "trace=indice" in page
        monthly = f.make_serie()
        for rank in range(18):
            year, month = 2022 + rank // 12, rank % 12 + 1
            span = (date(year, month, 1), date(year, month, 28))
            if month in (1, 3, 5, 7, 8, 10, 12):
                span = (span[0], span[1].replace(day=31))
            elif month != 2:
                span = (span[0], span[1].replace(day=30))
            f.make_observation(monthly, span, rank + 1)
        assert "trace=douze-mois" in text_of(client_coordonnateur, address(monthly))


def test_a_phone_asks_for_its_own_picture(client_coordonnateur: Client) -> None:
    serie = f.make_annees(f.make_serie(), {2020: 4, 2021: 6, 2022: 5, 2023: 9})
    address = f"/diagnostic/series/{serie.pk}/graphique.svg"
    wide, narrow = (
        client_coordonnateur.get(f"{address}{query}") for query in ("", "?etroit=1")
    )
    assert wide.headers["ETag"] != narrow.headers["ETag"]
    assert wide.content != narrow.content
