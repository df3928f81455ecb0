"""A theme of the diagnosis: the fact first, then chart, figures, where they come from."""


import pytest
from django.test import Client

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.observatoire.models import Serie
from tests.observatoire import factories as f
from tests.observatoire.test_pages import client_of, text_of
from tests.strategie.factories import make_strategie

pytestmark = pytest.mark.django_db
PAGE = "/diagnostic/themes/vols/"


def vols(**fields: object) -> Serie:
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
