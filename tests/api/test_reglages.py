"""Opening services and giving keys: the coordinator, and a key shown once."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from quietude.api.actions import create_cle, revoke_cle, set_services
from quietude.api.models import CleApplication, ServiceOuvert
from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.signalements.models import Categorie
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user

PAGE = "/open311/reglages/"


def test_services_are_exactly_those_ticked(
    coordonnateur: Utilisateur, tags: Categorie, voisinage: Categorie
) -> None:
    set_services(actor=coordonnateur, ouverts=["voisinage"], publies=["voisinage"])
    row = ServiceOuvert.objects.get()
    assert (row.categorie, row.publie) == (voisinage, True)
    set_services(actor=coordonnateur, ouverts=["tags", "voisinage"], publies=[])
    assert ServiceOuvert.objects.filter(publie=False).count() == 2


def test_what_is_read_must_be_open(coordonnateur: Utilisateur, tags: Categorie) -> None:
    with pytest.raises(ActionImpossible, match="ne se lit que"):
        set_services(actor=coordonnateur, ouverts=[], publies=["tags"])
    assert ServiceOuvert.objects.exists()


def test_a_kind_is_not_a_service(coordonnateur: Utilisateur, tags: Categorie) -> None:
    assert tags.parent
    set_services(actor=coordonnateur, ouverts=[tags.parent.code], publies=[])
    assert not ServiceOuvert.objects.exists()


@pytest.mark.parametrize("role", set(Role) - {Role.COORDONNATEUR})
def test_only_the_coordinator_opens_and_gives_keys(
    client: Client, coordonnateur: Utilisateur, role: Role
) -> None:
    other, (row, _) = make_user(role), create_cle(actor=coordonnateur, nom="Essai")
    with pytest.raises(PermissionDenied, match="coordonnateur"):
        set_services(actor=other, ouverts=[], publies=[])
    with pytest.raises(PermissionDenied):
        create_cle(actor=other, nom="Essai")
    with pytest.raises(PermissionDenied):
        revoke_cle(actor=other, cle=row)
    client.force_login(other)
    assert client.get(PAGE).status_code == 404
    assert not CleApplication.objects.visible_to(other).exists()


def test_a_key_is_shown_once_and_stored_nowhere(client_coordonnateur: Client) -> None:
    told = client_coordonnateur.post(f"{PAGE}cles/", {"nom": "Appli"}).content.decode()
    found = re.search(r'<code class="text-break">([^<]+)</code>', told)
    assert found
    text = found.group(1).strip()
    row = CleApplication.objects.get()
    assert text not in row.empreinte
    assert text not in client_coordonnateur.get(PAGE).content.decode()
    said = " ".join(str(trace.apres) for trace in Trace.objects.all())
    assert text not in said and row.empreinte not in said


def test_a_key_is_revoked_after_a_question_and_only_once(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    row, _ = create_cle(actor=coordonnateur, nom="Appli")
    url = f"{PAGE}cles/{row.pk}/revoquer/"
    assert "ne pourra plus" in client_coordonnateur.get(url).content.decode()
    page = client_coordonnateur.post(url, follow=True).content.decode()
    assert "La clé est révoquée" in page and "Révoquée le" in page
    again = client_coordonnateur.post(url, follow=True).content.decode()
    assert "déjà révoquée" in again


def test_the_page_opens_services_and_says_what_lacks(
    client_coordonnateur: Client, tags: Categorie
) -> None:
    page = client_coordonnateur.get(PAGE).content.decode()
    assert "Genre tags s’envoie" in page and "v2/discovery.json" in page
    values = {"ouvert": [], "publie": ["tags"]}
    told = client_coordonnateur.post(f"{PAGE}services/", values, follow=True)
    assert "ne se lit que" in told.content.decode()
    client_coordonnateur.post(f"{PAGE}services/", {"ouvert": ["tags"]})
    assert ServiceOuvert.objects.get().publie is False
    nameless = client_coordonnateur.post(f"{PAGE}cles/", {"nom": ""}).content.decode()
    assert "Dites à quelle application" in nameless
