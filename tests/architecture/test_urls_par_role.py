"""Every address, tried by every role: the door that the view declares is the real one."""

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from quietude.comptes.enums import Role
from quietude.config.autorisations import PUBLIC, Adresse, addresses, as_markdown
from tests.architecture.adresses import Ville, account
from tests.architecture.lecture_du_code import ROOT

GUARDED = [row for row in addresses() if row.acces is not None]
# Kept copies are for whoever asked and the coordinator: the others find nothing there.
A_SOI = {row.nom for row in GUARDED if row.espace == "documents" and row.arguments}
ADMIS = {200, 302, 405}  # 405: an address only posted to
NON_PILOTES = {Role.ELU, Role.AGENT, Role.PARTENAIRE}
# Past the door, where the rule of the action says no to these roles, and why.
REFUS = {
    "comptes:retirer_double": set(Role),  # the account has no second factor
    "strategie:fiche_supprimer": {Role.COORDONNATEUR},  # the strategy is adopted
    "strategie:fiche_section_edit": NON_PILOTES,
    "strategie:fiche_avancement": NON_PILOTES,
    "instances:decision_clore": NON_PILOTES,
    "evaluation:commentaire": NON_PILOTES,
    "evaluation:commentaire_supprimer": NON_PILOTES,
    "evaluation:fournir_organisation": {Role.ELU, Role.AGENT},  # those who speak for it
    "observatoire:serie_supprimer": {Role.COORDONNATEUR},  # the series has values
    "strategie:commentaire_edit": set(Role) - {Role.COORDONNATEUR},  # its author only
}


@pytest.fixture
def ville(db: None) -> Ville:
    return Ville()


def sent_to_sign_in(response: HttpResponseBase) -> bool:
    return response.status_code == 302 and "/connexion/" in response.headers["Location"]


def expected(row: Adresse, role: Role) -> set[int]:
    if not row.admits(role):
        return {404}
    if row.nom in A_SOI and role != Role.COORDONNATEUR:
        return {404, 405}
    return {403} if role in REFUS.get(row.nom, ()) else ADMIS


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_pages_and_no_other(
    ville: Ville, client: Client, role: Role
) -> None:
    client.force_login(account(role, ville))
    wrong = {}
    for row in GUARDED:
        response = client.get(ville.url(row))
        if response.status_code not in expected(row, role) or sent_to_sign_in(response):
            wrong[row.nom] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("role", Role)
def test_nothing_is_written_through_a_closed_door(
    ville: Ville, client: Client, role: Role
) -> None:
    client.force_login(account(role, ville))
    wrong = {}
    for row in GUARDED:
        if not row.admits(role):
            status = client.post(ville.url(row), {}).status_code
            if status != 404:
                wrong[row.nom] = status
    assert wrong == {}


@pytest.mark.parametrize("role", Role)
def test_nothing_breaks_when_an_empty_form_is_sent(
    ville: Ville, client: Client, role: Role
) -> None:
    user = account(role, ville)
    for row in GUARDED:
        if row.admits(role):
            mark = transaction.savepoint()  # each address finds the town whole
            client.force_login(user)
            status = client.post(ville.url(row), {}).status_code
            transaction.savepoint_rollback(mark)
            assert status in ADMIS | {403, 404}, row.nom


def test_without_an_account_nothing_is_written(ville: Ville, client: Client) -> None:
    closed = [row for row in GUARDED if PUBLIC not in (row.acces or ())]
    wrong = [row.nom for row in closed if not sent_to_sign_in(client.post(ville.url(row), {}))]
    assert wrong == []


def test_without_an_account_one_is_sent_to_sign_in(ville: Ville, client: Client) -> None:
    wrong = {}
    for row in GUARDED:
        response = client.get(ville.url(row))
        public = PUBLIC in (row.acces or ())
        away = sent_to_sign_in(response)
        if (public and response.status_code != 200) or (not public and not away):
            wrong[row.nom] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("role", [None, Role.LECTEUR])
def test_no_page_of_the_sign_in_library_breaks(
    ville: Ville, client: Client, role: Role | None
) -> None:
    if role:
        client.force_login(account(role, ville))
    statuses = {
        row.nom: client.get(ville.url(row)).status_code
        for row in addresses()
        if row.acces is None
    }
    assert {
        name: status for name, status in statuses.items() if status not in ADMIS | {404}
    } == {}


def test_what_the_documentation_says_of_rights_is_true() -> None:
    written = (ROOT / "docs" / "autorisations.md").read_text()
    assert written.strip() == as_markdown().strip(), (
        "écrivez-le de nouveau : quietude autorisations > docs/autorisations.md"
    )
