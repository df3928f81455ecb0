"""A theme of the diagnosis: the fact first, then chart, figures, where they come from."""

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

pytestmark = pytest.mark.django_db
PAGE = "/diagnostic/themes/vols/"


def vols(**fields: Any) -> Serie:
    """A series of the theme, over five years."""
    serie = f.make_serie(**{"libelle": "Vols simples", "theme": "vols", **fields})
    return f.make_annees(serie, {2019: 120, 2020: 90, 2021: 95, 2022: 80, 2023: 60})


@pytest.fixture(autouse=True)
def theme(db: None) -> None:
    f.make_theme("vols", titre="Les vols")


class TestAccess:
    @pytest.mark.parametrize("role", sorted(ROLES_CONTENU))
    def test_who_sees_content_reads_the_theme(self, role: Role) -> None:
        vols()
        assert "Vols simples" in text_of(client_of(role), PAGE)

    def test_the_technical_administrator_finds_nothing(self) -> None:
        assert client_of(Role.ADMINISTRATEUR).get(PAGE).status_code == 404

    def test_a_theme_that_does_not_exist_is_not_found(
        self, client_coordonnateur: Client
    ) -> None:
        assert client_coordonnateur.get("/diagnostic/themes/rien/").status_code == 404

    def test_a_reader_sees_no_theme_nor_series_of_a_draft_strategy(self) -> None:
        make_strategie("essai", etat="projet")
        f.make_theme("secret", titre="Thème du projet", recueil="essai")
        serie = vols(libelle="Vols du projet", recueil="essai")
        client = client_of(Role.LECTEUR)
        assert client.get("/diagnostic/themes/secret/").status_code == 404
        assert client.get(f"/diagnostic/series/{serie.pk}/").status_code == 404
        assert "projet" not in text_of(client, PAGE)


class TestTheme:
    def test_without_figures_it_says_where_they_come_from(
        self, client_coordonnateur: Client
    ) -> None:
        page = text_of(client_coordonnateur, PAGE)
        assert "Aucun chiffre dans ce thème" in page
        assert 'href="/diagnostic/sources/"' in page

    def test_the_fact_comes_before_the_picture_and_its_table(
        self, client_coordonnateur: Client
    ) -> None:
        vols()
        page = text_of(client_coordonnateur, PAGE)
        order = ["Pas de changement établi", "<img", "obs-details", "Source :"]
        assert [page.index(word) for word in order] == sorted(page.index(w) for w in order)

    def test_what_holds_figures_back_is_said_in_words_in_page_and_file(
        self, client_coordonnateur: Client
    ) -> None:
        serie = f.make_serie("etats", libelle="Vols", theme="vols")
        f.make_annees(serie, {2020: 12, 2021: "ndiff", 2022: "douteuse", 2023: None})
        page = text_of(client_coordonnateur, PAGE)
        for words in ("non diffusé", "douteux", "ne publie pas ce chiffre", "invraisemblable"):
            assert words in page
        answer = client_coordonnateur.get(f"{PAGE}?groupe=1&export=csv")
        assert answer.content.decode("utf-8-sig").splitlines() == [
            "Période;Vols (faits)",
            "2020;12",
            "2021;non diffusé",
            "2022;douteux",
            "2023;",
        ]

    @pytest.mark.parametrize("rank", ["0", "2", "x", "-1"])
    def test_a_group_that_does_not_exist_is_not_exported(
        self, client_coordonnateur: Client, rank: str
    ) -> None:
        vols()
        answer = client_coordonnateur.get(f"{PAGE}?groupe={rank}&export=csv")
        assert answer.status_code == (200 if rank in ("x", "-1") else 404)
        assert "text/csv" not in answer["Content-Type"]

    def test_a_service_is_said_to_be_wider_and_is_never_divided(
        self, client_coordonnateur: Client
    ) -> None:
        service = f.make_perimetre(
            NiveauPerimetre.SERVICE, "pn-99-essai", nom="Service d’essai"
        )
        vols(perimetre=service, base="habitants")
        page = text_of(client_coordonnateur, PAGE)
        assert "couvre plus que la commune" in page
        assert "pour 1 000 habitants" not in page

    def test_counts_and_rates_are_drawn_apart(self, client_coordonnateur: Client) -> None:
        serie = f.make_serie(libelle="Vols", theme="vols", base="habitants")
        for year, count in ((2022, 40), (2023, 30)):
            f.make_observation(
                serie, year, count, taux="3.5", denominateur=10000, denominateur_annee=2020
            )
        page = text_of(client_coordonnateur, PAGE)
        assert "trace=valeurs&" in page
        assert "trace=taux&" in page
        assert "10 000 habitants (millésime 2020)" in page

    def test_two_units_are_two_charts_and_two_names(self, client_coordonnateur: Client) -> None:
        vols(groupe="Vols", unite="faits")
        vols(groupe="Vols", unite="victimes")
        page = text_of(client_coordonnateur, PAGE)
        assert page.count("<img") == 2
        assert "Vols (faits)" in page
        assert "Vols (victimes)" in page

    def test_what_the_document_prints_comes_before_official_figures(
        self, client_coordonnateur: Client
    ) -> None:
        vols(libelle="Vols de la base")
        f.make_theme("vols", titre="Les vols", recueil="essai")
        vols(libelle="Vols du document", recueil="essai")
        page = text_of(client_coordonnateur, PAGE)
        assert page.index("Vols du document") < page.index("Vols de la base")

    def test_a_break_between_figures_is_told_and_one_outside_is_not(
        self, client_coordonnateur: Client
    ) -> None:
        f.make_rupture("dedans", titre="Nouvel outil", le=date(2021, 1, 1))
        f.make_rupture("dehors", titre="Vieil outil", le=date(1999, 1, 1))
        vols(ruptures=["dedans", "dehors"])
        page = text_of(client_coordonnateur, PAGE)
        assert "Nouvel outil, 1er" in page
        assert "Vieil outil" not in page

    def test_the_last_wording_of_the_analysis_is_read(
        self, client_coordonnateur: Client
    ) -> None:
        f.make_analyse("vols", "Premier avis.", version=1)
        f.make_analyse("vols", "Avis **revu**.", version=2)
        page = text_of(client_coordonnateur, PAGE)
        assert "Premier avis" not in page
        assert "Avis <strong>revu</strong>" in page
        assert "version 2" in page
        assert "/diagnostic/themes/vols/analyse/" in page

    def test_only_who_may_write_is_offered_to(self) -> None:
        f.make_analyse("vols")
        page = text_of(client_of(Role.ELU), PAGE)
        assert "Modifier" not in page
        assert "Versions" in page

    def test_queries_do_not_grow_with_series(self, client_coordonnateur: Client) -> None:
        vols()
        once = queries_of(client_coordonnateur, PAGE)
        for rank in range(3):
            vols(libelle=f"Vols {rank}")
        assert queries_of(client_coordonnateur, PAGE) == once


