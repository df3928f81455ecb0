"""Shared fixtures. See tests/base.py for the databases."""

from collections.abc import Iterator

import pytest
from django.test import Client

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.config import database
from quietude.journal.actions import acting
from quietude.observatoire.models import CodeOfficiel, Grandeur
from quietude.observatoire.nomenclature import load_nomenclatures
from tests import base


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Replace Django's own test database: see tests/base.py."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "seul")
    database.ensure_started()
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]  # pytest-django's own type
        base.cloned(base.ensure_template(), worker) as name,
        base.use_database(name),
    ):
        yield


@pytest.fixture
def systeme(db: None) -> Iterator[None]:
    """Everything written in the test is signed by the system."""
    with acting(None, "test"):
        yield


@pytest.fixture
def nomenclatures(db: None) -> None:
    """The official lists, which a test that empties every table may have taken away."""
    if not (Grandeur.objects.exists() and CodeOfficiel.objects.exists()):
        load_nomenclatures()


def make_user(role: Role = Role.COORDONNATEUR, **fields: object) -> Utilisateur:
    """A fictional account of this role; written by the system."""
    values: dict[str, object] = {
        "email": f"{role.value}@essai.example",
        "nom": f"{role.label} (essai)",
        "role": role,
        **fields,
    }
    with acting(None, "test"):
        user = Utilisateur(**values)
        user.set_password("mot-de-passe-d-essai")
        user.save()
    return user


@pytest.fixture
def coordonnateur(db: None) -> Utilisateur:
    return make_user(Role.COORDONNATEUR)


@pytest.fixture
def client_coordonnateur(coordonnateur: Utilisateur) -> Client:
    client = Client()
    client.force_login(coordonnateur)
    return client
