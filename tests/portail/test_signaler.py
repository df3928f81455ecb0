"""Reporting without an account: three steps, nothing lost, nothing asked that is not needed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.signing import loads
from django.test import Client
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.journal.models import Trace
from quietude.portail import parcours
from quietude.signalements.models import Appelant, Categorie, DureeConservation, Signalement
from tests.conftest import make_user
from tests.portail.conftest import (
    CONTACT,
    OU,
    QUOI,
    URL,
    code_in,
    etat_of,
    page_of,
    post,
    reach_last_step,
    send,
)
from tests.signalements.factories import make_categorie
from tests.strategie.factories import make_organisation, write
from tests.territoire.builders import make_division, make_lieu, make_secteur


@pytest.fixture(autouse=True)
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person takes the time to read."""
    monkeypatch.setattr(parcours.Parcours, "secondes", 60.0)


def test_three_steps_make_a_report_that_goes_to_its_service(
    client: Client, bruit: Categorie
) -> None:
    response = send(client, repete="on", fait_heure="23:30")
    row = Signalement.objects.get()
    assert response.status_code == 200
    assert (row.canal, row.etat, row.quarantaine) == ("web", "recu", False)
    assert (row.note, row.faits, row.repete) == (QUOI["note"], ["musique"], True)
    assert (row.adresse, f"{row.fait_heure:%H:%M}") == (OU["adresse"], "23:30")
    assert row.echeance is not None
    assert not Appelant.objects.exists()


def test_the_system_signs_what_comes_without_an_account(
    client: Client, bruit: Categorie
) -> None:
    send(client)
    trace = Trace.objects.filter(objet_type="signalements.signalement").get()
    assert (trace.acteur, trace.action) == (None, "signalements.send_signalement")


def test_contact_details_are_kept_apart_and_never_travel_in_the_page(
    client: Client, bruit: Categorie
) -> None:
    etat = reach_last_step(client)
    told = {"nom": "Essai Fictif", "telephone": "0100000000", "email": "pas une adresse"}
    back = post(client, etat, 3, 4, {**CONTACT, **told})
    assert "Écrivez une adresse complète" in page_of(back)
    assert 'value="Essai Fictif"' in page_of(back)
    assert "Fictif" not in str(loads(etat_of(back), salt="quietude.portail.parcours"))
    post(client, etat_of(back), 3, 4, {**CONTACT, **told, "email": ""})
    kept = Appelant.objects.get()
    assert (kept.nom, kept.telephone, kept.rappel) == ("Essai Fictif", "0100000000", True)


@pytest.mark.parametrize(
    ("etape", "changes", "words"),
    [
        (1, {"categorie": ""}, "Choisissez ce que vous voulez signaler"),
        (1, {"fait_le": ""}, "Dites quel jour"),
        (1, {"fait_le": "2999-01-01"}, "avant d’avoir eu lieu"),
        (1, {"fait_le": "0001-01-01"}, "plus de cinq ans"),
        (1, {"fait_heure": "midi"}, "Écrivez une heure"),
        (1, {"note": "x" * 1001}, "1000"),
        (2, {"adresse": ""}, "Dites où"),
        (2, {"latitude": "43,5"}, "Donnez la latitude et la longitude"),
        (2, {"latitude": "nord", "longitude": "5"}, "Écrivez un nombre"),
        (2, {"latitude": "95", "longitude": "5"}, "en degrés"),
    ],
)
def test_a_fault_is_told_and_what_was_typed_stays(
    client: Client, bruit: Categorie, etape: int, changes: dict[str, Any], words: str
) -> None:
    first = post(client, "", 1, 2, {**QUOI, **(changes if etape == 1 else {})})
    page = first if etape == 1 else post(client, etat_of(first), 2, 3, {**OU, **changes})
    assert words in page_of(page)
    assert f"étape {etape} sur 3" in page_of(page)
    assert "Erreur" in page_of(page).split("</title>")[0]
    for typed in changes.values():
        assert str(typed) in page_of(page)
    assert not Signalement.objects.exists()


def test_going_back_and_forth_loses_nothing_and_blames_nobody(
    client: Client, bruit: Categorie
) -> None:
    second = post(client, "", 1, 2, QUOI)
    back = post(client, etat_of(second), 2, 1, {"adresse": "rue à compléter"})
    assert QUOI["note"] in page_of(back)
    assert "checked" in page_of(back)
    again = post(client, etat_of(back), 1, 2, {**QUOI, "note": "Autre."})
    assert "rue à compléter" in page_of(again)
    assert "Dites où" not in page_of(again)
    third = post(client, etat_of(again), 2, 3, OU)
    assert "Autre." in page_of(third)
    assert OU["adresse"] in page_of(third)


def test_sending_twice_after_a_lost_connection_makes_one_report(
    client: Client, bruit: Categorie
) -> None:
    etat = reach_last_step(client)
    codes = {code_in(post(client, etat, 3, 4, CONTACT)) for _ in range(2)}
    assert (len(codes), Signalement.objects.count()) == (1, 1)


def test_a_step_cannot_be_skipped(client: Client, bruit: Categorie) -> None:
    first = post(client, "", 1, 4, QUOI)
    assert "étape 2 sur 3" in page_of(first)
    straight = post(client, "", 3, 4, CONTACT)
    assert "étape 1 sur 3" in page_of(straight)
    assert not Signalement.objects.exists()


