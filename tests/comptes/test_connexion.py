"""Signing in and out: password, limits, forgotten password."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from quietude.comptes import actions
from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.config.settings import production
from quietude.journal.models import Trace
from tests.comptes.conftest import link_in, signed_in

pytestmark = pytest.mark.django_db

CONNEXION = "/compte/connexion/"
OUBLIE = "/compte/mot-de-passe/oublie/"
CHANGER = "/compte/mot-de-passe/"
MOI = "/comptes/moi/"
PASSWORD = "un mot de passe d-essai"
NEW = "un nouveau mot d-essai"
WRONG = "L’adresse ou le mot de passe n’est pas le bon."


@pytest.fixture
def agent(db: None) -> Utilisateur:
    return actions.open_compte(
        actor=None,
        email="agent@essai.example",
        nom="Agent (essai)",
        role=Role.AGENT,
        password=PASSWORD,
    )


def main_of(response: Any) -> str:
    page: str = response.content.decode()
    return page.split("<main", 1)[1].split("</main>")[0]


def sign_in(client: Client, email: str = "agent@essai.example", **given: str) -> Any:
    return client.post(CONNEXION, {"login": email, "password": PASSWORD, **given})


def is_signed_in(client: Client) -> bool:
    return client.get(MOI).status_code == 200


# -- password --------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["agent@essai.example", "Agent@Essai.EXAMPLE"])
def test_the_right_password_opens_the_home_page(
    client: Client, agent: Utilisateur, email: str
) -> None:
    response = sign_in(client, email)
    assert response["Location"] == reverse("accueil")
    assert is_signed_in(client)
    agent.refresh_from_db()
    assert agent.last_login is not None


def test_wrong_password_unknown_and_closed_accounts_get_one_sentence(
    client: Client, agent: Utilisateur, coordonnateur: Utilisateur
) -> None:
    answers = [
        sign_in(client, password="pas le bon du tout"),
        sign_in(client, "inconnu@essai.example"),
    ]
    actions.deactivate_compte(actor=coordonnateur, compte=agent)
    answers.append(sign_in(client, password="pas le bon du tout"))
    for answer in answers:
        assert answer.status_code == 200
        assert WRONG in main_of(answer)
        assert PASSWORD not in answer.content.decode()
    assert 'value="inconnu@essai.example"' in main_of(answers[1])  # what was typed stays
    assert not is_signed_in(client)


def test_a_closed_account_says_so_to_who_knows_its_password(
    client: Client, agent: Utilisateur, coordonnateur: Utilisateur
) -> None:
    actions.deactivate_compte(actor=coordonnateur, compte=agent)
    response = client.post(CONNEXION, {"login": agent.email, "password": PASSWORD}, follow=True)
    assert "Adressez-vous au coordonnateur pour le faire rouvrir." in main_of(response)
    assert not is_signed_in(client)


@pytest.mark.usefixtures("agent")
def test_signing_in_is_not_a_write_of_the_person(client: Client) -> None:
    before = Trace.objects.count()
    sign_in(client)
    sign_in(Client(), password="pas le bon du tout")
    assert Trace.objects.count() == before


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        (MOI, MOI),
        ("https://ailleurs.example/", "/"),
        ("//ailleurs.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_sign_in_leads_back_inside_the_site_only(
    client: Client, asked: str, reached: str
) -> None:
    assert sign_in(client, next=asked)["Location"] == reached


def test_the_page_asked_for_follows_through_the_form(client: Client) -> None:
    response = client.get(MOI)
    assert response["Location"] == f"{CONNEXION}?next={MOI}"
    assert f'name="next" value="{MOI}"' in main_of(client.get(response["Location"]))


def test_the_sign_in_page_leads_to_the_forgotten_password(client: Client) -> None:
    assert f'href="{OUBLIE}"' in main_of(client.get(CONNEXION))


def test_nobody_signs_up_alone(client: Client) -> None:
    before = Utilisateur.objects.count()
    given = {"email": "seul@essai.example", "password1": NEW, "password2": NEW}
    for response in (
        client.get("/compte/inscription/"),
        client.post("/compte/inscription/", given),
    ):
        assert "Les comptes s’ouvrent sur invitation" in main_of(response)
    assert Utilisateur.objects.count() == before


# -- sessions, cookies -----------------------------------------------------------------------


@pytest.mark.usefixtures("agent")
def test_the_session_is_new_closed_to_scripts_and_short(client: Client) -> None:
    client.get(CONNEXION)
    stranger = client.cookies.get("sessionid")
    sign_in(client)
    cookie = client.cookies["sessionid"]
    assert stranger is None or stranger.value != cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""  # gone with the browser
    assert 0 < client.session.get_expiry_age() <= 12 * 3600


def test_production_cookies_travel_encrypted_only() -> None:
    assert production.SESSION_COOKIE_SECURE
    assert production.CSRF_COOKIE_SECURE
    assert production.SESSION_COOKIE_HTTPONLY
    assert production.SECURE_HSTS_SECONDS > 0


@pytest.mark.usefixtures("agent")
def test_sign_in_wants_its_own_form(client: Client) -> None:
    elsewhere = Client(enforce_csrf_checks=True)
    assert sign_in(elsewhere).status_code == 403
    page = elsewhere.get(CONNEXION)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token
    assert sign_in(elsewhere, csrfmiddlewaretoken=token[1]).status_code == 302


def test_signing_out_takes_a_post(agent: Utilisateur) -> None:
    client = signed_in(agent)
    assert "Se déconnecter" in main_of(client.get("/compte/deconnexion/"))
    assert is_signed_in(client)
    response = client.post("/compte/deconnexion/", follow=True)
    assert response.redirect_chain[-1][0] == CONNEXION
    assert "Vous êtes déconnecté." in main_of(response)
    assert not is_signed_in(client)


# -- limits ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("agent")
def test_after_five_failures_the_right_password_waits_too(client: Client) -> None:
    for _ in range(5):
        assert WRONG in main_of(sign_in(client, password="pas le bon du tout"))
    text = main_of(sign_in(client))
    assert "Attendez cinq minutes, puis recommencez" in text
    assert not is_signed_in(client)


@pytest.mark.usefixtures("agent")
def test_failures_are_counted_by_account_whatever_the_case(client: Client) -> None:
    for email in ("agent@essai.example", "AGENT@essai.example") * 3:
        sign_in(client, email, password="pas le bon du tout")
    assert "Attendez cinq minutes" in main_of(sign_in(client))


@pytest.mark.usefixtures("agent")
def test_successes_are_not_counted_as_tries() -> None:
    for _ in range(7):
        assert sign_in(Client()).status_code == 302


@override_settings(ACCOUNT_RATE_LIMITS={"login": "3/m/ip"})
def test_too_many_requests_from_one_place_get_a_page_that_says_what_to_do(
    client: Client,
) -> None:
    for _ in range(3):
        assert client.post(CONNEXION).status_code == 200
    response = client.post(CONNEXION)
    assert response.status_code == 429
    assert "Attendez quelques minutes, puis recommencez." in main_of(response)
    assert "Trop de demandes" in main_of(response)


@override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}, ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_the_town_s_front_server_each_visitor_has_an_own_limit(client: Client) -> None:
    first, second = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
    assert client.post(CONNEXION, headers=first).status_code == 200
    assert client.post(CONNEXION, headers=first).status_code == 429
    assert client.post(CONNEXION, headers=second).status_code == 200


def test_production_knows_its_front_server() -> None:
    assert production.ALLAUTH_TRUSTED_PROXY_COUNT == 1


# -- forgotten password ----------------------------------------------------------------------


@pytest.mark.usefixtures("agent")
def test_known_and_unknown_addresses_get_the_same_page(client: Client) -> None:
    pages = []
    for email in ("Agent@essai.example", "inconnu@essai.example"):
        response = client.post(OUBLIE, {"email": email}, follow=True)
        assert response.redirect_chain == [("/compte/mot-de-passe/envoye/", 302)]
        pages.append(main_of(response))
    assert pages[0] == pages[1]
    assert "Si un compte existe à cette adresse" in pages[0]
    known, unknown = mail.outbox
    assert (known.to, known.subject) == (
        ["agent@essai.example"],
        "Choisir un nouveau mot de passe",
    )
    assert (unknown.to, unknown.subject) == (
        ["inconnu@essai.example"],
        "Aucun compte à cette adresse",
    )
    assert "http" not in unknown.body


def test_a_closed_account_gets_no_link(
    client: Client, agent: Utilisateur, coordonnateur: Utilisateur
) -> None:
    actions.deactivate_compte(actor=coordonnateur, compte=agent)
    client.post(OUBLIE, {"email": agent.email})
    assert "http" not in mail.outbox[0].body


@pytest.mark.usefixtures("agent")
def test_the_link_gives_a_new_password_once(client: Client) -> None:
    client.post(OUBLIE, {"email": "agent@essai.example"})
    link = link_in(mail.outbox[0])
    form = client.get(link)["Location"]
    assert "Choisir un nouveau mot de passe" in main_of(client.get(form))
    weak = client.post(form, {"password1": "court", "password2": "court"})
    assert "au minimum 12" in main_of(weak)
    response = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Votre mot de passe est changé" in main_of(response)
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password=NEW).status_code == 302
    assert "Ce lien ne marche plus" in main_of(Client().get(link, follow=True))


def test_a_made_up_link_gives_nothing(client: Client) -> None:
    response = client.get("/compte/mot-de-passe/cle/1-inventee/", follow=True)
    assert "Ce lien ne marche plus" in main_of(response)


@pytest.mark.usefixtures("agent")
def test_asking_again_and_again_is_stopped(client: Client) -> None:
    for _ in range(5):
        client.post(OUBLIE, {"email": "agent@essai.example"})
    assert client.post(OUBLIE, {"email": "agent@essai.example"}).status_code == 429
    assert len(mail.outbox) == 5


# -- change of password ----------------------------------------------------------------------


def change(client: Client, **given: str) -> Any:
    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, **given}
    return client.post(CHANGER, values, follow=True)


def test_a_password_changed_signs_out_the_other_machines(agent: Utilisateur) -> None:
    here, elsewhere = signed_in(agent), signed_in(agent)
    assert "Votre mot de passe est changé." in main_of(change(here))
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert sign_in(Client(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"oldpassword": "autre"}, "pas votre mot de passe actuel"),
        ({"password2": "autre"}, "deux fois le même mot de passe"),
        ({"password1": "court", "password2": "court"}, "au minimum 12"),
    ],
)
def test_a_wrong_change_of_password_is_told(
    agent: Utilisateur, wrong: dict[str, str], said: str
) -> None:
    assert said in main_of(change(signed_in(agent), **wrong))
    assert sign_in(Client()).status_code == 302


def test_no_password_ever_reaches_the_journal(agent: Utilisateur) -> None:
    change(signed_in(agent))
    written = str(list(Trace.objects.values("avant", "apres")))
    agent.refresh_from_db()
    assert "password" not in written
    assert agent.password not in written
