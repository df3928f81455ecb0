"""Each unsafe setting is named, with what to do; the service then refuses to start."""

from typing import Any

import pytest
from django.core import checks as django_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import override_settings

from quietude.comptes import checks
from quietude.config import serveur

SAFE: dict[str, Any] = {
    "SECRET_KEY": "k7Jw2mQx9Rt4Vb1Nz8Lp5Hs3Df6Gc0Yu-k7Jw2mQx9Rt4Vb1Nz8Lp5",
    "DEBUG": False,
    "DEMO": False,
    "ALLOWED_HOSTS": ["quietude.ville.example"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31536000,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DEFAULT_FROM_EMAIL": "Quiétude <quietude@ville.example>",
}
UNSAFE = [
    ({"SECRET_KEY": ""}, "quietude.cle-absente", "SECRET_KEY"),
    ({"SECRET_KEY": "courte"}, "quietude.cle-faible", "SECRET_KEY"),
    ({"SECRET_KEY": "ab" * 40}, "quietude.cle-faible", "SECRET_KEY"),
    ({"SECRET_KEY": "django-insecure-" + SAFE["SECRET_KEY"]}, "quietude.cle-faible", "SECRET"),
    ({"DEBUG": True}, "quietude.debug", "DEBUG"),
    ({"DEMO": True}, "quietude.demo", "DEMO"),
    ({"ALLOWED_HOSTS": []}, "quietude.hotes-vides", "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": ["*"]}, "quietude.hotes-larges", "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": [".ville.example"]}, "quietude.hotes-larges", "ALLOWED_HOSTS"),
    ({"SESSION_COOKIE_SECURE": False}, "quietude.cookie-session_cookie_secure", "SESSION_"),
    ({"CSRF_COOKIE_SECURE": False}, "quietude.cookie-csrf_cookie_secure", "CSRF_COOKIE"),
    ({"SESSION_COOKIE_HTTPONLY": False}, "quietude.cookie-session_cookie_httponly", "HTTPONLY"),
    (
        {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
        "quietude.courriel",
        "EMAIL_BACKEND",
    ),
]
DUBIOUS = [
    ({"SECURE_SSL_REDIRECT": False}, "quietude.redirection", "SECURE_SSL_REDIRECT"),
    ({"SECURE_HSTS_SECONDS": 0}, "quietude.hsts", "SECURE_HSTS_SECONDS"),
    (
        {"DEFAULT_FROM_EMAIL": "Quiétude <quietude@localhost>"},
        "quietude.expediteur",
        "DEFAULT_FROM_EMAIL",
    ),
]
# Login, role, superuser, bypass, creates roles, creates tables, tables owned; then the owner.
SAFE_ROLES = ("quietude_web", "quietude_app", False, False, False, False, 0), ("quietude",)


class FakeCursor:
    """Answers one row for each query, or fails."""

    def __init__(self, row: tuple[Any, ...] | None) -> None:
        self.row = row

    def cursor(self) -> "FakeCursor":
        return self

    def __enter__(self) -> "FakeCursor":
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def execute(self, sql: str) -> None:
        if self.row is None:
            raise OperationalError

    def fetchone(self) -> tuple[Any, ...] | None:
        return self.row


@pytest.fixture
def roles(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pretend that the database answers this about its two logins."""

    def answer(pages: tuple[Any, ...] | None, owner: tuple[Any, ...] | None) -> None:
        both = {"default": FakeCursor(pages), "owner": FakeCursor(owner)}
        monkeypatch.setattr(checks, "connections", both)

    answer(*SAFE_ROLES)
    return answer


def found(**changes: Any) -> list[django_checks.CheckMessage]:
    with override_settings(**{**SAFE, **changes}):
        return django_checks.run_checks(tags=[checks.TAG], include_deployment_checks=True)


@pytest.mark.usefixtures("roles")
def test_safe_settings_pass() -> None:
    assert found() == []


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(("changes", "code", "named"), UNSAFE, ids=lambda v: str(v)[:40])
def test_an_unsafe_setting_is_an_error_that_names_it(
    changes: dict[str, Any], code: str, named: str
) -> None:
    (message,) = found(**changes)
    assert (message.id, message.level) == (code, django_checks.ERROR)
    assert named in message.msg
    assert message.hint  # says what to do


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(("changes", "code", "named"), DUBIOUS, ids=lambda v: str(v)[:40])
def test_a_dubious_setting_is_told_without_stopping(
    changes: dict[str, Any], code: str, named: str
) -> None:
    (message,) = found(**changes)
    assert (message.id, message.level) == (code, django_checks.WARNING)
    assert named in message.msg


def test_a_secret_that_cannot_be_read_counts_as_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        @property
        def SECRET_KEY(self) -> str:
            raise ImproperlyConfigured

    monkeypatch.setattr(checks, "settings", Broken())
    (message,) = checks.check_secret()
    assert message.id == "quietude.cle-absente"


@pytest.mark.parametrize(
    ("position", "code"),
    [
        (2, "quietude.superutilisateur"),
        (3, "quietude.murs"),
        (4, "quietude.roles"),
        (5, "quietude.ddl"),
        (6, "quietude.proprietaire"),
    ],
)
def test_a_power_of_the_pages_login_is_named(roles: Any, position: int, code: str) -> None:
    pages = list(SAFE_ROLES[0])
    pages[position] = 1
    roles(tuple(pages), SAFE_ROLES[1])
    (message,) = found()
    assert message.id == code
    assert "DATABASE_URL" in message.msg


def test_one_login_for_both_roles_is_named(roles: Any) -> None:
    roles(("quietude", *SAFE_ROLES[0][1:]), ("quietude",))
    (message,) = found()
    assert message.id == "quietude.meme-identite"


def test_a_silent_database_is_named(roles: Any) -> None:
    roles(None, None)
    (message,) = found()
    assert message.id == "quietude.base"


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_question_about_roles_is_one_that_the_database_understands() -> None:
    """The tests' own login may take the owner's role: just what the check must see."""
    codes = {message.id for message in found()}
    assert "quietude.base" not in codes
    assert {"quietude.meme-identite", "quietude.proprietaire"} <= codes


# -- quietude serve --------------------------------------------------------------------------


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What would have been served."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(serveur, "serve", lambda *given: calls.append(given))
    return calls


@pytest.mark.usefixtures("roles")
def test_the_service_refuses_every_unsafe_setting_at_once(served: list[Any]) -> None:
    unsafe = {**SAFE, "DEBUG": True, "ALLOWED_HOSTS": ["*"], "SECRET_KEY": "courte"}
    with override_settings(**unsafe), pytest.raises(CommandError) as refusal:
        call_command("serve")
    said = str(refusal.value)
    assert said.startswith("Réglages dangereux, le service ne démarre pas")
    assert all(name in said for name in ("DEBUG", "ALLOWED_HOSTS", "SECRET_KEY"))
    assert "QUIETUDE_HOSTS=" in said
    assert served == []


@pytest.mark.usefixtures("roles", "db")
def test_the_service_starts_with_safe_settings(
    served: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    serve = "quietude.config.management.commands.serve"
    monkeypatch.setattr(f"{serve}.refuse_pending_migrations", lambda: None)
    monkeypatch.setattr(f"{serve}.call_command", lambda *_, **__: None)  # static files
    with override_settings(**SAFE):
        call_command("serve", port=8123)
    assert served == [("127.0.0.1", 8123, 2)]
