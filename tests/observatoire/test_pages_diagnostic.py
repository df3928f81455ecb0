"""The first page of the diagnosis, comparisons, towns of the same size, the map by sector."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.models import CodeOfficiel, Serie
from tests.observatoire import factories as f
from tests.observatoire.test_pages import client_of, queries_of, text_of
from tests.strategie.factories import make_strategie
from tests.territoire.builders import carre, make_division, make_secteur

pytestmark = pytest.mark.django_db
ACCUEIL = "/diagnostic/"
COMPARER = "/diagnostic/comparer/"
TAILLE = "/diagnostic/taille/cambriolages-logement/2024/"


def serie(libelle: str, valeurs: dict[int, Any], **fields: Any) -> Serie:
    return f.make_annees(f.make_serie(libelle=libelle, theme="essai-vols", **fields), valeurs)


@pytest.fixture
def theme(db: None) -> None:
    f.make_theme("essai-vols", titre="Les vols")


class TestSummary:
    @pytest.mark.parametrize("role", sorted(ROLES_CONTENU))
    def test_a_town_without_figures_is_told_what_to_do(self, role: Role) -> None:
        page = text_of(client_of(role), ACCUEIL)
        assert "Aucun chiffre pour l’instant" in page
        assert ("Importer des chiffres" in page) is (role == Role.COORDONNATEUR)

    def test_the_technical_administrator_finds_nothing(self) -> None:
        client = client_of(Role.ADMINISTRATEUR)
        for url in (ACCUEIL, COMPARER, TAILLE, "/diagnostic/series/1/carte/"):
            assert client.get(url).status_code == 404

    @pytest.mark.usefixtures("theme")
    def test_what_rises_what_falls_and_what_cannot_be_said(
        self, client_coordonnateur: Client
    ) -> None:
        serie("Série qui monte", {2022: 100, 2023: 200})
        serie("Série qui baisse", {2022: 200, 2023: 100})
        serie("Série incertaine", {2022: 10, 2023: 12})
        serie("Série tue", {2022: 10, 2023: "ndiff"})
        page = text_of(client_coordonnateur, ACCUEIL)
        cards = page[: page.index("Thèmes</h2>")]
        order = [
            "Ce qui monte", "Série qui monte", "Ce qui baisse", "Série qui baisse",
            "ne peut pas dire", "Série incertaine", "peut venir du hasard", "Série tue",
            "n’est pas diffusée",
        ]  # fmt: skip
        assert [cards.index(word) for word in order] == sorted(cards.index(w) for w in order)
        assert "+100 %" in cards

    @pytest.mark.usefixtures("theme")
    def test_long_lists_fold(self, client_coordonnateur: Client) -> None:
        for rank in range(7):
            serie(f"Hausse {rank}", {2022: 100, 2023: 300})
        assert "2 autres" in text_of(client_coordonnateur, ACCUEIL)

    @pytest.mark.usefixtures("theme")
    def test_themes_without_figures_are_left_out(self, client_coordonnateur: Client) -> None:
        f.make_theme("autre", titre="Thème sans chiffre")
        serie("Vols", {2022: 100, 2023: 300})
        page = text_of(client_coordonnateur, ACCUEIL)
        assert "Les vols" in page
        assert "Thème sans chiffre" not in page

    @pytest.mark.usefixtures("theme")
    def test_a_draft_shows_neither_its_themes_nor_its_figures(self) -> None:
        make_strategie("essai", etat="projet")
        f.make_theme("projet", titre="Thème du projet", recueil="essai")
        serie("Série du projet", {2022: 1, 2023: 90}, recueil="essai")
        assert "projet" not in text_of(client_of(Role.LECTEUR), ACCUEIL)
        assert "Série du projet" not in text_of(client_of(Role.AGENT), COMPARER)

    @pytest.mark.usefixtures("theme")
    def test_queries_do_not_grow_with_series_nor_themes(
        self, client_coordonnateur: Client
    ) -> None:
        serie("Vols", {2022: 100, 2023: 300})
        once = queries_of(client_coordonnateur, ACCUEIL)
        for rank in range(4):
            f.make_theme(f"theme-{rank}")
            f.make_annees(f.make_serie(theme=f"theme-{rank}"), {2022: 1, 2023: 2})
            serie(f"Vols {rank}", {2022: 100, 2023: 300})
        assert queries_of(client_coordonnateur, ACCUEIL) == once


@pytest.mark.usefixtures("theme")
class TestPeriods:
    def test_the_last_year_is_set_against_the_one_before(
        self, client_coordonnateur: Client
    ) -> None:
        serie("Vols", {2021: 50, 2022: 100, 2023: 200})
        page = text_of(client_coordonnateur, COMPARER)
        heads = page[page.index("<thead") :]
        assert heads.index("2022") < heads.index("2023")
        assert "2021" not in heads
        assert "hausse nette" in page
        assert "+100 %" in page

    def test_two_periods_are_chosen_by_the_address(self, client_coordonnateur: Client) -> None:
        serie("Vols", {2021: 50, 2022: 100, 2023: 200})
        asked = f"{COMPARER}?de=20210101-20211231&a=20230101-20231231"
        assert "+300 %" in text_of(client_coordonnateur, asked)

    def test_what_does_not_compare_says_why(self, client_coordonnateur: Client) -> None:
        serie("Vols", {2022: 100, 2023: 200})
        serie("Vols tus", {2022: 100, 2023: "ndiff"})
        f.make_rupture("essai", le=date(2023, 1, 1))
        serie("Vols rompus", {2022: 100, 2023: 200}, ruptures=["essai"])
        page = text_of(client_coordonnateur, COMPARER)
        assert "non comparable : la valeur de 2023 n’est pas diffusée" in page
        assert "non comparable : rupture de série" in page
        assert ">non diffusé<" in page

    def test_the_file_holds_numbers_and_words(self, client_coordonnateur: Client) -> None:
        serie("Vols", {2022: 3, 2023: 7})
        serie("Vols tus", {2022: 100, 2023: "ndiff"})
        answer = client_coordonnateur.get(f"{COMPARER}?export=csv")
        rows = answer.content.decode("utf-8-sig").splitlines()
        assert "Vols;Lieu 99001;3;7;faits;133,3;pas de changement établi" in rows
        assert rows[2].startswith("Vols tus;Lieu 99001;100;non diffusé;faits;;non comparable")

    def test_nothing_to_compare_is_told(self, client_coordonnateur: Client) -> None:
        serie("Vols", {2023: 200})
        assert "Rien à comparer" in text_of(client_coordonnateur, COMPARER)

    def test_no_series_with_both_periods_is_told(self, client_coordonnateur: Client) -> None:
        serie("Vols", {2019: 1, 2020: 5})
        serie("Cris", {2022: 1, 2023: 5})
        asked = f"{COMPARER}?de=20190101-20191231&a=20230101-20231231"
        assert "Aucune série n’a ces deux périodes" in text_of(client_coordonnateur, asked)

    def test_the_fragment_is_the_part_of_the_page(self, client_coordonnateur: Client) -> None:
        serie("Vols", {2022: 100, 2023: 200})
        page = client_coordonnateur.get(COMPARER).content.decode()
        part = client_coordonnateur.get(COMPARER, headers={"hx-request": "true"})
        assert part.content.decode().strip().splitlines()[0] in page
        assert "<html" not in part.content.decode()


@pytest.mark.usefixtures("theme", "nomenclatures")
class TestPlaces:
    def towns(self) -> None:
        f.make_commune(nom="Valmont")
        quantity = f.make_grandeur("cambriolages-logement")
        f.make_theme("cambriolages", grandeurs=[quantity.code], recueil="essai")
        other = f.make_perimetre(code="99002", nom="Commune suivie", compare=True)
        for code, place, rate in (("ici", None, "4.25"), ("la", other, "6.5")):
            row = f.make_serie(
                code,
                libelle="Cambriolages de logement",
                base="logements",
                grandeur=quantity,
                perimetre=place,
            )
            f.make_observation(row, 2024, 1234 if place else 321, taux=rate)

    def test_rates_of_one_year_are_face_to_face_and_counts_are_not(
        self, client_coordonnateur: Client
    ) -> None:
        self.towns()
        page = text_of(client_coordonnateur, f"{COMPARER}?quoi=lieux")
        assert page.index("4,25") < page.index("6,50")
        assert "−2,25" in page
        assert "1 234" not in page
        assert "321" not in page

    def test_no_other_place_says_how_to_follow_one(self, client_coordonnateur: Client) -> None:
        page = text_of(client_coordonnateur, f"{COMPARER}?quoi=lieux")
        assert "Aucun autre lieu" in page

    def test_the_file_is_the_table(self, client_coordonnateur: Client) -> None:
        self.towns()
        answer = client_coordonnateur.get(f"{COMPARER}?quoi=lieux&export=csv")
        rows = answer.content.decode("utf-8-sig").splitlines()
        assert rows[0].startswith("Grandeur;Valmont;Commune suivie;")
        assert rows[1].startswith("Cambriolages de logement;4,25;6,5;")


@pytest.mark.usefixtures("nomenclatures")
class TestSameSize:
    TOWNS = (
        ["99002", "Autre", 15000, None],
        ["99003", "Bourg", 11000, 9.5],
        ["99001", "Valmont", 12000, 4.25],
    )

    @pytest.fixture(autouse=True)
    def repere(self, nomenclatures: None) -> None:
        f.make_commune(nom="Valmont")
        CodeOfficiel.objects.create(
            niveau="commune", code=f.INSEE, nom="Valmont", cherche="valmont", population=12000
        )
        quantity = f.make_grandeur("cambriolages-logement")
        f.make_repere(quantity, "10000-19999", 2024, list(self.TOWNS))
        f.make_repere(quantity, "500-1999", 2024, [["99009", "Hameau", 700, 1.5]])

    def test_towns_are_listed_by_name_and_ours_is_marked(
        self, client_coordonnateur: Client
    ) -> None:
        page = text_of(client_coordonnateur, TAILLE)
        table = page[page.index("<tbody") :]
        order = ["Autre", "Bourg", "Valmont", "Votre commune"]
        assert [table.index(word) for word in order] == sorted(table.index(w) for w in order)
        assert "Hameau" not in page

    def test_nobody_is_ranked_by_rate(self, client_coordonnateur: Client) -> None:
        asked = text_of(client_coordonnateur, f"{TAILLE}?tri=-taux")
        assert "tri=taux" not in asked
        table = asked[asked.index("<tbody") :]
        assert table.index("Autre") < table.index("Bourg")

    def test_a_withheld_rate_is_words_in_page_and_file(
        self, client_coordonnateur: Client
    ) -> None:
        assert "non diffusé" in text_of(client_coordonnateur, TAILLE)
        content = client_coordonnateur.get(f"{TAILLE}?export=csv").content.decode("utf-8-sig")
        assert "Autre;non diffusé;15000;" in content
        assert "Valmont;4,25;12000;Votre commune" in content

    @pytest.mark.parametrize("end", ["cambriolages-logement/1999/", "rien/2024/"])
    def test_what_was_not_prepared_is_not_found(
        self, client_coordonnateur: Client, end: str
    ) -> None:
        assert client_coordonnateur.get(f"/diagnostic/taille/{end}").status_code == 404


class TestMap:
    def sectors(self, *values: Any, **fields: Any) -> Serie:
        division = make_division("quartiers")
        for rank, value in enumerate(values):
            name = f"secteur-{rank}"
            secteur = make_secteur(division, name, contour=carre(rank))
            place = f.make_perimetre(
                NiveauPerimetre.SECTEUR, name, nom=f"Secteur {rank}", secteur=secteur
            )
            row = f.make_serie(name, libelle="Appels", perimetre=place)
            f.make_annees(row, {2022: 1, 2023: value}, **fields)
        return row

    def test_each_sector_has_its_shade_and_its_figure(
        self, client_coordonnateur: Client
    ) -> None:
        row = self.sectors(3, 40, 12, 7, 25)
        page = text_of(client_coordonnateur, f"/diagnostic/series/{row.pk}/carte/")
        assert '"teinte": 0, "dit": "3"' in page
        assert '"teinte": 3, "dit": "40"' in page
        assert "Secteur 4" in page[page.index("<tbody") :]
        assert "un secteur plus peuplé en compte plus" in page

    def test_a_withheld_sector_has_no_shade_and_says_so(
        self, client_coordonnateur: Client
    ) -> None:
        row = self.sectors(3, "ndiff", 12)
        page = text_of(client_coordonnateur, f"/diagnostic/series/{row.pk}/carte/")
        assert '"teinte": null, "dit": "non diffus' in page
        content = client_coordonnateur.get(f"/diagnostic/series/{row.pk}/carte/?export=csv")
        assert "Secteur 1;non diffusé;" in content.content.decode("utf-8-sig")

    def test_another_period_is_drawn_when_asked(self, client_coordonnateur: Client) -> None:
        row = self.sectors(3, 40)
        asked = f"/diagnostic/series/{row.pk}/carte/?periode=20220101-20221231"
        assert "2022, faits" in text_of(client_coordonnateur, asked)

    def test_the_series_leads_to_the_map(self, client_coordonnateur: Client) -> None:
        row = self.sectors(3, 40)
        page = text_of(client_coordonnateur, f"/diagnostic/series/{row.pk}/")
        assert f"/diagnostic/series/{row.pk}/carte/" in page

    def test_without_sectors_there_is_no_map(self, client_coordonnateur: Client) -> None:
        row = f.make_annees(f.make_serie(), {2022: 1, 2023: 2})
        address = f"/diagnostic/series/{row.pk}/carte/"
        assert client_coordonnateur.get(address).status_code == 404
        assert address not in text_of(client_coordonnateur, f"/diagnostic/series/{row.pk}/")
