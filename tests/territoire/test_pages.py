"""The map and its list, the places, their forms, the import of outlines."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.territoire.models import Division, Lieu, Secteur
from tests.conftest import make_user
from tests.territoire.builders import carre, make_division, make_lieu, make_secteur

pytestmark = pytest.mark.django_db


def text(client: Client, name: str, *args: str, **query: str) -> str:
    response = client.get(reverse(f"territoire:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_map_is_also_a_list(client_coordonnateur: Client) -> None:
    secteur = make_secteur(make_division("quartiers"), "nord", contour=carre(0))
    make_lieu("ecole", secteur, latitude=0.5, longitude=0.5)
    page = text(client_coordonnateur, "carte")
    assert "Découpage quartiers" in page
    assert "Secteur nord" in page
    assert '"point": [0.5, 0.5]' in page


def test_an_empty_town_says_what_to_do(client_coordonnateur: Client) -> None:
    assert "Aucun découpage" in text(client_coordonnateur, "carte")
    assert "Aucun lieu" in text(client_coordonnateur, "lieux")


@pytest.mark.parametrize("name", ["carte", "lieux"])
def test_pages_cost_the_same_for_one_and_four(client_coordonnateur: Client, name: str) -> None:
    counts = []
    for rank in range(4):
        make_lieu(f"l{rank}", make_secteur(make_division(f"d{rank}"), "s", contour=carre(0)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text(client_coordonnateur, name)
        counts.append(len(queries))
    assert counts[0] == counts[3]


def test_places_are_found_without_accents_and_by_sector(client_coordonnateur: Client) -> None:
    nord = make_secteur(make_division("quartiers"), "nord")
    make_lieu("ecole", nord, nom="École des Oliviers")
    make_lieu("poste", nom="Poste Bardin", adresse="Rue de l'Écluse")
    assert "École des Oliviers" in text(client_coordonnateur, "lieux", q="ecole")
    assert "Poste Bardin</a>" not in text(client_coordonnateur, "lieux", q="ecole")
    assert "Poste Bardin" in text(client_coordonnateur, "lieux", q="ecluse")
    found = text(client_coordonnateur, "lieux", secteur="quartiers/nord")
    assert "École des Oliviers</a>" in found
    assert "Poste Bardin</a>" not in found


@pytest.mark.parametrize(
    ("role", "status"), [(Role.LECTEUR, 200), (Role.ADMINISTRATEUR, 404), (Role.ELU, 200)]
)
def test_who_sees_content_sees_the_territory(client: Client, role: Role, status: int) -> None:
    make_division("quartiers")
    client.force_login(make_user(role))
    found = client.get(reverse("territoire:division", args=["quartiers"])).status_code
    assert found == status or (role == Role.ADMINISTRATEUR and found in (403, 404))


def test_a_reader_sees_no_button_and_may_not_write(client: Client) -> None:
    make_division("quartiers")
    client.force_login(make_user(Role.LECTEUR))
    assert "Modifier" not in text(client, "division", "quartiers")
    assert client.post(reverse("territoire:division_creer"), {}).status_code in (403, 404)


def test_a_division_is_created_amended_removed(client_coordonnateur: Client) -> None:
    values = {"code": "ilots", "nom": "Îlots", "nature": "police"}
    create = reverse("territoire:division_creer")
    assert client_coordonnateur.post(create, values).status_code == 302
    again = client_coordonnateur.post(create, values)
    assert 'value="Îlots"' in again.content.decode()  # what was typed stays
    edit = reverse("territoire:division_modifier", args=["ilots"])
    client_coordonnateur.post(edit, {**values, "nom": "Îlots de police"})
    assert "Îlots de police" in text(client_coordonnateur, "division", "ilots")
    remove = reverse("territoire:division_supprimer", args=["ilots"])
    assert "Supprimer" in client_coordonnateur.get(remove).content.decode()
    client_coordonnateur.post(remove)
    assert not Division.objects.exists()


def test_a_code_that_packs_would_refuse_is_refused(client_coordonnateur: Client) -> None:
    values = {"code": "Îlots_A", "nom": "Îlots", "nature": "police"}
    answer = client_coordonnateur.post(reverse("territoire:division_creer"), values)
    assert "lettres minuscules sans accent" in answer.content.decode()
    assert not Division.objects.exists()


def test_a_sector_is_drawn_then_amended(client_coordonnateur: Client) -> None:
    make_division("quartiers")
    create = reverse("territoire:secteur_creer", args=["quartiers"])
    values = {"code": "nord", "nom": "Nord", "contour": json.dumps(carre(0))}
    client_coordonnateur.post(create, values)
    assert Secteur.objects.get().contour == carre(0)
    edit = reverse("territoire:secteur_modifier", args=["quartiers", "nord"])
    wrong = client_coordonnateur.post(edit, {"nom": "Nord", "contour": "{"}).content.decode()
    assert "pas du GeoJSON" in wrong
    client_coordonnateur.post(edit, {"nom": "Grand nord", "contour": ""})
    assert Secteur.objects.get().contour is None
    client_coordonnateur.post(
        reverse("territoire:secteur_supprimer", args=["quartiers", "nord"])
    )
    assert not Secteur.objects.exists()


def place(**more: Any) -> dict[str, Any]:
    return {"code": "ecole", "nom": "École (essai)", "nature": "ecole", **more}


def test_a_place_takes_the_sector_of_its_coordinates(client_coordonnateur: Client) -> None:
    nord = make_secteur(make_division("quartiers"), "nord", contour=carre(0))
    create = reverse("territoire:lieu_creer")
    point = {"longitude": "0,5", "latitude": "0,25"}
    asked = client_coordonnateur.post(create, place(**point, proposer="1")).content.decode()
    assert f'<option value="{nord.pk}" selected>' in asked
    assert not Lieu.objects.exists()  # proposed, not saved
    chosen = {f"division_{nord.division_id}": str(nord.pk)}
    client_coordonnateur.post(create, place(**point, **chosen))
    lieu = Lieu.objects.get()
    assert (lieu.longitude, lieu.latitude) == (0.5, 0.25)
    assert list(lieu.secteurs.all()) == [nord]
    assert "Secteur nord" in text(client_coordonnateur, "lieu", "ecole")


def test_one_coordinate_alone_is_refused(client_coordonnateur: Client) -> None:
    create = reverse("territoire:lieu_creer")
    answer = client_coordonnateur.post(create, place(longitude="4,9")).content.decode()
    assert "les deux coordonnées" in answer
    assert "École (essai)" in answer
    asked = client_coordonnateur.post(create, place(proposer="1")).content.decode()
    assert not Lieu.objects.exists()
    assert "École (essai)" in asked


def test_a_place_is_amended_then_removed(client_coordonnateur: Client) -> None:
    make_lieu("ecole", longitude=4.5, latitude=43.5)
    edit = reverse("territoire:lieu_modifier", args=["ecole"])
    assert 'value="4,5"' in client_coordonnateur.get(edit).content.decode()
    client_coordonnateur.post(edit, {"nom": "Collège (essai)", "nature": "college"})
    assert Lieu.objects.get().latitude is None
    client_coordonnateur.post(reverse("territoire:lieu_supprimer", args=["ecole"]))
    assert not Lieu.objects.exists()


def upload(content: str, name: str = "secteurs.geojson") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode(), "application/geo+json")


def two_sectors() -> str:
    features = [
        {"type": "Feature", "properties": {"id": rank, "nom": nom}, "geometry": carre(rank)}
        for rank, nom in enumerate(("Nord", "Sud"), start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_file_is_looked_at_then_imported(client_coordonnateur: Client) -> None:
    division = make_division("quartiers")
    make_secteur(division, "nord", nom="Nord")
    url = reverse("territoire:importer", args=["quartiers"])
    look = client_coordonnateur.post(url, {"fichier": upload(two_sectors())}).content.decode()
    assert "Contour de « Nord » remplacé" in look
    assert "Nouveau" in look
    assert division.secteurs.count() == 1  # nothing changed yet
    sent = {"contenu": two_sectors(), "propriete": "nom"}
    other = client_coordonnateur.post(url, {**sent, "propriete": "id"}).content.decode()
    assert "Contour de" not in other
    done = client_coordonnateur.post(url, {**sent, "confirmer": "1"}, follow=True)
    assert "Secteurs ajoutés : 1. Contours changés : 1." in done.content.decode()
    assert division.secteurs.count() == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "pas du GeoJSON"),
        (json.dumps({"type": "FeatureCollection", "features": []}), "aucun secteur"),
        (two_sectors().replace("Sud", "Nord").replace('"id": 2', '"id": 1'), "nom différent"),
    ],
)
def test_a_wrong_file_changes_nothing(
    client_coordonnateur: Client, content: str, told: str
) -> None:
    division = make_division("quartiers")
    url = reverse("territoire:importer", args=["quartiers"])
    answer = client_coordonnateur.post(url, {"fichier": upload(content)}).content.decode()
    assert told in answer
    forged = client_coordonnateur.post(url, {"contenu": content, "propriete": "nom"})
    assert told in forged.content.decode()
    assert not division.secteurs.exists()


def test_a_file_that_is_not_text_or_too_big_is_refused(client_coordonnateur: Client) -> None:
    make_division("quartiers")
    url = reverse("territoire:importer", args=["quartiers"])
    binary = SimpleUploadedFile("s.geojson", b"\xff\xfe\x00")
    assert "UTF-8" in client_coordonnateur.post(url, {"fichier": binary}).content.decode()
    big = upload(" " * 2_000_001)
    assert "2 Mo" in client_coordonnateur.post(url, {"fichier": big}).content.decode()
