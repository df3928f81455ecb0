"""The map of the reports: put together by the server, and the same in words."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quietude.comptes.enums import Role
from quietude.signalements import points
from quietude.signalements.models import Signalement
from quietude.signalements.points import Boite, gather
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_signalement
from tests.strategie.factories import make_mandat, make_organisation
from tests.territoire.builders import carre, make_division, make_secteur

CARTE = "/signalements/carte/"


def at(x: float | None, y: float | None, **fields: Any) -> Signalement:
    return make_signalement(longitude=x, latitude=y, **fields)


def test_near_reports_are_put_together_and_come_apart_when_zooming(systeme: None) -> None:
    bruit = make_categorie("bruit")
    near = [at(5.0001 + rank / 10_000, 43.5001, categorie=bruit) for rank in range(3)]
    alone = at(5.4, 43.7, categorie=bruit)
    at(None, None, categorie=bruit)
    cloud = gather(Signalement.objects.all(), 8)
    sizes = sorted(each["properties"]["n"] for each in cloud.features)
    assert sizes == [1, 3]
    assert (cloud.places, cloud.sans_point) == (4, 1)
    single = next(row for row in cloud.features if row["properties"]["n"] == 1)
    assert single["properties"]["adresse"] == alone.get_absolute_url()
    assert single["geometry"]["coordinates"] == [5.4, 43.7]
    assert len(gather(Signalement.objects.all(), 19).features) == 1 + len(near)


def test_only_the_box_shown_is_counted(client_coordonnateur: Client) -> None:
    at(5.0, 43.5)
    at(6.0, 44.5)
    answer = client_coordonnateur.get(f"{CARTE}points/?zoom=15&boite=4.9,43.4,5.1,43.6")
    assert [row["properties"]["n"] for row in answer.json()["features"]] == [1]
    for wrong in ("", "a,b,c,d", "5,43,4,44", "1,2"):
        whole = client_coordonnateur.get(f"{CARTE}points/?zoom=x&boite={wrong}").json()
        assert sum(row["properties"]["n"] for row in whole["features"]) == 2
    assert Boite.read("1,2,3,4") == Boite(1, 2, 3, 4)


def test_the_map_follows_the_filters_of_the_list(client_coordonnateur: Client) -> None:
    at(5.0, 43.5, canal="web")
    at(5.1, 43.5, canal="courrier")
    at(5.2, 43.5, canal="web", etat="resolu", clos_le=date(2025, 4, 1))
    answer = client_coordonnateur.get(f"{CARTE}points/?canal=web").json()
    assert len(answer["features"]) == 1
    page = client_coordonnateur.get(f"{CARTE}?canal=web&etat=tous")
    assert "2 signalements sur la carte" in page.content.decode()


def test_the_map_says_the_same_in_words_by_sector(client_coordonnateur: Client) -> None:
    quartiers, iris = make_division("quartiers", ordre=1), make_division("iris", ordre=2)
    make_secteur(quartiers, "nord", contour=carre(4))
    make_secteur(quartiers, "sud")
    make_secteur(iris, "un", nom="Îlot un")
    at(4.5, 0.5, secteurs={"quartiers": "nord", "iris": "un"})
    at(4.6, 0.5, secteurs={})
    page = client_coordonnateur.get(CARTE)
    lines = [(line.nom, line.nombre) for line, _ in page.context["secteurs"]]
    assert lines == [("Secteur nord", 1), ("Secteur sud", 0), ("Hors de ces secteurs", 1)]
    assert "secteur=quartiers%2Fnord" in page.content.decode()
    other = client_coordonnateur.get(f"{CARTE}?decoupage=iris").context["secteurs"]
    assert (other[0][0].nom, other[0][0].nombre) == ("Îlot un", 1)


def test_months_follow_one_another(client_coordonnateur: Client) -> None:
    page = client_coordonnateur.get(f"{CARTE}?du=2025-01-01&au=2025-01-31&canal=web")
    months = page.context["mois"]
    assert months["dit"] == "janvier 2025"
    assert "du=2024-12-01&au=2024-12-31" in months["avant"]
    assert "du=2025-02-01&au=2025-02-28" in months["apres"]
    assert "canal=web" in months["avant"]


def test_beyond_the_limit_the_last_ones_are_drawn_and_it_is_said(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "PLAFOND", 2)
    for _rank in range(3):
        at(5.0, 43.5)
    answer = client_coordonnateur.get(f"{CARTE}points/?zoom=12").json()
    assert answer["tronque"]
    assert answer["features"][0]["properties"]["n"] == 2
    assert "plus récents" in client_coordonnateur.get(CARTE).content.decode()


def test_a_partner_s_map_holds_its_own_and_a_reader_has_none(db: None) -> None:
    landlord = make_organisation("bailleur")
    partner = make_user(Role.PARTENAIRE)
    make_mandat(partner, landlord)
    at(5.0, 43.5, bailleur=landlord)
    at(5.2, 43.5)
    client = Client()
    client.force_login(partner)
    assert len(client.get(f"{CARTE}points/").json()["features"]) == 1
    client.force_login(make_user(Role.LECTEUR))
    assert client.get(CARTE).status_code == 404
    assert client.get(f"{CARTE}points/").status_code == 404


def test_the_map_holds_no_word_of_a_report(client_coordonnateur: Client) -> None:
    at(5.0, 43.5, adresse="5 rue Secrète", note="Chez untel")
    answer = client_coordonnateur.get(f"{CARTE}points/").content.decode()
    assert "Secrète" not in json.dumps(json.loads(answer), ensure_ascii=False)
    assert "untel" not in answer


def test_the_map_costs_the_same_whatever_the_number_of_rows(
    client_coordonnateur: Client,
) -> None:
    division = make_division("quartiers")
    make_secteur(division, "nord")
    bruit = make_categorie("bruit")
    counts = []
    client_coordonnateur.get(CARTE)  # the lists of the filters are read once
    for many in (1, 20):
        for rank in range(many):
            at(5.0 + rank / 100, 43.5, categorie=bruit, secteurs={"quartiers": "nord"})
        with CaptureQueriesContext(connection) as seen:
            client_coordonnateur.get(CARTE)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14
