"""The follow-up code: a state and dates, nothing else, and no way to guess."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client, override_settings

from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.portail import suivi
from quietude.signalements.actions.vie import merge_signalement
from quietude.signalements.code_suivi import (
    clean,
    code_of,
    fingerprint,
    fingerprints,
    new_key,
    spoken,
)
from quietude.signalements.models import Signalement
from tests.portail.conftest import page_of
from tests.signalements.factories import make_signalement

URL = "/signaler/suivre/"
CODE = "123456789012"


def ask(client: Client, code: str) -> Any:
    return client.post(URL, {"code": code})


def followed(**fields: Any) -> Signalement:
    return make_signalement(suivi_empreinte=fingerprint(CODE), **fields)


def test_a_code_is_twelve_figures_read_by_four_whatever_the_spaces() -> None:
    code = code_of(new_key())
    assert (len(code), code.isdigit()) == (12, True)
    assert clean(spoken(code)) == clean(f" {code[:6]}-{code[6:]} ") == code
    assert clean("12345") == clean("abc") == clean("١٢٣٤٥٦٧٨٩٠١٢") == ""
    assert code_of("une") != code_of("autre")


def test_the_print_cannot_be_made_without_the_secret_of_the_site() -> None:
    kept = fingerprint(CODE)
    with override_settings(SECRET_KEY="autre"):
        assert fingerprint(CODE) != kept
    with override_settings(SECRET_KEY="autre", SECRET_KEY_FALLBACKS=["tests-seulement"]):
        assert kept in fingerprints(CODE)


def test_the_code_shows_the_state_and_the_dates_and_nothing_else(
    client: Client, db: None
) -> None:
    row = followed(
        note="Détail à taire",
        etat="resolu",
        clos_le=date(2025, 4, 2),
        repondu_le=date(2025, 3, 9),
        jour=date(2025, 3, 4),
    )
    page = page_of(ask(client, spoken(CODE)))
    for shown in ("Résolu", "4\xa0mars 2025", "9\xa0mars 2025", "2\xa0avril 2025"):
        assert shown in page
    for hidden in ("Détail", row.adresse, row.categorie.libelle, f"/{row.pk}"):
        assert hidden not in page


def test_every_wrong_code_gives_the_same_page(client: Client, db: None) -> None:
    followed()
    pages = {
        re.sub(r"[A-Za-z0-9]{64}", "", page_of(ask(client, code)).replace(code, ""))
        for code in ("000000000000", "9999", "pas un code")
    }
    assert len(pages) == 1
    assert "Aucun signalement" in pages.pop()


def test_neighbours_behind_one_address_follow_their_reports_as_often_as_they_like(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right code does not count, nor what cannot be one."""
    monkeypatch.setattr(suivi, "ESSAIS", 2)
    followed()
    for _ in range(4):
        assert "Reçu le" in page_of(ask(client, CODE))
        assert "Aucun signalement" in page_of(ask(client, "1234"))


def test_who_is_stopped_does_not_use_up_the_tries_of_the_others(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suivi, "ESSAIS", 1)
    monkeypatch.setattr(suivi, "ESSAIS_EN_TOUT", 3)
    followed()
    for number in range(9):
        ask(client, f"{number:012}")
    elsewhere = client.post(URL, {"code": CODE}, REMOTE_ADDR="198.51.100.7")
    assert "Reçu le" in page_of(elsewhere)


def test_guessing_is_stopped_even_for_the_right_code(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed()
    for number in range(suivi.ESSAIS):
        assert ask(client, f"{number:012}").status_code == 200
    stopped = ask(client, CODE)
    assert stopped.status_code == 429
    assert "Trop de codes" in page_of(stopped)
    assert "Reçu le" not in page_of(stopped)
    elsewhere = client.post(URL, {"code": CODE}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200
    monkeypatch.setattr(suivi, "ESSAIS_EN_TOUT", 5)
    assert client.post(URL, {"code": CODE}, REMOTE_ADDR="198.51.100.8").status_code == 429


def test_one_subscriber_of_ipv6_is_one_whatever_the_end_of_the_address(
    client: Client, db: None
) -> None:
    for number in range(suivi.ESSAIS + 1):
        wrong = {"code": f"{number:012}"}
        last = client.post(URL, wrong, REMOTE_ADDR=f"2001:db8::{number:x}")
    assert last.status_code == 429


def test_who_abuses_learns_nothing_from_the_code(client: Client, db: None) -> None:
    followed(quarantaine=True, etat="qualifie")
    page = page_of(ask(client, CODE))
    assert "Reçu" in page and "uarantaine" not in page


def test_a_report_that_joined_another_shows_how_that_one_stands(
    client: Client, coordonnateur: Utilisateur
) -> None:
    into = make_signalement(etat="en-cours")
    merge_signalement(actor=coordonnateur, signalement=followed(), dans=into)
    assert "Un service s’en occupe" in page_of(ask(client, CODE))


def test_the_code_is_nowhere_in_the_database(client: Client, systeme: None) -> None:
    row = followed()
    assert CODE not in row.suivi_empreinte
    said = " ".join(str(trace.apres) for trace in Trace.objects.all())
    assert row.suivi_empreinte not in said
