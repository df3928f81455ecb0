"""The second factor: set up with a real code, asked at sign-in, replaced by a recovery code."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client

from quietude.comptes import actions
from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from tests.comptes.conftest import signed_in

pytestmark = pytest.mark.django_db

ACTIVER = "/compte/double/activer/"
CODE = "/compte/double/code/"
SECOURS = "/compte/double/secours/"
PASSWORD = "un mot de passe d-essai"
PERIOD = 30
Protege = tuple[Utilisateur, str]


def main_of(response: Any) -> str:
    page: str = response.content.decode()
    return page.split("<main", 1)[1].split("</main>")[0]


def code_of(secret: str, shift: int = 0) -> str:
    """What the telephone shows now (or `shift` periods away)."""
    value = auth.hotp_value(secret, int(time.time()) // PERIOD + shift)
    return str(auth.format_hotp_value(value))


def enter(client: Client) -> Any:
    return client.post(
        "/compte/connexion/", {"login": "agent@essai.example", "password": PASSWORD}
    )


def confirm(client: Client) -> None:
    """Type the password again, as what touches the account's safety asks."""
    response = client.post("/compte/confirmer/", {"password": PASSWORD})
    assert response.status_code == 302


def enter_with_code(client: Client, secret: str) -> None:
    enter(client)
    client.post(CODE, {"code": code_of(secret)})
    assert is_signed_in(client)
    confirm(client)


def is_signed_in(client: Client) -> bool:
    return client.get("/comptes/moi/").status_code == 200


def codes_shown(client: Client) -> list[str]:
    return re.findall(r"<li>(\d+)</li>", main_of(client.get(SECOURS)))


@pytest.fixture
def agent(db: None) -> Utilisateur:
    return actions.open_compte(
        actor=None,
        email="agent@essai.example",
        nom="Agent (essai)",
        role=Role.AGENT,
        password=PASSWORD,
    )


@pytest.fixture
def protege(agent: Utilisateur) -> Protege:
    """An account with its second factor, and the secret that its telephone keeps."""
    browser = Client()
    enter(browser)
    confirm(browser)
    secret = browser.get(ACTIVER).context["form"].secret
    assert browser.post(ACTIVER, {"code": code_of(secret)}).status_code == 302
    return agent, secret


def test_it_is_set_up_with_a_code_of_the_telephone(client: Client, agent: Utilisateur) -> None:
    enter(client)
    confirm(client)
    page = client.get(ACTIVER)
    secret = page.context["form"].secret
    text = main_of(page)
    assert secret in text
    assert 'src="data:image/svg+xml' in text
    policy = page["Content-Security-Policy"]
    assert "img-src 'self' data:" in policy  # the image to photograph is shown
    response = client.post(ACTIVER, {"code": code_of(secret)})
    assert response["Location"] == SECOURS
    types = set(Authenticator.objects.filter(user=agent).values_list("type", flat=True))
    assert types == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    assert len(codes_shown(client)) == 10
    assert "En place" in main_of(client.get("/comptes/moi/"))


def test_a_wrong_code_sets_up_nothing_and_keeps_the_key(
    client: Client, agent: Utilisateur
) -> None:
    enter(client)
    confirm(client)
    secret = client.get(ACTIVER).context["form"].secret
    page = client.post(ACTIVER, {"code": code_of(secret, shift=40)})
    assert "Ce code n’est pas le bon" in main_of(page)
    assert secret in main_of(page)
    assert not Authenticator.objects.filter(user=agent).exists()


def test_setting_it_up_wants_the_password_again(agent: Utilisateur) -> None:
    client = signed_in(agent)  # a session found open: no password typed in it
    response = client.get(ACTIVER)
    assert response["Location"].startswith("/compte/confirmer/")
    wrong = client.post(response["Location"], {"password": "pas le bon"})
    assert "pas votre mot de passe actuel" in main_of(wrong)
    right = client.post(response["Location"], {"password": PASSWORD, "next": ACTIVER})
    assert right["Location"] == ACTIVER
    assert client.get(ACTIVER).status_code == 200


def test_sign_in_then_asks_for_the_code(protege: Protege, client: Client) -> None:
    assert enter(client)["Location"] == CODE
    assert not is_signed_in(client)
    assert "Tapez le code qu’affiche votre application" in main_of(client.get(CODE))
    wrong = client.post(CODE, {"code": "000000x"})
    assert "Ce code n’est pas le bon" in main_of(wrong)
    assert not is_signed_in(client)
    assert client.post(CODE, {"code": code_of(protege[1])})["Location"] == "/"
    assert is_signed_in(client)


def test_a_code_of_the_telephone_serves_once(protege: Protege) -> None:
    code = code_of(protege[1])
    first, second = Client(), Client()
    for client in (first, second):
        enter(client)
        client.post(CODE, {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_recovery_code_replaces_the_telephone_once(protege: Protege) -> None:
    first, second = Client(), Client()
    enter_with_code(first, protege[1])
    spare = codes_shown(first)[0]
    for client in (second, third := Client()):
        enter(client)
        client.post(CODE, {"code": spare})
    assert (is_signed_in(second), is_signed_in(third)) == (True, False)
    confirm(second)
    assert spare not in codes_shown(second)
    assert "Il vous en reste 9." in main_of(second.get("/compte/double/"))


def test_codes_tried_at_random_are_stopped(protege: Protege, client: Client) -> None:
    enter(client)
    for _ in range(5):
        client.post(CODE, {"code": "00000x"})
    page = client.post(CODE, {"code": code_of(protege[1])})
    assert "Attendez cinq minutes" in main_of(page)
    assert not is_signed_in(client)


def test_new_recovery_codes_replace_the_former(protege: Protege, client: Client) -> None:
    enter_with_code(client, protege[1])
    former = codes_shown(client)
    page = f"{SECOURS}nouveaux/"
    assert "Vos codes actuels ne marcheront plus." in main_of(client.get(page))
    assert client.post(page)["Location"] == SECOURS
    assert not set(former) & set(codes_shown(client))


def test_it_is_switched_off_by_a_confirmed_post(protege: Protege, client: Client) -> None:
    enter_with_code(client, protege[1])
    page = "/compte/double/desactiver/"
    assert "suffira de nouveau" in main_of(client.get(page))
    client.post(page)
    assert not Authenticator.objects.filter(user=protege[0]).exists()
    assert enter(Client())["Location"] == "/"


def test_who_lost_everything_is_helped_out_by_a_manager(
    protege: Protege, client: Client, client_coordonnateur: Client
) -> None:
    agent = protege[0]
    page = f"/comptes/{agent.pk}/double/"
    assert page in main_of(client_coordonnateur.get(agent.get_absolute_url()))
    assert "de vive voix" in main_of(client_coordonnateur.get(page))
    response = client_coordonnateur.post(page, follow=True)
    assert "La double authentification est retirée." in main_of(response)
    assert page not in main_of(response)
    assert enter(client)["Location"] == "/"
    assert client_coordonnateur.post(page).status_code == 403
    assert "Double authentification" in main_of(client_coordonnateur.get("/journal/"))


def test_recovery_codes_are_not_shown_to_a_session_left_open(protege: Protege) -> None:
    client = signed_in(protege[0])
    response = client.get(SECOURS)
    assert response.status_code == 302
    assert "/confirmer/" in response["Location"]


def test_without_a_second_factor_there_are_no_codes(client: Client, agent: Utilisateur) -> None:
    assert enter(client)["Location"] == "/"
    assert client.get(SECOURS).status_code == 404
    assert "Mettre en place" in main_of(client.get("/compte/double/"))
    assert agent.is_active
