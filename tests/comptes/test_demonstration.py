"""The demonstration never opens in the database of a town."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from quietude.comptes.demo import create_demo_accounts
from quietude.comptes.enums import Role
from quietude.config import demonstration
from tests.conftest import make_user

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_a_database_with_accounts_of_its_own_is_refused() -> None:
    make_user(Role.COORDONNATEUR)
    with pytest.raises(CommandError, match="a déjà des comptes"):
        call_command("demo", "--sans-serveur")


def test_people_invited_in_the_demonstration_do_not_close_it() -> None:
    assert not demonstration.is_a_real_town()
    create_demo_accounts()
    make_user(Role.LECTEUR)
    assert not demonstration.is_a_real_town()


def test_demonstration_settings_do_not_serve_a_town(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ville.example/quietude")
    with pytest.raises(CommandError, match="DEMO est activé"):
        call_command("serve")
