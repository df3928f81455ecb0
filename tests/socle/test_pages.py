"""The layer's own pages, its errors, and the fragment rule."""

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django_htmx.middleware import HtmxMiddleware

from quietude.comptes.enums import Role
from quietude.socle import menu, views
from quietude.socle.pages import render_page
from tests.conftest import make_user

HTMX = {"HX-Request": "true"}


def in_main(response: Any) -> str:
    page: str = response.content.decode()
    return page.split("<main", 1)[1].split("</main>")[0]


@pytest.mark.django_db
def test_health_answers_when_the_database_does(client: Client) -> None:
    response = client.get("/sante")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_health_says_503_when_the_database_is_away(client: Client) -> None:
    with patch.object(views, "connection") as connection:
        connection.cursor.side_effect = OperationalError
        assert client.get("/sante").status_code == 503


@pytest.mark.django_db
def test_accessibility_statement_is_public(client: Client) -> None:
    assert "RGAA" in in_main(client.get("/accessibilite/"))


@pytest.mark.django_db
def test_styleguide_exists_in_the_demonstration_only(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 200
    with override_settings(DEMO=False):
        assert client.get("/styleguide/").status_code == 404


@pytest.mark.django_db
def test_styleguide_exports_its_table(client: Client) -> None:
    assert client.get("/styleguide/?export=csv")["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.django_db
def test_no_page_holds_an_inline_style_or_script(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    assert "style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?tri=titre", "?recherche=zone", "?recherche=rien"])
def test_htmx_fragment_equals_part_of_the_page(client: Client, query: str) -> None:
    part = client.get(f"/styleguide/{query}", headers=HTMX).content.decode()
    assert "<main" not in part
    assert part.strip() in client.get(f"/styleguide/{query}").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("extra", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_link_and_history_get_the_whole_page(client: Client, extra: str) -> None:
    response = client.get("/styleguide/", headers={**HTMX, extra: "true"})
    assert b"<main" in response.content
    assert "HX-Request" in response["Vary"]


def test_messages_go_along_with_a_fragment(rf: RequestFactory) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        request.session = {}  # type: ignore[assignment]  # enough for the storage
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
        request.resolver_match = None
        messages.success(request, "Fiche enregistrée.")
        context = {"grille": None}
        return render_page(request, "x", context, fragment="socle/_messages_oob.html")

    response = HtmxMiddleware(answer)(rf.get("/", headers=HTMX))
    assert b'hx-swap-oob="innerHTML"' in response.content  # type: ignore[union-attr]
    assert "Fiche enregistrée." in response.content.decode()  # type: ignore[union-attr]


@pytest.mark.django_db
def test_settings_ask_for_an_account(client: Client) -> None:
    response = client.get("/reglages/")
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/reglages/")


def test_settings_show_what_the_role_may_set(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu, "_REGLAGES", [])
    assert "Rien à régler" in in_main(client_coordonnateur.get("/reglages/"))
    roles = frozenset({Role.COORDONNATEUR.value})
    menu.reglage("Zones", "socle:accessibilite", "Un essai.", roles)
    menu.reglage("École", "socle:accessibilite", "Un essai.", roles)
    menu.reglage("Interdit", "socle:accessibilite", "Un essai.", frozenset({"elu"}))
    text = in_main(client_coordonnateur.get("/reglages/"))
    assert text.index("École") < text.index("Zones")
    assert "Interdit" not in text


def test_menu_marks_the_current_entry(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu, "_ENTREES", [])
    roles = frozenset({Role.COORDONNATEUR.value})
    for rank, (name, space) in enumerate([("Ici", "socle"), ("Ailleurs", "journal")]):
        menu.register(menu.Entree(rank, name, "socle:reglages", frozenset({space}), roles))
    page = client_coordonnateur.get("/reglages/").content.decode()
    assert '<a href="/reglages/" aria-current="true">Ici</a>' in page
    assert '<a href="/reglages/">Ailleurs</a>' in page


def test_the_menu_of_the_account_shows_what_the_role_has(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu, "_COMPTE", [])
    for name, role in (("À moi", "coordonnateur"), ("À d’autres", "elu")):
        roles = frozenset({role})
        menu.register_compte(menu.Entree(1, name, "socle:reglages", frozenset(), roles))
    page = client_coordonnateur.get("/reglages/").content.decode()
    assert '<a href="/reglages/">À moi</a>' in page
    assert "À d’autres" not in page


def test_menu_refuses_an_eighth_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_ENTREES", [])
    for rank in range(menu.ENTREES_MAX):
        menu.register(menu.Entree(rank, str(rank), "x", frozenset(), frozenset()))
    with pytest.raises(ValueError, match="7"):
        menu.register(menu.Entree(8, "trop", "x", frozenset(), frozenset()))


def test_account_menu_signs_out_by_post(client_coordonnateur: Client) -> None:
    page = client_coordonnateur.get("/reglages/").content.decode()
    assert '<form method="post" action="/compte/deconnexion/">' in page
    assert "Coordonnateur du CLSPD" in page


@pytest.mark.django_db
def test_missing_page_is_told_in_french(client: Client) -> None:
    response = client.get("/rien-ici/")
    assert response.status_code == 404
    assert "Page introuvable" in in_main(response)


@pytest.mark.django_db
def test_refusal_shows_the_rule_s_own_sentence(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = make_user(Role.ELU)
    request.resolver_match = None
    request._messages = []  # type: ignore[attr-defined]
    response = views.refused(request, PermissionDenied("Seul le pilote modifie l’avancement."))
    assert response.status_code == 403
    assert "Seul le pilote modifie l’avancement." in in_main(response)
    assert "Votre rôle ne permet pas" in in_main(views.refused(request, PermissionDenied()))


@pytest.mark.django_db
def test_form_without_token_is_refused_in_french() -> None:
    request = RequestFactory().get("/")
    request.user = make_user(Role.ELU)
    request.resolver_match = None
    request._messages = []  # type: ignore[attr-defined]
    response = views.csrf_refused(request)
    assert (response.status_code, "expiré" in in_main(response)) == (403, True)


def test_server_error_and_bad_request_ask_nothing_of_the_request() -> None:
    broken: Any = None
    assert views.server_error(broken).status_code == 500
    assert views.bad_request(broken).status_code == 400
    assert "Une erreur est survenue" in in_main(views.server_error(broken))
