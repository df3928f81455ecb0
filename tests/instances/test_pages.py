"""The bodies on the web: who sits, how often they meet, who may read it."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.instances.enums import Confidentialite, QualiteMembre, UniteRythme
from quietude.instances.models import Instance, Rythme
from tests.conftest import make_user
from tests.instances.builders import make_instance, make_membre, make_rythme
from tests.strategie import factories as make

pytestmark = pytest.mark.django_db
LISTE = "/instances/"


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def text_of(client: Client, url: str) -> str:
    """The page, its blanks made plain."""
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def furnish(code: str = "cellule") -> Instance:
    """One more seat, rhythm and sheet for this body, which reports to another."""
    body = Instance.objects.filter(code=code).first()
    body = body or make_instance(code, rend_compte_a=make_instance(f"pleniere-{code}"))
    make_membre(body, "Directeur", organisation=make.make_organisation())
    make_rythme(body, lieu="6.2")
    return body


class TestAccess:
    @pytest.mark.parametrize("role", sorted(ROLES_CONTENU))
    def test_who_sees_content_reads_who_sits(self, role: Role) -> None:
        make_membre(make_instance("cellule"), "Cheffe de service")
        client = client_of(role)
        assert "Cellule cellule" in text_of(client, LISTE)
        assert "Cheffe de service" in text_of(client, f"{LISTE}cellule/")

    def test_the_technical_administrator_finds_nothing(self) -> None:
        make_instance("cellule")
        client = client_of(Role.ADMINISTRATEUR)
        for url in (LISTE, f"{LISTE}?export=csv", f"{LISTE}cellule/"):
            assert client.get(url).status_code == 404
        assert not Instance.objects.visible_to(
            make_user(Role.ADMINISTRATEUR, email="autre@essai.example")
        )

    def test_a_body_that_does_not_exist_is_not_found(
        self, client_coordonnateur: Client
    ) -> None:
        make_instance("cellule")
        assert client_coordonnateur.get(f"{LISTE}autre/").status_code == 404

    def test_nothing_is_written_here(self, client_coordonnateur: Client) -> None:
        make_instance("cellule")
        for url in (LISTE, f"{LISTE}cellule/"):
            assert client_coordonnateur.post(url).status_code == 405


class TestList:
    def test_without_body_it_says_where_they_come_from(
        self, client_coordonnateur: Client
    ) -> None:
        page = text_of(client_coordonnateur, LISTE)
        assert "Aucune instance" in page
        assert "quietude pack load" in page

    def test_each_body_shows_its_rhythm_and_its_seats(
        self, client_coordonnateur: Client
    ) -> None:
        body = make_instance("veille", confidentialite=Confidentialite.RESTREINTE)
        make_rythme(body, fois=2)
        make_membre(body, "Maire")
        page = text_of(client_coordonnateur, LISTE)
        assert "2 fois par mois" in page
        assert "Diffusion limitée aux membres" in page
        assert reverse("instances:instance", args=["veille"]) in page

    def test_bodies_come_in_the_order_of_the_document_unless_asked(
        self, client_coordonnateur: Client
    ) -> None:
        make_instance("b", nom="Seconde", ordre=1)
        make_instance("a", nom="Première", ordre=0)
        page = text_of(client_coordonnateur, LISTE)
        assert page.index(">Première<") < page.index(">Seconde<")
        page = text_of(client_coordonnateur, f"{LISTE}?tri=-nom")
        assert page.index(">Seconde<") < page.index(">Première<")

    def test_the_fragment_is_the_part_of_the_page(self, client_coordonnateur: Client) -> None:
        furnish()
        part = client_coordonnateur.get(LISTE, headers={"hx-request": "true"})
        whole = client_coordonnateur.get(LISTE).content.decode()
        assert "<html" not in part.content.decode()
        assert part.content.decode().strip() in whole

    def test_the_file_holds_what_the_table_shows(self, client_coordonnateur: Client) -> None:
        body = furnish()
        text = client_coordonnateur.get(f"{LISTE}?export=csv").content.decode("utf-8-sig")
        assert f"{body.nom};Cellule opérationnelle;1 fois par mois;1;" in text
        book = load_workbook(BytesIO(client_coordonnateur.get(f"{LISTE}?export=xlsx").content))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        assert [row[3] for row in rows[1:] if row[0] == body.nom] == [1]

    def test_queries_do_not_grow_with_rows(self, client_coordonnateur: Client) -> None:
        furnish("a")
        once = queries_of(client_coordonnateur, LISTE)
        for code in "bcd":
            furnish(code)
            furnish(code)
        assert queries_of(client_coordonnateur, LISTE) == once


class TestBody:
    def test_composition_is_by_office(self, client_coordonnateur: Client) -> None:
        mairie = make.make_organisation("mairie", nom="Mairie de Valmont")
        body = make_instance("veille")
        make_membre(body, "Maire", organisation=mairie, qualite=QualiteMembre.PRESIDENT)
        make_membre(body, "Médiatrice", note="Selon l'ordre du jour")
        page = text_of(client_coordonnateur, f"{LISTE}veille/")
        assert page.index("Maire") < page.index("Médiatrice")
        assert "Présidence" in page
        assert mairie.get_absolute_url() in page
        assert "Selon l&#x27;ordre du jour" in page

    def test_every_rhythm_is_shown_with_the_place_that_says_it(
        self, client_coordonnateur: Client
    ) -> None:
        body = make_instance("veille")
        make_rythme(body, lieu="6.2", mention="tous les mois")
        make_rythme(body, unite=UniteRythme.SEMAINE, tous_les=6, lieu="action 3")
        page = text_of(client_coordonnateur, f"{LISTE}veille/")
        assert "1 fois par mois" in page
        assert "(dit en 6.2)" in page
        assert "Toutes les 6 semaines" in page
        assert "(dit en action 3)" in page

    def test_what_the_document_does_not_say_is_said_so(
        self, client_coordonnateur: Client
    ) -> None:
        make_instance("veille")
        page = text_of(client_coordonnateur, f"{LISTE}veille/")
        assert "Le document ne dit pas qui y siège." in page
        assert "Non dit" in page
        assert "Dans la stratégie" not in page

    def test_charter_mission_and_who_it_reports_to(self, client_coordonnateur: Client) -> None:
        make_instance(
            "suivi",
            rend_compte_a=make_instance("pleniere", nom="Conseil plénier"),
            confidentialite=Confidentialite.NOMINATIVE,
            charte=True,
            missions="Suivre les **situations**.",
            sur_demande="À la demande du maire",
        )
        page = text_of(client_coordonnateur, f"{LISTE}suivi/")
        assert "Exigée de chaque membre" in page
        assert "<strong>situations</strong>" in page
        assert "À la demande du maire" in page
        assert "Informations nominatives, charte obligatoire" in page
        assert reverse("instances:instance", args=["pleniere"]) in page

    def test_it_leads_to_its_objectives_and_sheets(self, client_coordonnateur: Client) -> None:
        town = make.make_valmont()
        make_instance("veille", objectifs=["axe-a"])
        make.make_mesure(town.fiches[2], instances=["veille"])
        page = text_of(client_coordonnateur, f"{LISTE}veille/")
        assert "Prévenir" in page
        assert town.fiches[2].get_absolute_url() in page
        assert town.fiches[1].get_absolute_url() not in page

    def test_a_reader_sees_nothing_of_a_draft_strategy(self) -> None:
        draft = make.make_strategie("projet", etat="projet")
        sheet = make.make_fiche(draft, 1, instances=["veille"])
        make_instance("veille")
        url = f"{LISTE}veille/"
        assert sheet.titre not in text_of(client_of(Role.LECTEUR), url)
        assert sheet.titre in text_of(client_of(Role.AGENT), url)

    def test_queries_do_not_grow_with_rows(self, client_coordonnateur: Client) -> None:
        strategie = make.make_strategie()
        furnish()
        make.make_fiche(strategie, instances=["cellule"])
        once = queries_of(client_coordonnateur, f"{LISTE}cellule/")
        for _ in range(3):
            furnish()
            make.make_fiche(strategie, instances=["cellule"])
        assert queries_of(client_coordonnateur, f"{LISTE}cellule/") == once


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unite": "annee"}, "1 fois par an"),
        ({"unite": "mois", "fois": 2}, "2 fois par mois"),
        ({"unite": "semaine", "tous_les": 6}, "toutes les 6 semaines"),
        ({"unite": "mois", "jusqu_a": 2}, "tous les 1 à 2 mois"),
        ({"unite": "annee", "fois": 3, "tous_les": 2}, "3 fois tous les 2 ans"),
        ({"unite": "trimestre", "minimum": True}, "au moins 1 fois par trimestre"),
        (
            {"unite": "mois", "public": "primaire", "temps_scolaire": True},
            "primaire : 1 fois par mois, en temps scolaire",
        ),
    ],
)
def test_a_rhythm_is_said_in_words(fields: dict[str, object], said: str) -> None:
    assert str(Rythme(**fields)) == said
