"""What anyone may report in the town of the tests, and the three steps filled in."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from quietude.signalements.models import Categorie
from tests.signalements.factories import make_categorie, make_fait

URL = "/signaler/"
CODE = re.compile(r'class="portail-code">([^<]+)<')
ETAT = re.compile(r'name="etat" value="([^"]+)"')


@pytest.fixture(autouse=True)
def no_limit_kept() -> None:
    """What a test sent does not count against the next one."""
    cache.clear()


@pytest.fixture
def bruit(db: None) -> Categorie:
    make_fait("musique")
    return make_categorie("bruit", definition="Bruit d’un commerce.")


QUOI: dict[str, Any] = {
    "categorie": "bruit",
    "fait_le": timezone.localdate().isoformat(),
    "note": "Basse forte jusqu’à deux heures.",
    "faits": ["musique"],
}
OU: dict[str, Any] = {"lieu": "", "adresse": "3 rue des Essais"}
CONTACT: dict[str, Any] = {"nom": "", "telephone": "", "email": "", "site": ""}


def page_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def post(client: Client, etat: str, etape: int, vers: int, values: dict[str, Any]) -> Any:
    return client.post(URL, {**values, "etat": etat, "etape": etape, "vers": vers})


def etat_of(response: Any) -> str:
    found = ETAT.search(page_of(response))
    assert found, "la page ne porte pas ce qui a été saisi"
    return found.group(1)


def reach_last_step(client: Client, **quoi: Any) -> str:
    """The state of the form at its third step."""
    first = post(client, "", 1, 2, {**QUOI, **quoi})
    return etat_of(post(client, etat_of(first), 2, 3, OU))


def send(client: Client, *, contact: dict[str, Any] | None = None, **quoi: Any) -> Any:
    """The three steps, to the end."""
    return post(client, reach_last_step(client, **quoi), 3, 4, {**CONTACT, **(contact or {})})


def code_in(response: Any) -> str:
    found = CODE.search(page_of(response))
    assert found, page_of(response)
    return found.group(1)
