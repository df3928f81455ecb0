"""Places followed: found without accents, merged communes lead to their heir, left again."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.observatoire.actions import perimetres as actions
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.imports.releves import Service
from quietude.observatoire.imports.services import ServiceTrouve
from quietude.observatoire.models import CodeOfficiel, Perimetre, Serie
from quietude.observatoire.perimetres import current_commune, find_communes
from quietude.observatoire.querysets import as_typed
from quietude.observatoire.views import perimetres as vues
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.observatoire.factories import (
    make_annees,
    make_commune,
    make_perimetre,
    make_serie,
)

pytestmark = pytest.mark.django_db
PAGE = "observatoire:perimetres"


@dataclass
class Prepares:
    """What was asked of the files already imported."""

    communes: list[str]
    services: list[str]


@pytest.fixture(autouse=True)
def prepares(monkeypatch: pytest.MonkeyPatch) -> Prepares:
    asked = Prepares([], [])
    monkeypatch.setattr(actions, "prepare_commune", asked.communes.append)
    monkeypatch.setattr(actions, "prepare_service", asked.services.append)
    return asked


@pytest.fixture(autouse=True)
def codes(db: None) -> None:
    CodeOfficiel.objects.all().delete()
    for niveau, code, nom, population, heir in (
        ("commune", "99010", "Sainte-Étienne-d’Essai", 40_000, ""),
        ("commune", "99011", "Saint-Éloi-Fictif", 900, ""),
        ("ancienne", "99012", "Éloi-le-Vieux", None, "99011"),
        ("ancienne", "99013", "", None, ""),
        ("arrondissement", "99210", "Grandville 10e", 90_000, "99200"),
    ):
        CodeOfficiel.objects.create(
            niveau=niveau,
            code=code,
            nom=nom,
            cherche=as_typed(nom),
            departement="99",
            population=population,
            successeur=heir,
        )


def found(monkeypatch: pytest.MonkeyPatch, *names: str, suivi: bool = False) -> list[str]:
    """Make these the services of the sheets imported; answers their codes."""
    rows = [ServiceTrouve(Service("pn", "99", name), (2019,), suivi) for name in names]
    monkeypatch.setattr(vues, "services", lambda recherche="": rows)
    return [row.service.code for row in rows]


def read(client: Client, **query: str) -> str:
    return client.get(reverse(PAGE), query).content.decode()


@pytest.mark.parametrize("asked", ["ste etienne", "SAINTE-ÉTIENNE", "99010"])
def test_a_commune_is_found_as_people_type_it(asked: str) -> None:
    assert [row.code.code for row in find_communes(asked)] == ["99010"]


def test_a_merged_commune_leads_to_its_heir() -> None:
    (row,) = find_communes("eloi le vieux")
    assert (row.code.code, row.ancienne and row.ancienne.code) == ("99011", "99012")
    heir = current_commune("99012")
    assert heir is not None
    assert heir.code == "99011"


def test_what_leads_nowhere_is_not_offered() -> None:
    assert find_communes("99013") == []
    assert find_communes("  ") == []
    assert current_commune("99999") is None


def test_an_arrondissement_is_a_place_of_its_own() -> None:
    (row,) = find_communes("grandville")
    assert row.ancienne is None


def test_following_prepares_the_figures_of_the_files_kept(
    coordonnateur: Utilisateur, prepares: Prepares
) -> None:
    place = actions.follow_commune(actor=coordonnateur, insee="99012")
    assert (place.code, place.compare) == ("99011", True)
    assert prepares.communes == ["99011"]
    with pytest.raises(ActionImpossible, match="déjà suivi"):
        actions.follow_commune(actor=coordonnateur, insee="99011")


def test_a_commune_unknown_or_of_the_town_is_not_followed(
    coordonnateur: Utilisateur, prepares: Prepares
) -> None:
    make_commune("99010", nom="Valmont")
    with pytest.raises(ActionImpossible, match="fait partie du territoire"):
        actions.follow_commune(actor=coordonnateur, insee="99010")
    with pytest.raises(ActionImpossible, match="ne porte ce code"):
        actions.follow_commune(actor=coordonnateur, insee="99999")
    assert prepares.communes == []


def test_a_commune_left_keeps_its_figures(coordonnateur: Utilisateur) -> None:
    place = actions.follow_commune(actor=coordonnateur, insee="99011")
    make_annees(make_serie(perimetre=place), {2020: 3})
    actions.unfollow(actor=coordonnateur, perimetre=place)
    place.refresh_from_db()
    assert not place.compare
    assert Serie.objects.filter(perimetre=place).exists()
    with pytest.raises(PermissionDenied):
        actions.unfollow(actor=coordonnateur, perimetre=place)


def test_a_service_left_goes_with_its_copies(
    coordonnateur: Utilisateur, prepares: Prepares
) -> None:
    place = actions.follow_service(actor=coordonnateur, code="pn-99-a", nom="CSP A")
    assert prepares.services == ["pn-99-a"]
    make_annees(make_serie(perimetre=place), {2020: 3})
    with pytest.raises(ActionImpossible, match="déjà suivi"):
        actions.follow_service(actor=coordonnateur, code="pn-99-a", nom="CSP A")
    actions.unfollow(actor=coordonnateur, perimetre=place)
    assert not Perimetre.objects.filter(code="pn-99-a").exists()
    assert not Serie.objects.exists()


def test_only_the_coordinator_chooses(coordonnateur: Utilisateur) -> None:
    reader = make_user(Role.ELU)
    place = actions.follow_commune(actor=coordonnateur, insee="99011")
    with pytest.raises(PermissionDenied):
        actions.follow_commune(actor=reader, insee="99010")
    with pytest.raises(PermissionDenied):
        actions.follow_service(actor=reader, code="pn-99-a", nom="CSP A")
    with pytest.raises(PermissionDenied):
        actions.unfollow(actor=reader, perimetre=place)


def test_a_commune_is_found_followed_and_left_on_the_page(
    client_coordonnateur: Client,
) -> None:
    make_commune("99010", nom="Valmont")
    page = read(client_coordonnateur, commune="saint")
    assert "Saint-Éloi-Fictif (99011), 900 habitants" in page.replace("\u202f", " ")
    assert "Du territoire" in read(client_coordonnateur, commune="99010")
    assert "où se trouve Éloi-le-Vieux (99012)" in read(client_coordonnateur, commune="99012")
    follow = reverse("observatoire:commune_suivre")
    done = client_coordonnateur.post(follow, {"code": "99011"}, follow=True)
    assert "ses chiffres sont prêts" in done.content.decode()
    assert "Déjà suivie" in read(client_coordonnateur, commune="99011")
    again = client_coordonnateur.post(follow, {"code": "99011"}, follow=True)
    assert "déjà suivi" in again.content.decode()
    place = Perimetre.objects.get(code="99011")
    leave = reverse("observatoire:perimetre_retirer", args=[place.pk])
    assert "Ne plus suivre" in client_coordonnateur.get(leave).content.decode()
    left = client_coordonnateur.post(leave, follow=True).content.decode()
    assert "n’est plus suivi" in left
    assert client_coordonnateur.get(leave).status_code == 404


def test_a_service_is_found_and_followed_on_the_page(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = found(monkeypatch, "CSP D'ESSAI")
    page = read(client_coordonnateur, service="essai")
    assert "CSP D&#x27;ESSAI (police, 99)" in page
    follow = reverse("observatoire:service_suivre")
    wrong = client_coordonnateur.post(follow, {"code": "pn-99-autre"}, follow=True)
    assert "dans aucun fichier importé" in wrong.content.decode()
    client_coordonnateur.post(follow, {"code": code})
    assert Perimetre.objects.get(code=code).compare
    again = client_coordonnateur.post(follow, {"code": code}, follow=True)
    assert "déjà suivi" in again.content.decode()
    found(monkeypatch, "CSP D'ESSAI", suivi=True)
    assert "Déjà suivi" in read(client_coordonnateur, service="essai")


def test_a_service_named_after_the_town_is_not_left(client_coordonnateur: Client) -> None:
    place = make_perimetre(NiveauPerimetre.SERVICE, "pn-99-valmont", nom="CSP DE VALMONT")
    assert "suivi d’office" in read(client_coordonnateur)
    leave = reverse("observatoire:perimetre_retirer", args=[place.pk])
    assert client_coordonnateur.post(leave).status_code == 404


def test_nothing_found_says_what_to_do(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch)
    page = read(client_coordonnateur, commune="introuvable", service="introuvable")
    assert "Essayez le début du nom" in page
    assert "importez-le d’abord" in page
    assert 'value="introuvable"' in page


def test_a_reader_sees_what_is_followed_and_no_button(client: Client) -> None:
    make_perimetre(code="99011", nom="Saint-Éloi-Fictif", compare=True)
    client.force_login(make_user(Role.LECTEUR))
    page = read(client, commune="ste")
    assert "Saint-Éloi-Fictif" in page
    assert "Ne plus suivre" not in page
    assert "Chercher" not in page


def test_the_page_costs_the_same_for_one_and_four(client_coordonnateur: Client) -> None:
    counts: list[int] = []
    for rank in range(4):
        make_perimetre(code=f"9902{rank}", nom=f"Ville {rank}", compare=True)
        with CaptureQueriesContext(connection) as queries:
            read(client_coordonnateur, commune="saint")
        counts.append(len(queries))
    assert counts[0] == counts[3]
