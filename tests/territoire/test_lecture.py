"""What reading costs, in what order, and the table as a fragment or a file."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.territoire.models import Division, Lieu, Secteur
from tests.conftest import make_user
from tests.territoire.builders import carre, make_division, make_lieu, make_secteur

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_rows_are_seen_by_who_sees_the_content(role: Role) -> None:
    make_lieu("ecole", make_secteur(make_division("quartiers"), "nord"))
    user = make_user(role)
    seen = [model.objects.visible_to(user).exists() for model in (Division, Secteur, Lieu)]
    assert seen == [role in ROLES_CONTENU] * 3


def test_divisions_come_in_the_order_of_the_town(client_coordonnateur: Client) -> None:
    for ordre, code in enumerate(("zone", "ilot", "abri")):
        make_secteur(make_division(code, ordre=ordre), "s")
    page = client_coordonnateur.get(reverse("territoire:carte")).content.decode()
    places = [page.index(f"Découpage {code}") for code in ("zone", "ilot", "abri")]
    assert places == sorted(places)


def test_the_map_lists_the_places_too(client_coordonnateur: Client) -> None:
    lieu = make_lieu("poste", nom="Poste Bardin")
    page = client_coordonnateur.get(reverse("territoire:carte")).content.decode()
    assert f'<a href="{lieu.get_absolute_url()}">Poste Bardin</a>' in page


def grow_division(division: Division, rank: int) -> None:
    secteur = make_secteur(division, f"s{rank}", contour=carre(rank))
    make_lieu(f"d{rank}", secteur)


def grow_lieu(division: Division, rank: int) -> None:
    other = make_division(f"autre{rank}")
    make_lieu(f"l{rank}")
    lieu = Lieu.objects.get(code="lieu")
    secteur = make_secteur(other, "s", contour=carre(0))
    lieu.rattachements.create(secteur=secteur, division=other)


@pytest.mark.usefixtures("systeme")
@pytest.mark.parametrize(
    ("name", "code", "grow"),
    [("division", "decoupage", grow_division), ("lieu", "lieu", grow_lieu)],
)
def test_details_cost_the_same_for_one_and_four(
    client_coordonnateur: Client, name: str, code: str, grow: Callable[[Division, int], None]
) -> None:
    division = make_division("decoupage")
    make_lieu("lieu", longitude=0.5, latitude=0.5)
    counts = []
    for rank in range(4):
        grow(division, rank)
        with CaptureQueriesContext(connection) as queries:
            page = client_coordonnateur.get(reverse(f"territoire:{name}", args=[code]))
        assert page.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[3]


def test_the_fragment_is_the_part_of_the_page(client_coordonnateur: Client) -> None:
    make_lieu("ecole")
    url = reverse("territoire:lieux")
    part = client_coordonnateur.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert part.strip() in client_coordonnateur.get(url).content.decode()


def test_the_file_holds_the_places_filtered(client_coordonnateur: Client) -> None:
    nord = make_secteur(make_division("quartiers"), "nord")
    make_lieu("ecole", nord, nom="École des Oliviers")
    make_lieu("poste", nom="Poste Bardin", nature="police-municipale")
    asked = {"export": "csv", "nature": "ecole"}
    answer = client_coordonnateur.get(reverse("territoire:lieux"), asked)
    text = answer.content.decode("utf-8-sig")
    assert "École des Oliviers" in text
    assert "Secteur nord" in text
    assert "Poste Bardin" not in text


def test_the_enter_key_saves_a_place(client_coordonnateur: Client) -> None:
    make_division("quartiers")
    page = client_coordonnateur.get(reverse("territoire:lieu_creer")).content.decode()
    form = page[page.index('class="q-formulaire"') :]
    assert form.index("<button") == form.index('<button type="submit" hidden')
