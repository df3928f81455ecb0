"""The journal on the web: who reads it, how it is filtered, paged, exported."""

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from quietude.comptes import actions, page_journal
from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting, record_read
from quietude.journal.models import Operation, Trace
from quietude.territoire.models import Commune
from tests.comptes.conftest import signed_in
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

JOURNAL = "/journal/"
HTMX = {"HX-Request": "true"}


def main_of(response: Any) -> str:
    page: str = response.content.decode()
    return page.split("<main", 1)[1].split("</main>")[0]


def lines(response: Any) -> list[str]:
    """What each line is about, newest first."""
    return re.findall(r'\?sujet=[^"]+">([^<]+)<', response.content.decode())


def make_commune(nom: str, actor: Utilisateur | None = None) -> Commune:
    with acting(actor, "essai"):
        return Commune.objects.create(insee=f"99{Commune.objects.count():03}", nom=nom)


# -- who reads -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_the_coordinator_alone_reads_the_journal(role: Role) -> None:
    response = signed_in(make_user(role)).get(JOURNAL)
    assert response.status_code == (200 if role == Role.COORDONNATEUR else 404)


@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.ELU])
def test_nobody_else_exports_it(role: Role) -> None:
    assert signed_in(make_user(role)).get(f"{JOURNAL}?export=csv").status_code == 404


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(JOURNAL)["Location"] == f"/compte/connexion/?next={JOURNAL}"


def test_reading_the_journal_writes_nothing(client_coordonnateur: Client) -> None:
    before = Trace.objects.count()
    for page in (JOURNAL, f"{JOURNAL}?operation=INSERT", f"{JOURNAL}?export=csv"):
        assert client_coordonnateur.get(page).status_code == 200
    assert Trace.objects.count() == before
    assert client_coordonnateur.post(JOURNAL).status_code == 405


# -- what it shows ---------------------------------------------------------------------------


