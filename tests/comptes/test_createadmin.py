"""quietude createadmin: the first account, typed or drawn, never weak, never twice."""

import io
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from quietude.comptes.demo import DOMAINE, create_demo_accounts
from quietude.comptes.enums import Role
from quietude.comptes.management.commands import createadmin
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

EMAIL = "admin@essai.example"
PASSWORD = "un mot de passe d-essai"


def run(**options: Any) -> str:
    out, err = io.StringIO(), io.StringIO()
    given = {"email": EMAIL, "nom": "Admin (essai)", **options}
    call_command("createadmin", stdout=out, stderr=err, **given)
    return out.getvalue() + err.getvalue()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Someone sits at a terminal and types these answers, in this order."""

    def answers(*lines: str) -> None:
        waiting: Iterator[str] = iter(lines)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda _: next(waiting))
        monkeypatch.setattr(createadmin, "getpass", lambda _: next(waiting))

    return answers


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)


@pytest.mark.usefixtures("no_terminal")
def test_a_password_is_drawn_and_shown_once() -> None:
    said = run(email="Admin@Essai.example", tirer_mot_de_passe=True)
    compte = Utilisateur.objects.get(email=EMAIL)
    assert compte.role == Role.ADMINISTRATEUR
    assert "rôle « Administrateur technique »" in said
    shown = re.search(r"cette seule fois : (\S+)", said)
    assert shown
    assert len(shown[1]) == 20
    assert compte.check_password(shown[1])
    trace = Trace.objects.latest("id")
    assert (trace.acteur, trace.action) == (None, "comptes.open_compte")


def test_what_is_missing_is_asked(typed: Callable[..., None]) -> None:
    typed("", EMAIL, "Admin (essai)", PASSWORD, PASSWORD)
    said = run(email="", nom="")
    assert "Une réponse est nécessaire." in said
    assert PASSWORD not in said
    assert Utilisateur.objects.get(email=EMAIL).check_password(PASSWORD)


def test_a_weak_or_mistyped_password_is_asked_again(typed: Callable[..., None]) -> None:
    typed("court", PASSWORD, "autre chose", PASSWORD, PASSWORD)
    said = run()
    assert "au minimum 12" in said
    assert "ne sont pas les mêmes" in said
    assert Utilisateur.objects.get(email=EMAIL).check_password(PASSWORD)


@pytest.mark.usefixtures("no_terminal")
@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"email": ""}, "--email"),
        ({"nom": " "}, "--nom"),
        ({}, "--tirer-mot-de-passe"),
    ],
)
def test_out_of_a_terminal_the_missing_option_is_named(
    options: dict[str, str], named: str
) -> None:
    with pytest.raises(CommandError, match=named):
        run(**options)
    assert not Utilisateur.objects.exists()


def test_a_wrong_address_is_refused() -> None:
    with pytest.raises(CommandError, match="n'est pas une adresse"):
        run(email="pas une adresse")


def test_an_account_is_not_opened_twice() -> None:
    make_user(email=EMAIL)
    with pytest.raises(CommandError, match="Un compte existe déjà"):
        run(tirer_mot_de_passe=True)


def test_a_coordinator_can_be_opened_but_nobody_else() -> None:
    run(role="coordonnateur", tirer_mot_de_passe=True)
    assert Utilisateur.objects.get(email=EMAIL).role == Role.COORDONNATEUR
    with pytest.raises(CommandError):
        call_command("createadmin", "--role", "elu")


def test_the_demonstration_opens_one_account_per_role_once(
    settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    accounts, password = create_demo_accounts()
    again, same = create_demo_accounts()
    assert set(accounts) == set(Role)
    assert accounts == again
    assert password == same
    assert all(compte.check_password(password) for compte in accounts.values())
    assert all(compte.email.endswith(f"@{DOMAINE}") for compte in accounts.values())
    assert (tmp_path / "mot-de-passe-demo").stat().st_mode & 0o077 == 0
    (tmp_path / "mot-de-passe-demo").unlink()  # the file lost, not the database
    renewed, other = create_demo_accounts()
    assert other != password
    assert all(compte.check_password(other) for compte in renewed.values())
