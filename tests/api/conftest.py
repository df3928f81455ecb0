"""A town opened to applications: a category that is read, one that is only sent, a key."""

import json
from typing import Any
from xml.etree import ElementTree as Arbre

import pytest
from django.core.cache import cache
from django.test import Client

from quietude.api.actions import create_cle
from quietude.api.models import ServiceOuvert
from quietude.comptes.models import Utilisateur
from quietude.signalements.models import Categorie
from tests.signalements.factories import make_categorie, make_fait
from tests.strategie.factories import write

V2 = "/open311/v2"


@pytest.fixture(autouse=True)
def no_limit_kept() -> None:
    """What a test asked does not count against the next one."""
    cache.clear()


@pytest.fixture
def tags(db: None) -> Categorie:
    """Sent and read."""
    make_fait("inscription")
    row = make_categorie("tags", definition="Inscriptions à effacer.", delai=3)
    write(ServiceOuvert, categorie=row, publie=True)
    return row


@pytest.fixture
def voisinage(db: None) -> Categorie:
    """Sent, and read by nobody."""
    row = make_categorie("voisinage")
    write(ServiceOuvert, categorie=row)
    return row


@pytest.fixture
def cle(coordonnateur: Utilisateur) -> str:
    """The text of a key."""
    return create_cle(actor=coordonnateur, nom="Application d’essai")[1]


def get(client: Client, path: str, **query: str | list[str]) -> Any:
    """The JSON of an answer, or of its refusal."""
    return json.loads(client.get(f"{V2}/{path}", query).content)


def xml(response: Any) -> Arbre.Element:
    return Arbre.fromstring(response.content)


def faults(response: Any) -> list[str]:
    """What a refusal says, in JSON; its code is that of the status."""
    rows = json.loads(response.content)
    assert {row["code"] for row in rows} == {response.status_code}
    return [row["description"] for row in rows]
