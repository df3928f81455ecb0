"""What touches the safety of an account is in the journal; its secrets are nowhere in clear."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from quietude.comptes.adapter import MFAAdapter
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from tests.comptes.test_second_facteur import (
    CODE,
    PASSWORD,
    Protege,
    agent,
    code_of,
    confirm,
    enter,
    enter_with_code,
    is_signed_in,
    protege,
)

__all__ = ["agent", "protege"]  # fixtures
pytestmark = pytest.mark.django_db
NEW = "une autre phrase d-essai"


def told(compte: Utilisateur) -> list[Any]:
    """What the journal says was changed on the account, by its owner."""
    rows = Trace.objects.filter(acteur=compte, objet_id=str(compte.pk)).order_by("pk")
    return list(rows.values_list("apres", flat=True))


def test_setting_up_then_dropping_the_second_factor_is_signed(protege: Protege) -> None:
    compte, secret = protege
    assert {"double authentification": True} in told(compte)
    assert {"codes de secours": "nouveaux"} in told(compte)
    client = Client()
    enter_with_code(client, secret)
    client.post("/compte/double/desactiver/")
    assert told(compte)[-1] == {"double authentification": False}


def test_new_recovery_codes_are_signed(protege: Protege) -> None:
    compte, secret = protege
    before = len(told(compte))
    client = Client()
    enter_with_code(client, secret)
    client.post("/compte/double/secours/nouveaux/")
    assert told(compte)[before:] == [{"codes de secours": "nouveaux"}]


def test_a_changed_password_is_signed_and_not_written(agent: Utilisateur) -> None:
    client = Client()
    enter(client)
    confirm(client)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/compte/mot-de-passe/", given)
    assert told(agent) == [{"mot de passe": "changé"}]
    assert NEW not in str(list(Trace.objects.values()))


def test_a_copy_of_the_database_does_not_give_the_codes(protege: Protege) -> None:
    _, secret = protege
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept


def test_secrets_survive_a_change_of_key_that_keeps_the_former() -> None:
    with override_settings(SECRET_KEY="ancienne"):
        kept = MFAAdapter().encrypt("GRAINE")
    with override_settings(SECRET_KEY="nouvelle", SECRET_KEY_FALLBACKS=["ancienne"]):
        assert MFAAdapter().decrypt(kept) == "GRAINE"


def test_after_a_lost_key_the_code_is_refused_and_the_page_holds(protege: Protege) -> None:
    _, secret = protege
    with override_settings(SECRET_KEY="toute autre"):
        client = Client()
        enter(client)
        answer = client.post(CODE, {"code": code_of(secret)})
        assert answer.status_code == 200
        assert "Ce code n’est pas le bon" in answer.content.decode()
        assert not is_signed_in(client)