def test_a_line_says_who_did_what_to_what_before_and_after(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    compte = make_user(Role.LECTEUR, nom="Zoé (essai)")
    actions.change_role(actor=coordonnateur, compte=compte, role=Role.AGENT)
    page = client_coordonnateur.get(f"{JOURNAL}?operation=UPDATE")
    text = main_of(page)
    assert lines(page) == ["Zoé (essai)"]
    assert "Modification" in text
    assert "Coordonnateur du CLSPD (essai), " in text
    assert "<del>Lecteur</del><ins>Agent municipal</ins>" in text


def test_a_consultation_is_shown_as_such(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    commune = make_commune("Valombre")
    record_read(actor=coordonnateur, obj=commune, action="essai")
    page = client_coordonnateur.get(f"{JOURNAL}?operation={Operation.LECTURE}")
    assert lines(page) == ["Valombre"]
    assert "<strong>Consultation</strong>" in main_of(page)


def test_what_the_system_wrote_says_so(client_coordonnateur: Client) -> None:
    make_commune("Valombre")
    page = client_coordonnateur.get(f"{JOURNAL}?qui=systeme&genre=territoire.commune")
    assert "Quiétude (chargement ou tâche automatique)" in main_of(page)


def test_no_secret_is_shown(client_coordonnateur: Client, coordonnateur: Utilisateur) -> None:
    assert coordonnateur.password not in main_of(client_coordonnateur.get(JOURNAL))
    assert "Mot de passe" not in main_of(client_coordonnateur.get(JOURNAL))


def test_a_name_is_never_taken_for_markup(client_coordonnateur: Client) -> None:
    make_commune("<b>Val</b>")
    assert "<b>Val" not in main_of(client_coordonnateur.get(JOURNAL))


# -- filters ---------------------------------------------------------------------------------


def test_filters_narrow_the_lines(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    make_commune("Du système")
    mine = make_commune("De la coordination", coordonnateur)
    with acting(coordonnateur, "essai"):
        mine.delete()

    def found(query: str) -> list[str]:
        return lines(client_coordonnateur.get(f"{JOURNAL}?{query}"))

    assert found("genre=territoire.commune") == [
        "De la coordination",
        "De la coordination",
        "Du système",
    ]
    assert found("genre=territoire.commune&qui=systeme") == ["Du système"]
    assert found(f"qui={coordonnateur.pk}") == ["De la coordination"] * 2
    assert found("operation=DELETE") == ["De la coordination"]
    assert found(f"operation=DELETE&qui={coordonnateur.pk}&genre=comptes.utilisateur") == []


def test_both_days_asked_for_are_included(client_coordonnateur: Client) -> None:
    make_commune("Valombre")
    today = timezone.localdate()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)

    def found(query: str) -> int:
        page = client_coordonnateur.get(f"{JOURNAL}?genre=territoire.commune&{query}")
        return len(lines(page))

    assert found(f"du={today}&au={today}") == 1
    assert found(f"du={yesterday:%d/%m/%Y}&au={tomorrow:%d/%m/%Y}") == 1
    assert found(f"au={yesterday}") == 0
    assert found(f"du={tomorrow}") == 0


def test_a_day_begins_at_midnight_in_france() -> None:
    start = page_journal._midnight(datetime(2026, 7, 1).date())
    assert start.isoformat() == "2026-07-01T00:00:00+02:00"


@pytest.mark.parametrize(
    "query",
    [
        "qui=999999",
        "qui=x",
        "operation=TRUNCATE",
        "genre=auth.group",
        "du=pas-une-date",
        "sujet=n-importe",
        "avant=abc",
        "avant=%C2%B2",
        "avant=-1",
        "avant=99999999999999999999999999",
        "export=exe",
    ],
)
def test_what_is_not_understood_filters_nothing(
    client_coordonnateur: Client, query: str
) -> None:
    make_commune("Valombre")
    response = client_coordonnateur.get(f"{JOURNAL}?{query}")
    assert response.status_code == 200
    assert "Valombre" in lines(response)


def test_no_line_found_says_what_to_do(client_coordonnateur: Client) -> None:
    text = main_of(client_coordonnateur.get(f"{JOURNAL}?operation=DELETE"))
    assert "Aucune ligne ne répond à ces filtres" in text
    assert "affichez tout le journal" in text


def test_a_line_leads_to_the_whole_story_of_its_object(client_coordonnateur: Client) -> None:
    commune = make_commune("Valombre")
    make_commune("Autre")
    with acting(None, "essai"):
        commune.nom = "Val d’Ombre"
        commune.save()
    page = client_coordonnateur.get(f"{JOURNAL}?genre=territoire.commune")
    link = f"{JOURNAL}?sujet=territoire.commune:{commune.pk}"
    assert f'href="{link}"' in main_of(page)
    story = client_coordonnateur.get(link)
    assert lines(story) == ["Val d’Ombre"] * 2
    assert "Un seul objet" in main_of(story)
    assert 'type="hidden" name="sujet"' in main_of(story)  # other filters keep the object


# -- pages -----------------------------------------------------------------------------------


def test_pages_follow_one_another_by_key(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_journal, "PAR_PAGE", 2)
    for rank in range(5):
        make_commune(f"Commune {rank}")
    address, seen = f"{JOURNAL}?genre=territoire.commune", []
    for _ in range(3):
        page = client_coordonnateur.get(address)
        seen.append(lines(page))
        found = re.search(r'href="(\?[^"]*avant=[^"]*)"', main_of(page))
        address = JOURNAL + found[1].replace("&amp;", "&") if found else ""
        make_commune("Entretemps")  # what is written meanwhile moves no page
    assert seen == [["Commune 4", "Commune 3"], ["Commune 2", "Commune 1"], ["Commune 0"]]
    assert address == ""
    assert "Revenir aux plus récentes" in main_of(page)
    assert f'href="{JOURNAL}?genre=territoire.commune"' in main_of(page).replace(
        'href="?', f'href="{JOURNAL}?'
    )


def test_the_fragment_is_the_part_of_the_page(client_coordonnateur: Client) -> None:
    make_commune("Valombre")
    page = f"{JOURNAL}?operation=INSERT"
    part = client_coordonnateur.get(page, headers=HTMX).content.decode()
    assert "<main" not in part
    assert part.strip() in client_coordonnateur.get(page).content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_the_same_whatever_its_length(
    client_coordonnateur: Client,
    coordonnateur: Utilisateur,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for rank in range(count):
        make_commune(f"Commune {rank}", coordonnateur)
    with django_assert_num_queries(6):
        client_coordonnateur.get(f"{JOURNAL}?genre=territoire.commune")


# -- export ----------------------------------------------------------------------------------


def test_the_export_holds_every_line_of_the_filter(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_journal, "PAR_PAGE", 1)
    for rank in range(3):
        make_commune(f"=Commune {rank}")
    response = client_coordonnateur.get(f"{JOURNAL}?genre=territoire.commune&export=csv")
    assert response["Content-Disposition"].startswith('attachment; filename="journal-')
    text = response.content.decode("utf-8-sig")
    assert text.startswith("Numéro;Moment;Qui;Opération;Genre;Objet;Changements;Action")
    assert [f"'=Commune {rank}" in text for rank in range(3)] == [True] * 3  # never a formula
    book = client_coordonnateur.get(f"{JOURNAL}?genre=territoire.commune&export=xlsx")
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.max_row == 4
    assert isinstance(sheet["B2"].value, datetime)


def test_a_long_export_stops_at_the_latest_lines(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_journal, "EXPORT_MAX", 2)
    for rank in range(3):
        make_commune(f"Commune {rank}")
    response = client_coordonnateur.get(f"{JOURNAL}?genre=territoire.commune&export=csv")
    text = response.content.decode("utf-8-sig")
    assert ("Commune 2" in text, "Commune 0" in text) == (True, False)
