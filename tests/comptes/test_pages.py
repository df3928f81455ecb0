"""Pages of the accounts and invitations: who opens them, what they show, what they do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from quietude.comptes.enums import Role
from quietude.comptes.models import Invitation, Utilisateur
from quietude.journal.models import Trace
from tests.comptes.conftest import link_in, make_expired, sent_invitation, signed_in
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

LISTE = "/comptes/"
HTMX = {"HX-Request": "true"}
PASSWORD = "un mot de passe d-essai"
Committed = Callable[[], Any]


def main_of(response: Any) -> str:
    page: str = response.content.decode()
    return page.split("<main", 1)[1].split("</main>")[0]


def rows(response: Any) -> list[str]:
    """Names in the table, in order."""
    return re.findall(r'<a href="/comptes/\d+/"[^>]*>\s*(.*?)\s*</a>', main_of(response))


def manager_pages(pk: int) -> list[str]:
    return [
        LISTE,
        f"/comptes/{pk}/",
        "/comptes/inviter/",
        f"/comptes/{pk}/fermer/",
    ]


# -- who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDONNATEUR, Role.ADMINISTRATEUR])
def test_managers_open_the_pages_of_accounts(role: Role) -> None:
    agent, client = make_user(Role.AGENT), signed_in(make_user(role))
    for page in manager_pages(agent.pk):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("role", [Role.ELU, Role.AGENT, Role.PARTENAIRE, Role.LECTEUR])
def test_others_find_no_page_of_accounts(role: Role, coordonnateur: Utilisateur) -> None:
    invitation, _ = sent_invitation(coordonnateur)
    me = make_user(role)
    client = signed_in(me)
    for page in manager_pages(coordonnateur.pk):
        assert client.get(page).status_code == 404, page
    for page in (
        f"/comptes/{coordonnateur.pk}/role/",
        f"/comptes/{coordonnateur.pk}/fermer/",
        f"/comptes/{me.pk}/rouvrir/",
        "/comptes/inviter/",
        f"/comptes/invitations/{invitation.pk}/renvoyer/",
        f"/comptes/invitations/{invitation.pk}/annuler/",
    ):
        assert client.post(page, {"role": role}).status_code == 404, page
    invitation.refresh_from_db()
    assert invitation.annulee_le is None


def test_strangers_are_asked_to_sign_in(client: Client, coordonnateur: Utilisateur) -> None:
    for page in [*manager_pages(coordonnateur.pk), "/comptes/moi/"]:
        response = client.get(page)
        assert response.status_code == 302
        assert response["Location"] == f"/compte/connexion/?next={page}"


def test_unknown_accounts_and_invitations_are_not_found(client_coordonnateur: Client) -> None:
    assert client_coordonnateur.get("/comptes/9999/").status_code == 404
    assert client_coordonnateur.post("/comptes/9999/role/").status_code == 404
    assert client_coordonnateur.post("/comptes/invitations/9999/annuler/").status_code == 404


# -- the list --------------------------------------------------------------------------------


def test_the_list_says_who_signs_in_with_which_role(client_coordonnateur: Client) -> None:
    make_user(Role.AGENT, nom="Zoé (essai)", is_active=False)
    make_user(Role.ELU, nom="Éloi (essai)")
    page = client_coordonnateur.get(LISTE)
    assert rows(page) == ["Coordonnateur du CLSPD (essai)", "Éloi (essai)", "Zoé (essai)"]
    text = main_of(page)
    assert "Maire ou élu" in text
    assert "Fermé" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=eloi", ["Éloi (essai)"]),
        ("q=ÉLOI", ["Éloi (essai)"]),
        ("q=agent%40essai", ["Zoé (essai)"]),
        ("role=elu", ["Éloi (essai)"]),
        ("etat=fermes", ["Zoé (essai)"]),
        ("etat=ouverts&role=agent", []),
        ("etat=autre&role=elu", ["Éloi (essai)"]),
        ("tri=-nom", ["Zoé (essai)", "Éloi (essai)", "Coordonnateur du CLSPD (essai)"]),
    ],
)
def test_the_list_is_filtered_and_sorted(
    client_coordonnateur: Client, query: str, found: list[str]
) -> None:
    make_user(Role.AGENT, nom="Zoé (essai)", is_active=False)
    make_user(Role.ELU, nom="Éloi (essai)")
    page = client_coordonnateur.get(f"{LISTE}?{query}")
    assert rows(page) == found
    if not found:
        assert "Aucun compte ne répond à ces filtres" in main_of(page)


def test_the_fragment_is_the_table_of_the_page(client_coordonnateur: Client) -> None:
    part = client_coordonnateur.get(f"{LISTE}?q=essai", headers=HTMX).content.decode()
    assert "<main" not in part
    assert part.strip() in client_coordonnateur.get(f"{LISTE}?q=essai").content.decode()


def test_the_list_is_exported_as_filtered(client_coordonnateur: Client) -> None:
    make_user(Role.ELU, nom="Éloi (essai)")
    response = client_coordonnateur.get(f"{LISTE}?q=eloi&export=csv")
    assert "eloi" not in response["Content-Disposition"]
    header, line = response.content.decode("utf-8-sig").splitlines()
    assert header.startswith("Nom;Adresse;Rôle;État")
    assert line == "Éloi (essai);elu@essai.example;Maire ou élu;Ouvert;Non;"


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_whatever_its_length(
    client_coordonnateur: Client,
    coordonnateur: Utilisateur,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for rank in range(count):
        make_user(Role.AGENT, email=f"agent{rank}@essai.example")
        sent_invitation(coordonnateur, email=f"invite{rank}@essai.example")
    with django_assert_num_queries(5):
        client_coordonnateur.get(LISTE)


# -- one account -----------------------------------------------------------------------------


def test_an_account_page_offers_what_may_be_done(client_coordonnateur: Client) -> None:
    agent = make_user(Role.AGENT)
    text = main_of(client_coordonnateur.get(agent.get_absolute_url()))
    assert agent.email in text
    assert "Changer le rôle" in text
    assert f"/comptes/{agent.pk}/fermer/" in text
    assert "Administrateur technique" not in text  # not hers to give


def test_an_account_page_says_why_nothing_may_be_done(
    client_coordonnateur: Client, coordonnateur: Utilisateur, administrateur: Utilisateur
) -> None:
    for compte, said in (
        (coordonnateur, "Personne ne change son propre rôle"),
        (administrateur, "Seul un administrateur technique"),
    ):
        text = main_of(client_coordonnateur.get(compte.get_absolute_url()))
        assert said in text
        assert "<form" not in text


def test_the_last_coordinator_s_page_says_why_it_stays_open(
    coordonnateur: Utilisateur, administrateur: Utilisateur
) -> None:
    page = signed_in(administrateur).get(coordonnateur.get_absolute_url())
    assert "dernier compte ouvert" in main_of(page)
    assert "/fermer/" not in main_of(page)


def test_a_role_given_holds_at_the_person_s_next_page(client_coordonnateur: Client) -> None:
    agent = make_user(Role.AGENT)
    browser = signed_in(agent)
    assert browser.get(LISTE).status_code == 404
    response = client_coordonnateur.post(
        f"/comptes/{agent.pk}/role/", {"role": Role.COORDONNATEUR}, follow=True
    )
    assert "Le nouveau rôle est en vigueur." in main_of(response)
    assert browser.get(LISTE).status_code == 200
    client_coordonnateur.post(f"/comptes/{agent.pk}/role/", {"role": Role.LECTEUR})
    assert browser.get(LISTE).status_code == 404


def test_no_role_chosen_is_told_next_to_the_field(client_coordonnateur: Client) -> None:
    agent = make_user(Role.AGENT)
    for role in ("", "superviseur", Role.ADMINISTRATEUR):
        page = client_coordonnateur.post(f"/comptes/{agent.pk}/role/", {"role": role})
        assert 'id="id_role_error"' in main_of(page)
    agent.refresh_from_db()
    assert agent.role == Role.AGENT


def test_one_s_own_role_is_refused_with_the_rule_s_sentence(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    response = client_coordonnateur.post(
        f"/comptes/{coordonnateur.pk}/role/", {"role": Role.LECTEUR}
    )
    assert response.status_code == 403
    assert "Personne ne change son propre rôle" in main_of(response)


def test_a_closed_account_s_session_ends_at_the_next_request(
    client_coordonnateur: Client,
) -> None:
    agent = make_user(Role.AGENT)
    browser = signed_in(agent)
    assert browser.get("/comptes/moi/").status_code == 200
    page = f"/comptes/{agent.pk}/fermer/"
    assert "ne pourra plus se connecter" in main_of(client_coordonnateur.get(page))
    response = client_coordonnateur.post(page, follow=True)
    assert "Le compte est fermé." in main_of(response)
    assert "Rouvrir le compte" in main_of(response)
    assert browser.get("/comptes/moi/").status_code == 302


def test_an_account_opened_again_asks_to_sign_in_again(client_coordonnateur: Client) -> None:
    agent = make_user(Role.AGENT)
    browser = signed_in(agent)
    client_coordonnateur.post(f"/comptes/{agent.pk}/fermer/")
    response = client_coordonnateur.post(f"/comptes/{agent.pk}/rouvrir/", follow=True)
    assert "rouvert, avec son ancien mot de passe" in main_of(response)
    assert browser.get("/comptes/moi/").status_code == 302


def test_a_refused_closure_shows_why(
    client_coordonnateur: Client, administrateur: Utilisateur
) -> None:
    for answer in (client_coordonnateur.get, client_coordonnateur.post):
        response = answer(f"/comptes/{administrateur.pk}/fermer/")
        assert response.status_code == 403
        assert "Seul un administrateur technique" in main_of(response)


def test_closing_and_opening_are_never_done_by_a_link(client_coordonnateur: Client) -> None:
    agent = make_user(Role.AGENT)
    client_coordonnateur.get(f"/comptes/{agent.pk}/fermer/")
    assert client_coordonnateur.get(f"/comptes/{agent.pk}/rouvrir/").status_code == 405
    assert client_coordonnateur.get(f"/comptes/{agent.pk}/role/").status_code == 405
    agent.refresh_from_db()
    assert agent.is_active


# -- my account ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_everyone_sees_and_renames_oneself(role: Role) -> None:
    me = make_user(role)
    browser = signed_in(me)
    assert me.email in main_of(browser.get("/comptes/moi/"))
    response = browser.post("/comptes/moi/", {"nom": "Autre (essai)"}, follow=True)
    assert "Votre nom est enregistré." in main_of(response)
    me.refresh_from_db()
    assert me.nom == "Autre (essai)"


def test_an_empty_name_is_refused(client_coordonnateur: Client) -> None:
    page = client_coordonnateur.post("/comptes/moi/", {"nom": ""})
    assert 'id="id_nom_error"' in main_of(page)


# -- invite ----------------------------------------------------------------------------------


def asked(**changes: str) -> dict[str, str]:
    given = {"email": "invite@essai.example", "nom": "Invité (essai)", "role": "agent"}
    return {**given, **changes}


def test_an_invitation_leads_from_the_form_to_a_signed_in_account(
    client_coordonnateur: Client, client: Client, committed: Committed
) -> None:
    with committed():
        response = client_coordonnateur.post("/comptes/inviter/", asked(), follow=True)
    text = main_of(response)
    assert "L’invitation est envoyée." in text
    assert "Invitations en attente" in text
    link = link_in(mail.outbox[0])
    page = main_of(client.get(link))
    assert "invite@essai.example" in page
    assert "Agent municipal" in page
    given = {"nom": "Choisi (essai)", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post(link, given, follow=True)
    assert response.redirect_chain == [(reverse("accueil"), 302)]
    assert response.context["user"].email == "invite@essai.example"
    assert "Bienvenue, Choisi (essai)." in main_of(response)
    assert client.get("/comptes/moi/").status_code == 200
    assert "Invitations en attente" not in main_of(client_coordonnateur.get(LISTE))


def test_accepting_where_someone_is_signed_in_changes_who_is(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    _, jeton = sent_invitation(coordonnateur)
    given = {"nom": "Choisi (essai)", "password1": PASSWORD, "password2": PASSWORD}
    client_coordonnateur.post(f"/comptes/invitation/{jeton}/", given)
    page = client_coordonnateur.get("/comptes/moi/")
    assert page.context["user"].email == "invite@essai.example"


def test_a_refused_invitation_keeps_what_was_typed(
    client_coordonnateur: Client, administrateur: Utilisateur
) -> None:
    page = client_coordonnateur.post(
        "/comptes/inviter/", asked(email=administrateur.email, role="elu")
    )
    text = main_of(page)
    assert "Un compte existe déjà pour cette adresse." in text
    assert f'value="{administrateur.email}"' in text
    assert 'value="Invité (essai)"' in text
    assert '<option value="elu" selected>' in text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"email": "pas une adresse"}, {"nom": ""}, {"role": ""}, {"role": "administrateur"}],
)
def test_a_wrong_field_is_told_and_nothing_leaves(
    client_coordonnateur: Client, wrong: dict[str, str]
) -> None:
    page = client_coordonnateur.post("/comptes/inviter/", asked(**wrong))
    assert f'id="id_{next(iter(wrong))}_error"' in main_of(page)
    assert not Invitation.objects.exists()


def test_only_an_administrator_is_offered_that_role(
    client_coordonnateur: Client, administrateur: Utilisateur
) -> None:
    option = '<option value="administrateur">'
    assert option not in main_of(client_coordonnateur.get("/comptes/inviter/"))
    assert option in main_of(signed_in(administrateur).get("/comptes/inviter/"))


# -- send again, cancel ----------------------------------------------------------------------


def test_an_invitation_is_sent_again_from_the_list(
    client_coordonnateur: Client, coordonnateur: Utilisateur, committed: Committed
) -> None:
    invitation, former = sent_invitation(coordonnateur)
    make_expired(invitation)
    assert "Expirée" in main_of(client_coordonnateur.get(LISTE))
    with committed():
        response = client_coordonnateur.post(
            f"/comptes/invitations/{invitation.pk}/renvoyer/", follow=True
        )
    assert "L’invitation est renvoyée" in main_of(response)
    assert client_coordonnateur.get(link_in(mail.outbox[-1])).status_code == 200
    assert client_coordonnateur.get(f"/comptes/invitation/{former}/").status_code == 404


def test_an_invitation_is_cancelled_after_confirmation(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    invitation, jeton = sent_invitation(coordonnateur)
    page = f"/comptes/invitations/{invitation.pk}/annuler/"
    assert "ne marchera plus" in main_of(client_coordonnateur.get(page))
    assert client_coordonnateur.get(f"/comptes/invitation/{jeton}/").status_code == 200
    response = client_coordonnateur.post(page, follow=True)
    assert "L’invitation est annulée." in main_of(response)
    assert client_coordonnateur.get(f"/comptes/invitation/{jeton}/").status_code == 404
    assert client_coordonnateur.get(page).status_code == 403


def test_an_invitation_that_one_may_not_handle_has_no_button(
    client_coordonnateur: Client, administrateur: Utilisateur
) -> None:
    invitation, _ = sent_invitation(administrateur, role=Role.ADMINISTRATEUR.value)
    text = main_of(client_coordonnateur.get(LISTE))
    assert invitation.nom in text
    assert f"/invitations/{invitation.pk}/" not in text
    for verb in ("renvoyer", "annuler"):
        page = f"/comptes/invitations/{invitation.pk}/{verb}/"
        assert client_coordonnateur.post(page).status_code == 403


# -- accept ----------------------------------------------------------------------------------


def test_dead_links_give_one_same_answer(client: Client, coordonnateur: Utilisateur) -> None:
    links: dict[str, str] = {}
    for name in ("expirée", "annulée", "utilisée"):
        invitation, links[name] = sent_invitation(
            coordonnateur, email=f"{len(links)}@essai.example"
        )
        if name == "expirée":
            make_expired(invitation)
        elif name == "annulée":
            signed_in(coordonnateur).post(f"/comptes/invitations/{invitation.pk}/annuler/")
        else:
            given = {"nom": "X (essai)", "password1": PASSWORD, "password2": PASSWORD}
            Client().post(f"/comptes/invitation/{links[name]}/", given)
    links["inconnue"] = "inconnue"
    for method in (client.get, client.post):
        answers = [method(f"/comptes/invitation/{jeton}/") for jeton in links.values()]
        assert {answer.status_code for answer in answers} == {404}
        bare = {re.sub(r'value="\w+"|Token": "\w+', "", main_of(page)) for page in answers}
        assert len(bare) == 1
        assert "Ce lien ne marche plus" in bare.pop()


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        (("court", "court"), "password1", "12"),
        (("motdepasse12345678", "autre-chose-de-long"), "password2", "pas les mêmes"),
        (("invite@essai.example", "invite@essai.example"), "password1", "trop semblable"),
        (("123456789012345", "123456789012345"), "password1", "entièrement numérique"),
        (("", ""), "password1", "obligatoire"),
    ],
)
def test_a_weak_or_mistyped_password_is_told(
    client: Client,
    coordonnateur: Utilisateur,
    given: tuple[str, str],
    field: str,
    said: str,
) -> None:
    _, jeton = sent_invitation(coordonnateur)
    page = client.post(
        f"/comptes/invitation/{jeton}/",
        {"nom": "Choisi (essai)", "password1": given[0], "password2": given[1]},
    )
    text = main_of(page)
    error = text.split(f'id="id_{field}_error"', 1)[1].split("</p>")[0]
    assert said in error
    assert 'value="Choisi (essai)"' in text
    assert not given[0] or f'value="{given[0]}"' not in text  # a password is never sent back
    assert not Utilisateur.objects.filter(email="invite@essai.example").exists()


def test_the_page_that_accepts_is_not_kept_by_the_browser(
    client: Client, coordonnateur: Utilisateur
) -> None:
    _, jeton = sent_invitation(coordonnateur)
    response = client.get(f"/comptes/invitation/{jeton}/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_looking_writes_nothing(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    invitation, jeton = sent_invitation(coordonnateur)
    before = Trace.objects.count()
    for page in (
        *manager_pages(make_user(Role.AGENT, is_active=True).pk),
        "/comptes/moi/",
        f"/comptes/invitation/{jeton}/",
        f"/comptes/invitations/{invitation.pk}/annuler/",
    ):
        assert client_coordonnateur.get(page).status_code == 200
    assert Trace.objects.count() == before + 1  # the account that this test made