@pytest.mark.usefixtures("nomenclatures")
class TestComparison:
    def town(self, **figures: Any) -> Serie:
        f.make_commune(nom="Valmont")
        quantity = f.make_grandeur("cambriolages-logement")
        serie = f.make_serie(
            "ici",
            libelle="Cambriolages de logement",
            theme="vols",
            base="logements",
            grandeur=quantity,
        )
        f.make_observation(serie, 2024, None, **{"taux": "4.25", **figures})
        return serie

    def elsewhere(self, niveau: str, code: str, nom: str, **fields: Any) -> None:
        place = f.make_perimetre(niveau, code, nom=nom, **fields)
        serie = f.make_serie(
            f"la-{code.lower()}",
            libelle="Cambriolages de logement",
            base="logements",
            grandeur=f.make_grandeur("cambriolages-logement"),
            perimetre=place,
        )
        f.make_observation(serie, 2024, 9000, taux="6.5")

    def test_the_rate_stands_beside_those_of_wider_places_and_their_counts_do_not(
        self, client_coordonnateur: Client
    ) -> None:
        self.town()
        self.elsewhere(NiveauPerimetre.DEPARTEMENT, "99", "Département d’essai")
        page = text_of(client_coordonnateur, PAGE)
        assert "Département d’essai" in page
        assert "6,50" in page
        assert "9 000" not in page

    def test_towns_of_the_same_size_are_told_with_how_many_publish(
        self, client_coordonnateur: Client
    ) -> None:
        self.town()
        CodeOfficiel.objects.create(
            niveau="commune", code=f.INSEE, nom="Valmont", cherche="valmont", population=12000
        )
        towns = [["99001", "Valmont", 12000, 4.25], ["99002", "Autre", 11000, None]]
        f.make_repere(f.make_grandeur("cambriolages-logement"), "10000-19999", 2024, towns)
        page = text_of(client_coordonnateur, PAGE)
        assert "Valmont en 2024 : 4,25." in page
        assert "2 communes de 10 000 à 19 999 habitants, dont 1 publie ce taux" in page
        assert "/diagnostic/taille/cambriolages-logement/2024/" in page

    def test_a_withheld_rate_is_said_to_be_so_among_the_others(
        self, client_coordonnateur: Client
    ) -> None:
        self.town(taux=None, etat="non-diffusee")
        self.elsewhere(NiveauPerimetre.COMMUNE, "99002", "Commune suivie", compare=True)
        page = text_of(client_coordonnateur, PAGE)
        assert "Commune suivie" in page
        assert page.count("non diffusé") > 1


class TestAnalysesToReview:
    def test_the_writer_is_told_that_figures_deny_the_analysis(
        self, client_coordonnateur: Client
    ) -> None:
        serie = vols()
        claim = {
            "serie": serie.code,
            "de": ["2022-01-01", "2022-12-31"],
            "a": ["2023-01-01", "2023-12-31"],
            "sens": "hausse",
        }
        f.make_analyse("vols", "Les vols montent.", affirmations=[claim])
        said = "Commentaire que les chiffres contredisent"
        assert said in text_of(client_coordonnateur, PAGE)
        assert "Analyses à revoir" in text_of(client_coordonnateur, "/diagnostic/")
        elu = client_of(Role.ELU)
        for page in (PAGE, "/diagnostic/"):
            assert "contredisent" not in text_of(elu, page)

    def test_an_analysis_that_holds_is_left_alone(self, client_coordonnateur: Client) -> None:
        vols()
        f.make_analyse("vols", "Rien à dire de plus.")
        assert "Analyses à revoir" not in text_of(client_coordonnateur, "/diagnostic/")