def test_a_page_that_was_tampered_with_starts_again(client: Client, bruit: Categorie) -> None:
    etat = reach_last_step(client)
    page = post(client, etat[:-3] + "abc", 3, 4, CONTACT)
    assert "rien n’a été envoyé" in page_of(page)
    assert not Signalement.objects.exists()


def test_a_page_left_open_for_days_keeps_what_it_holds(
    client: Client, bruit: Categorie, monkeypatch: pytest.MonkeyPatch
) -> None:
    etat = reach_last_step(client)
    monkeypatch.setattr(parcours, "VALIDITE", -1)
    assert code_in(post(client, etat, 3, 4, CONTACT))
    assert Signalement.objects.get().note == QUOI["note"]


@pytest.mark.parametrize(("urgence", "urgent"), [(True, ""), (False, "on")])
def test_emergency_numbers_come_first_when_it_cannot_wait(
    client: Client, bruit: Categorie, urgence: bool, urgent: str
) -> None:
    make_categorie("violences", urgence=urgence)
    values = {**QUOI, "categorie": "violences"} | ({"urgent": urgent} if urgent else {})
    page = page_of(post(client, "", 1, 2, values))
    assert page.index("Appelez d’abord") < page.index('name="adresse"')
    assert 'href="tel:17"' in page and 'href="sms:114"' in page
    calm = page_of(post(client, "", 1, 2, QUOI))
    assert "Appelez d’abord" not in calm


def test_the_emergency_numbers_are_those_that_the_agents_have(
    client: Client, bruit: Categorie
) -> None:
    numbers = re.compile(r'href="((?:tel|sms):\d+)"><b>')
    public = numbers.findall(page_of(client.get(URL)))
    client.force_login(make_user(Role.AGENT))
    assert numbers.findall(page_of(client.get("/signalements/appel/"))) == public
    assert public == ["tel:17", "tel:18", "tel:15", "tel:112", "sms:114"]


def test_a_known_place_or_a_point_is_enough(client: Client, bruit: Categorie) -> None:
    ecole = make_lieu("ecole", make_secteur(make_division("quartiers"), "nord"))
    first = etat_of(post(client, "", 1, 2, QUOI))
    placed = post(client, first, 2, 3, {"lieu": "ecole", "adresse": ""})
    assert ecole.nom in page_of(placed)
    post(client, etat_of(placed), 3, 4, CONTACT)
    row = Signalement.objects.get()
    assert (row.lieu, row.secteurs) == (ecole, {"quartiers": "nord"})
    point = {"lieu": "", "adresse": "", "latitude": "43,514", "longitude": "4.987"}
    dotted = post(client, etat_of(post(client, "", 1, 2, QUOI)), 2, 3, point)
    post(client, etat_of(dotted), 3, 4, CONTACT)
    assert Signalement.objects.filter(latitude=43.514, longitude=4.987).exists()


def test_only_what_runs_on_the_day_is_offered(client: Client, db: None) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    make_categorie("ancienne", jusqu_au=yesterday)
    make_categorie("nouvelle", depuis=timezone.localdate())
    page = page_of(client.get(URL))
    assert 'value="ancienne"' not in page and 'value="nouvelle"' in page
    told = post(client, "", 1, 2, {"categorie": "nouvelle", "fait_le": yesterday.isoformat()})
    assert "n’existait pas à cette date" in page_of(told)


def test_a_town_that_has_no_list_yet_says_so(client: Client, db: None) -> None:
    page = page_of(client.get(URL))
    assert "n’est pas encore ouvert" in page and "Continuer" not in page


@pytest.mark.parametrize("typed", ["²", "0", "-1", "9" * 40, "abc"])
def test_a_step_that_is_none_is_the_first(client: Client, bruit: Categorie, typed: str) -> None:
    response = client.post(URL, {**QUOI, "etape": typed, "vers": typed})
    assert response.status_code == 200
    assert "étape 1 sur 3" in page_of(response)


def test_the_form_asks_the_same_number_of_queries_whatever_the_lists(
    client: Client, bruit: Categorie, django_assert_max_num_queries: Any
) -> None:
    family = bruit.parent
    for rank in range(20):
        make_categorie(f"sorte-{rank}", parent=family, service=make_organisation())
    with django_assert_max_num_queries(6):
        client.get(URL)


def test_the_notice_says_how_long_from_the_setting_of_the_day(
    client: Client, bruit: Categorie
) -> None:
    assert "12 mois" in page_of(client.get(f"{URL}vos-donnees/"))
    write(DureeConservation, depuis=timezone.localdate(), mois=6, source="Essai")
    later = timezone.localdate() + timedelta(days=9)
    write(DureeConservation, depuis=later, mois=3, source="Essai")
    assert "6 mois" in page_of(client.get(f"{URL}vos-donnees/"))
    etat = etat_of(post(client, "", 1, 2, QUOI))
    assert "6 mois" in page_of(post(client, etat, 2, 3, OU))


def test_no_page_is_kept_by_the_browser_nor_sets_a_cookie_that_lasts(
    client: Client, bruit: Categorie
) -> None:
    response = client.get(URL)
    assert "no-store" in response.headers["Cache-Control"]
    assert "sessionid" not in response.cookies
