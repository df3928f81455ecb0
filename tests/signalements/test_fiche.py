"""The sheet of a report: read in one page, acted on in place, by those who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.actions.saisie import add_episode
from quietude.signalements.actions.vie import add_suite, merge_signalement
from quietude.signalements.models import Mediation, Signalement, Suite
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_fait, make_signalement
from tests.strategie.factories import make_mandat, make_organisation, write
from tests.territoire.builders import make_division, make_secteur

AUJOURDHUI = timezone.localdate()
HIER = AUJOURDHUI - timedelta(days=1)


@pytest.fixture
def agent(client: Client, db: None) -> Utilisateur:
    user = make_user(Role.AGENT)
    client.force_login(user)
    return user


def page_of(client: Client, row: Signalement) -> str:
    return client.get(row.get_absolute_url()).content.decode()


def field_version(client: Client, row: Signalement, name: str) -> str:
    form = client.get(row.get_absolute_url()).context["formulaires"][name]
    return str(form["version"].value())


def test_the_sheet_tells_all_in_one_page(client: Client, agent: Utilisateur) -> None:
    make_fait("nuit")
    make_secteur(make_division("quartiers"), "nord")
    row = make_signalement(
        make_categorie(service=make_organisation("police")),
        service=make_organisation("voirie"),
        faits=["nuit"],
        note="Tambour & cymbales",
        secteurs={"quartiers": "nord"},
        echeance=AUJOURDHUI - timedelta(days=3),
        urgent=True,
        episodes=2,
    )
    page = page_of(client, row)
    for told in (
        "En retard de 3 jours", "Urgent", "2 épisodes", "Reçu", "Tambour &amp; cymbales",
        "Fait nuit", "Secteur nord", "12 rue des Essais", "Téléphone", "<b>17</b>",
    ):  # fmt: skip
        assert told in page


def test_a_report_that_does_not_exist_or_is_not_ones_own_is_not_there(
    client: Client, db: None
) -> None:
    user = make_user(Role.PARTENAIRE)
    mine, other = make_organisation("bailleur"), make_organisation("autre")
    make_mandat(user, mine)
    client.force_login(user)
    hidden = make_signalement(service=other)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.post(f"/signalements/{hidden.pk}/suites/", {}).status_code == 404
    assert client.get("/signalements/999999/").status_code == 404
    shown = make_signalement(bailleur=mine)
    page = page_of(client, shown)
    assert "Dire ce qui a été fait" in page
    for kept in ("Coordonnées", "Faire avancer", "Fusionner", "Corriger", "Historique"):
        assert kept not in page


def test_a_partner_answers_for_its_organisation_and_says_nothing_else(
    client: Client, db: None
) -> None:
    user, mine = make_user(Role.PARTENAIRE), make_organisation("bailleur")
    make_mandat(user, mine)
    client.force_login(user)
    row = make_signalement(bailleur=mine)
    address = f"/signalements/{row.pk}/suites/"
    client.post(address, {"nature": "reponse-service", "texte": "Serrure changée."})
    said = Suite.objects.get()
    row.refresh_from_db()
    assert (said.organisation, said.texte) == (mine, "Serrure changée.")
    assert (row.etat, row.repondu_le) == ("en-cours", AUJOURDHUI)
    page = client.post(address, {"nature": "note", "texte": "x"}).content.decode()
    assert "1 point" in page or "Un point à corriger" in page
    assert client.post(f"/signalements/{row.pk}/etat/", {"etat": "resolu"}).status_code == 404


def test_an_elected_member_reads_and_does_nothing(client: Client, db: None) -> None:
    client.force_login(make_user(Role.ELU))
    row = make_signalement(note="Lu par l’élu")
    page = page_of(client, row)
    assert "Lu par l’élu" in page and "<button" not in page.split("<main", 1)[1]
    assert client.post(f"/signalements/{row.pk}/suites/", {}).status_code == 404


def test_the_state_moves_with_its_reason_and_satisfaction_is_asked(
    client: Client, agent: Utilisateur
) -> None:
    row = make_signalement()
    address = f"/signalements/{row.pk}/etat/"
    asked = {"version": field_version(client, row, "etat"), "satisfait": "false"}
    page = client.post(address, {"etat": "sans-suite", **asked}).content.decode()
    assert "Dites pourquoi" in page
    client.post(address, {"etat": "resolu", **asked})
    row.refresh_from_db()
    assert (row.etat, row.clos_le) == ("resolu", AUJOURDHUI)
    assert Suite.objects.get().satisfait is False
    page = page_of(client, row)
    assert "Satisfaction du plaignant : non" in page and "Clos le" in page
    reopened = {"etat": "rouvert", "version": field_version(client, row, "etat")}
    client.post(address, reopened)
    row.refresh_from_db()
    assert (row.etat, row.clos_le) == ("rouvert", None)


def test_two_people_giving_one_report_do_not_write_over_each_other(
    client: Client, agent: Utilisateur
) -> None:
    row, police, voirie = make_signalement(), make_organisation("pm"), make_organisation("vo")
    opened = field_version(client, row, "charge")
    address = f"/signalements/{row.pk}/charge/"
    client.post(address, {"service": police.pk, "version": opened})
    page = client.post(address, {"service": voirie.pk, "version": opened})
    told = page.content.decode()
    assert "Quelqu’un a modifié ce signalement" in told
    form = page.context["formulaires"]["charge"]
    assert form["service"].value() == str(voirie.pk)  # what was typed stays
    row.refresh_from_db()
    assert row.service == police
    client.post(address, {"service": voirie.pk, "version": form["version"].value()})
    row.refresh_from_db()
    assert row.service == voirie


def test_what_two_people_add_is_kept_twice(client: Client, agent: Utilisateur) -> None:
    row = make_signalement()
    for text in ("Passage à 22 h.", "Appel au bailleur."):
        client.post(f"/signalements/{row.pk}/suites/", {"nature": "contact", "texte": text})
    page = page_of(client, row)
    assert "Passage à 22 h." in page and "Appel au bailleur." in page


CORRIGE = {
    "categorie": "bruit",
    "fait_le": "2025-03-04",
    "canal": "telephone",
    "adresse": "1 A",
}


def test_two_editors_of_one_report_lose_no_word(client: Client, agent: Utilisateur) -> None:
    row = make_signalement(make_categorie("bruit"), note="Avant")
    address = f"/signalements/{row.pk}/corriger/"
    opened = client.get(address).context["version"]
    first = client.post(address, {**CORRIGE, "note": "Le premier", "version": opened})
    assert first.status_code == 302
    second = client.post(address, {**CORRIGE, "note": "Le second", "version": opened})
    page = second.content.decode()
    assert "<del>Le premier</del>" in page and "<ins>Le second</ins>" in page
    assert "Enregistrer quand même" in page
    row.refresh_from_db()
    assert row.note == "Le premier"
    again = {**CORRIGE, "note": "Le second", "version": second.context["version"]}
    client.post(address, again)
    row.refresh_from_db()
    assert (row.note, row.adresse) == ("Le second", "1 A")
    assert "Le premier" in client.get(f"/signalements/{row.pk}/historique/").content.decode()


def test_putting_a_report_right_keeps_its_day_its_link_and_its_closed_category(
    client: Client, agent: Utilisateur
) -> None:
    closed = make_categorie("bruit", jusqu_au=HIER)
    before = make_signalement()
    row = make_signalement(closed, precedent=before, repete=True, fait_le=HIER)
    address = f"/signalements/{row.pk}/corriger/"
    page = client.get(address)
    sent = {**CORRIGE, "fait_le": f"{HIER:%Y-%m-%d}", "version": page.context["version"]}
    assert client.post(address, sent).status_code == 302
    kept = Signalement.objects.get(pk=row.pk)
    assert (kept.categorie, kept.precedent, kept.recu_le) == (closed, before, row.recu_le)


def test_an_episode_is_added_then_becomes_a_report_of_its_own(
    client: Client, agent: Utilisateur
) -> None:
    bruit = make_categorie("bruit", service=make_organisation("police"), delai=2)
    row = make_signalement(bruit)
    client.post(
        f"/signalements/{row.pk}/episodes/", {"fait_le": f"{HIER:%Y-%m-%d}", "texte": "Encore"}
    )
    row.refresh_from_db()
    assert (row.total, row.dernier_fait_le) == (2, HIER)
    line = Suite.objects.get()
    address = f"/signalements/{row.pk}/episodes/{line.pk}/detacher/"
    assert address in page_of(client, row)
    assert "Détacher cet épisode ?" in client.get(address).content.decode()
    client.post(address)
    row.refresh_from_db()
    apart = Signalement.objects.exclude(pk=row.pk).get()
    assert (row.total, row.dernier_fait_le) == (1, row.fait_le)
    assert (apart.fait_le, apart.note, apart.precedent) == (HIER, "Encore", row)
    assert apart.service == bruit.service and apart.etat == "recu"
    assert not Suite.objects.exists()
    assert client.post(address).status_code == 404


def test_a_merge_keeps_one_timeline_and_is_undone(client: Client, agent: Utilisateur) -> None:
    first, second = make_signalement(), make_signalement()
    add_suite(actor=agent, signalement=second, nature="note", texte="Dit au second")
    add_episode(actor=agent, signalement=second, fait_le=HIER)
    address = f"/signalements/{second.pk}/fusion/"
    assert (
        "Aucun signalement ne porte" in client.post(address, {"numero": "9"}).content.decode()
    )
    assert (
        "un autre signalement" in client.post(address, {"numero": second.pk}).content.decode()
    )
    client.post(address, {"numero": first.pk})
    page = page_of(client, first)
    assert "Dit au second" in page and "3 épisodes" in page
    joined = page_of(client, second)
    assert "a rejoint le" in joined and "Faire avancer" not in joined
    client.post(f"/signalements/{second.pk}/separer/")
    assert "Dit au second" not in page_of(client, first)
    assert "Dit au second" in page_of(client, second)


def test_likely_duplicates_are_offered_for_merging(client: Client, agent: Utilisateur) -> None:
    first, second = make_signalement(), make_signalement()
    assert f"Fusionner dans le nº {first.pk}" in page_of(client, second)


def test_a_mediation_is_proposed_then_its_outcome_written(
    client: Client, agent: Utilisateur
) -> None:
    row, service = make_signalement(), make_organisation("mediation")
    sent: dict[str, Any] = {"organisation": service.pk, "proposee_le": f"{HIER:%Y-%m-%d}"}
    client.post(f"/signalements/{row.pk}/mediations/", sent)
    found = Mediation.objects.get()
    assert "Médiation proposée" in page_of(client, row)
    address = f"/signalements/{row.pk}/mediations/{found.pk}/"
    version = client.get(address).context["form"]["version"].value()
    held = {**sent, "tenue_le": f"{AUJOURDHUI:%Y-%m-%d}", "version": version}
    assert "Dites l’issue" in client.post(address, held).content.decode()
    client.post(address, {**held, "issue": "accord"})
    assert "Médiation tenue" in page_of(client, row) and "Accord trouvé" in page_of(client, row)
    late = client.post(address, {**held, "issue": "absence"}).content.decode()
    assert "Quelqu’un a modifié" in late
    found.refresh_from_db()
    assert found.issue == "accord"


def test_the_sheet_asks_as_little_with_a_long_story(
    client: Client, agent: Utilisateur, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = make_signalement(service=make_organisation("police"))
    for rank in range(4):
        other = make_signalement()
        add_suite(actor=agent, signalement=other, nature="note", texte=f"Ligne {rank}")
        merge_signalement(actor=agent, signalement=other, dans=row)
        add_suite(actor=agent, signalement=row, nature="contact", texte=f"Dit {rank}")
        write(Mediation, signalement=row, organisation=row.service, proposee_le=HIER)
    client.get(row.get_absolute_url())
    with django_assert_max_num_queries(32):
        page = page_of(client, row)
    assert "Ligne 3" in page and "Dit 0" in page


def test_until_it_is_qualified_a_report_follows_the_category_put_right(
    client: Client, agent: Utilisateur
) -> None:
    voirie = make_organisation("voirie")
    make_categorie("tags", service=voirie, delai=0)
    for etat, service in (("recu", voirie), ("qualifie", None)):
        row = make_signalement(etat=etat)
        address = f"/signalements/{row.pk}/corriger/"
        version = client.get(address).context["version"]
        client.post(address, {**CORRIGE, "categorie": "tags", "version": version})
        row.refresh_from_db()
        assert (row.categorie.code, row.service) == ("tags", service)
