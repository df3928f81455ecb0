"""By partner: all that one organisation committed to."""

import pytest
from django.test import Client

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.strategie import registres
from quietude.strategie.engagements import list_organisations, read_engagements
from quietude.strategie.enums import RoleEngagement
from quietude.strategie.registres import Ligne, Section, instance_links
from tests.conftest import make_user
from tests.strategie import factories as make

pytestmark = pytest.mark.django_db
CODE = "/strategie/valmont-2025-2028/"


@pytest.fixture
def valmont() -> make.Valmont:
    return make.make_valmont()


def client_of(user: Utilisateur) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_everything_committed_is_gathered(
    valmont: make.Valmont, coordonnateur: Utilisateur
) -> None:
    make.make_protocole(valmont.strategie, {valmont.mairie: ["Prêter un local."]})
    read = read_engagements(coordonnateur, valmont.strategie, valmont.mairie)
    assert [row.ligne.fiche.numero for row in read.pilotees] == [1, 4]
    assert read.partagees == []
    assert len(read.etapes) == 3
    assert [str(row) for row in read.indicateurs] == ["Soirées de médiation"]
    assert read.protocoles[0].engagements == ["Prêter un local."]
    assert not read.vide


def test_measure_alone_is_named_under_its_sheet(
    valmont: make.Valmont, coordonnateur: Utilisateur
) -> None:
    sheet = valmont.fiches[2]
    mesure = make.make_mesure(sheet, titre="Écoute")
    make.engage(sheet, RoleEngagement.PILOTE, [valmont.college], mesure)
    read = read_engagements(coordonnateur, valmont.strategie, valmont.college)
    assert read.pilotees[0].mesures == ["Mesure 1 : Écoute"]
    assert read.partagees[0].mesures == []  # the whole of sheet 1


def test_organisation_without_commitment_says_so(
    valmont: make.Valmont, client_coordonnateur: Client
) -> None:
    make.make_organisation("ailleurs")
    page = client_coordonnateur.get(f"{CODE}partenaires/ailleurs/").content.decode()
    assert "Aucun engagement" in page


def test_who_leads_most_comes_first(valmont: make.Valmont) -> None:
    lines = list_organisations(valmont.strategie)
    assert [(str(row.organisation), row.pilote, row.partenaire) for row in lines] == [
        ("Mairie de Valmont", 2, 0),
        ("Valmont Habitat", 1, 0),
        ("Collège Les Essais", 0, 1),
    ]


def test_upper_layers_add_their_parts(
    valmont: make.Valmont, client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seats(user: Utilisateur, organisation: Organisation) -> list[Section]:
        return [Section("Sièges", (Ligne("Cellule de veille", "/instances/", "Membre"),))]

    monkeypatch.setattr(registres, "_SECTIONS", [])
    registres.register_section(seats)
    page = client_coordonnateur.get(f"{CODE}partenaires/mairie/").content.decode()
    assert "Cellule de veille" in page


def test_unknown_body_shows_its_code() -> None:
    assert instance_links(["cellule-inconnue"]) == {
        "cellule-inconnue": ("cellule inconnue", "")
    }
    assert instance_links([]) == {}


class TestMyPage:
    URL = "/mes-engagements/"

    def test_one_mandate_leads_to_its_page(self, valmont: make.Valmont) -> None:
        user = make_user(Role.PARTENAIRE)
        make.make_mandat(user, valmont.bailleur)
        response = client_of(user).get(self.URL)
        assert response.status_code == 302
        assert response["Location"] == f"{CODE}partenaires/bailleur/"

    def test_several_mandates_give_the_choice(self, valmont: make.Valmont) -> None:
        user = make_user(Role.PARTENAIRE)
        make.make_mandat(user, valmont.bailleur)
        make.make_mandat(user, valmont.mairie)
        page = client_of(user).get(self.URL).content.decode()
        assert "partenaires/bailleur/" in page
        assert "partenaires/mairie/" in page

    def test_no_mandate_says_whom_to_ask(self, valmont: make.Valmont) -> None:
        page = client_of(make_user(Role.PARTENAIRE)).get(self.URL).content.decode()
        assert "Aucun mandat" in page

    def test_no_strategy_says_what_to_do(self) -> None:
        page = client_of(make_user(Role.PARTENAIRE)).get(self.URL).content.decode()
        assert "quietude pack load" in page
