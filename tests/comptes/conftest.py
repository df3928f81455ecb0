"""Browsers signed in by role, and what an e-mail leads to."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from quietude.comptes import actions
from quietude.comptes.enums import Role
from quietude.comptes.models import Invitation, Utilisateur
from quietude.journal.actions import acting
from tests.conftest import make_user

LIEN = "https://quietude.example/invitation/"


@pytest.fixture(autouse=True)
def no_limit_kept() -> None:
    """What a test tried does not count against the next one."""
    cache.clear()


@pytest.fixture
def administrateur(db: None) -> Utilisateur:
    return make_user(Role.ADMINISTRATEUR)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """`with committed():` does at its end what waits for the commit."""

    @contextmanager
    def run() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return run


def signed_in(user: Utilisateur) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def sent_invitation(actor: Utilisateur, **changes: str) -> tuple[Invitation, str]:
    """A pending invitation and its token."""
    tokens: list[str] = []

    def lien(jeton: str) -> str:
        tokens.append(jeton)
        return f"{LIEN}{jeton}/"

    given = {"email": "invite@essai.example", "nom": "Invité (essai)", "role": Role.AGENT.value}
    invitation = actions.invite(actor=actor, lien=lien, **{**given, **changes})
    return invitation, tokens[0]


def make_expired(invitation: Invitation) -> None:
    """Seven days and a little have gone by."""
    with acting(None, "test"):
        Invitation.objects.filter(pk=invitation.pk).update(
            creee_le=timezone.now() - timedelta(days=8),
            expire_le=timezone.now() - timedelta(minutes=1),
        )


def link_in(message: mail.EmailMessage) -> str:
    """The path of the link that an e-mail holds."""
    found = re.search(r"https?://[^/]+(/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def protect(compte: Utilisateur, *kinds: str) -> None:
    """Give the account a second factor (and what else is named), by the system."""
    with acting(None, "test"):
        for kind in kinds or (Authenticator.Type.TOTP,):
            Authenticator.objects.create(user=compte, type=kind, data={})
