"""What is to be done, in the browser: on the sheet, in the list, on the home page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.actions.seance import open_seance
from quietude.signalements.actions.taches import amend_task, do_task
from quietude.signalements.actions.vie import merge_signalement
from quietude.signalements.dans_la_strategie import tasks_bloc
from quietude.signalements.models import LigneSeance, Signalement, Tache
from tests.conftest import make_user
from tests.instances.builders import make_instance
from tests.signalements.factories import make_signalement
from tests.signalements.factories_taches import make_tache
from tests.strategie.factories import make_mandat, make_organisation, make_strategie

pytestmark = pytest.mark.django_db
AUJOURDHUI = timezone.localdate()
DEMAIN = AUJOURDHUI + timedelta(days=1)
LISTE = "/signalements/a-faire/"


@pytest.fixture
def agent(client: Client, db: None) -> Utilisateur:
    user = make_user(Role.AGENT)
    client.force_login(user)
    return user


@pytest.fixture
def partenaire(db: None) -> Utilisateur:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, make_organisation("bailleur", nature="bailleur"))
    return user


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def sheet(client: Client, row: Signalement) -> str:
    return read(client, row.get_absolute_url())


def address(row: Tache, verb: str) -> str:
    return f"/signalements/taches/{row.pk}/{verb}/"


class TestSheet:
    def test_a_task_is_added_done_and_taken_up_again(
        self, client: Client, agent: Utilisateur
    ) -> None:
        row, police = make_signalement(), make_organisation("police")
        assert "Rien n’est prévu" in sheet(client, row)
        asked = {"quoi": "Repasser & noter", "service": police.pk, "echeance": f"{DEMAIN}"}
        page = client.post(f"/signalements/{row.pk}/taches/ajouter/", asked, follow=True)
        told = page.content.decode()
        assert "La tâche est notée" in told and "Repasser &amp; noter" in told
        assert "ne voit pas ce signalement" in told  # an association, nobody's report
        task = Tache.objects.get()
        client.post(address(task, "faire"), {"mot": "Rien vu."})
        told = sheet(client, row)
        assert "Tâche faite" in told and "Rien vu." in told and "Remettre à faire" in told
        client.post(address(task, "rouvrir"))
        task.refresh_from_db()
        assert (task.ouverte, task.mot) == (True, "")

    def test_the_history_of_the_report_tells_what_became_of_it(
        self, client: Client, agent: Utilisateur
    ) -> None:
        row = make_tache()
        do_task(actor=agent, tache=row, mot="Réparé.")
        told = read(client, f"/signalements/{row.signalement_id}/historique/")
        assert "Faite" in told and "Réparé." in told and agent.nom in told

    def test_what_was_typed_wrong_is_shown_again(
        self, client: Client, agent: Utilisateur
    ) -> None:
        row = make_signalement()
        sent = {"quoi": "Repasser", "echeance": "hier"}
        told = client.post(f"/signalements/{row.pk}/taches/ajouter/", sent).content.decode()
        assert "Écrivez une date" in told and 'value="Repasser"' in told
        assert "jamais de nom" in told
        assert not Tache.objects.exists()

    def test_two_editors_lose_no_word(self, client: Client, agent: Utilisateur) -> None:
        row = make_tache(quoi="Avant")
        here = address(row, "modifier")
        opened = client.get(here).context["form"]["version"].value()
        sent = {"service": row.service_id, "echeance": f"{DEMAIN}", "version": opened}
        client.post(here, {**sent, "quoi": "Le premier"})
        page = client.post(here, {**sent, "quoi": "Le second"})
        told = page.content.decode()
        assert "Quelqu’un a modifié cette tâche" in told
        assert "Le premier" in told and 'value="Le second"' in told
        again = page.context["form"]["version"].value()
        assert (
            client.post(here, {**sent, "quoi": "Le second", "version": again}).status_code
            == 302
        )
        row.refresh_from_db()
        assert row.quoi == "Le second"

    def test_it_is_cancelled_with_its_reason(self, client: Client, agent: Utilisateur) -> None:
        row = make_tache()
        here = address(row, "annuler")
        assert "Ce champ est obligatoire" in client.post(here, {}).content.decode()
        client.post(here, {"motif": "Le hall est réparé."})
        row.refresh_from_db()
        assert (row.etat, row.mot) == ("annulee", "Le hall est réparé.")
        assert "Tâche annulée" in sheet(client, row.signalement)
        again = client.post(address(row, "faire"), {}).content.decode()
        assert "déjà dans l’état" in again

    def test_done_in_place_by_two_people_the_second_is_told_on_the_sheet(
        self, client: Client, agent: Utilisateur
    ) -> None:
        row = make_tache()
        do_task(actor=agent, tache=row)
        asked: dict[str, Any] = {"headers": {"HX-Request": "true"}, "follow": True}
        told = client.post(address(row, "faire"), {}, **asked).content.decode()
        assert 'id="taches"' in told and "déjà dans l’état" in told
        told = client.post(address(row, "rouvrir"), **asked).content.decode()
        assert "de nouveau à faire" in told
        told = client.post(address(row, "rouvrir"), **asked).content.decode()
        assert "déjà dans l’état" in told

    def test_a_merged_report_shows_its_tasks_where_it_is_followed(
        self, client: Client, agent: Utilisateur
    ) -> None:
        kept, joined = make_signalement(), make_signalement()
        row = make_tache(joined, quoi="Venue du second")
        merge_signalement(actor=agent, signalement=joined, dans=kept)
        told = sheet(client, kept)
        assert told.count("Venue du second") >= 2  # to do, and in the timeline
        answer = client.post(address(row, "faire"), {})
        assert answer.headers["Location"] == f"{kept.get_absolute_url()}#taches"

    def test_closing_asks_what_becomes_of_them_and_loses_nothing(
        self, client: Client, agent: Utilisateur
    ) -> None:
        row = make_tache().signalement
        form = client.get(row.get_absolute_url()).context["formulaires"]["etat"]
        sent = {"etat": "resolu", "satisfait": "true", "version": form["version"].value()}
        page = client.post(f"/signalements/{row.pk}/etat/", sent)
        assert "dites si elle est annulée ou gardée" in page.content.decode()
        assert page.context["formulaires"]["etat"]["satisfait"].value() == "true"
        client.post(f"/signalements/{row.pk}/etat/", {**sent, "taches": "annuler"})
        row.refresh_from_db()
        assert (row.etat, row.taches.get().etat) == ("resolu", "annulee")

    def test_closed_in_a_meeting_what_is_left_to_do_is_told(self, client: Client) -> None:
        keeper = make_user(Role.COORDONNATEUR)
        client.force_login(keeper)
        row = make_signalement()
        for _rank in range(2):
            make_tache(row)
        reunion = open_seance(actor=keeper, instance=make_instance("cellule"))
        line = LigneSeance.objects.get(reunion=reunion)
        here = f"/signalements/seances/{reunion.pk}/decider/{line.pk}/"
        told = client.post(here, {"decision": "clore"}, follow=True).content.decode()
        assert "2 tâches restent à faire." in told
        client.post(f"/signalements/seances/{reunion.pk}/annuler/")
        told = client.post(here, {"decision": "reporter"}, follow=True).content.decode()
        assert "restent à faire" not in told

    def test_the_sheet_asks_no_more_with_many_tasks(
        self,
        client: Client,
        agent: Utilisateur,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        row = make_signalement(service=make_organisation("police"))
        sheet(client, row)
        for rank in range(6):
            make_tache(row, agent=agent, auteur=agent, jours=rank - 2)
        with django_assert_max_num_queries(20):
            assert sheet(client, row).count("C’est fait<") == 6


class TestWhoSees:
    def test_a_partner_does_its_own_from_its_phone_and_nothing_else(
        self, client: Client, partenaire: Utilisateur
    ) -> None:
        ours = partenaire.personne.mandats.get().organisation
        client.force_login(partenaire)
        row = make_signalement(bailleur=ours)
        mine, other = make_tache(row, ours, quoi="La nôtre"), make_tache(row, quoi="L’autre")
        told = sheet(client, row)
        assert "La nôtre" in told and "L’autre" in told
        assert told.count("C’est fait<") == 1
        assert "Modifier<" not in told and "Ajouter une tâche" not in told
        assert client.post(address(other, "faire"), {}).status_code == 403
        assert client.post(address(mine, "faire"), {"mot": "Ampoule."}).status_code == 302
        assert client.post(address(mine, "rouvrir")).status_code == 302
        for verb in ("modifier", "annuler"):
            assert client.post(address(mine, verb), {}).status_code == 404
        hidden = make_tache(quoi="Cachée", service=ours)
        assert client.get(address(hidden, "faire")).status_code == 404
        assert "Cachée" not in read(client, f"{LISTE}?etat=tous")

    def test_an_elected_member_reads_and_a_reader_does_not(self, client: Client) -> None:
        row = make_tache()
        client.force_login(make_user(Role.ELU))
        told = sheet(client, row.signalement)
        assert row.quoi in told.replace("&#x27;", "’") and "C’est fait<" not in told
        assert row.quoi in read(client, LISTE)
        assert client.post(address(row, "faire"), {}).status_code == 404
        client.force_login(make_user(Role.LECTEUR))
        assert client.get(LISTE).status_code == 404


class TestList:
    def test_it_says_what_to_do_when_nothing_is(
        self, client: Client, agent: Utilisateur
    ) -> None:
        assert "Rien n’est à faire" in read(client, LISTE)
        make_tache()
        assert "Aucune tâche ne répond" in read(client, f"{LISTE}?retard=on")

    def test_filters_keep_what_is_asked_the_late_first(
        self, client: Client, agent: Utilisateur
    ) -> None:
        police, autre = make_organisation("police"), make_organisation("autre")
        make_mandat(agent, police)
        make_tache(quoi="A-plus-tard", service=police, jours=9)
        make_tache(quoi="B-retard", service=autre, jours=-3)
        make_tache(quoi="C-moi", service=autre, agent=agent, jours=4)
        make_tache(quoi="D-collègue", service=police, agent=make_user(Role.COORDONNATEUR))
        make_tache(quoi="E-faite", service=police, etat="faite", close_le=timezone.now())
        make_tache(make_signalement(quarantaine=True), quoi="F-écartée")
        names = ("A-plus-tard", "B-retard", "C-moi", "D-collègue", "E-faite", "F-écartée")

        def found(query: str) -> list[str]:
            page = read(client, f"{LISTE}?{query}")
            shown = [name for name in names if name in page]
            return [name[0] for name in sorted(shown, key=page.index)]

        assert found("") == ["B", "D", "C", "A"]
        assert found("qui=moi") == ["C", "A"]
        assert found("qui=services") == ["D", "A"]
        assert found("retard=on") == ["B"]
        assert found("service=police") == ["D", "A"]
        assert found("etat=faite") == ["E"]
        assert found("etat=tous&service=inconnu&qui=x") == ["B", "D", "E", "C", "A"]

    def test_the_file_says_neither_words_nor_addresses_nor_names(
        self, client: Client, agent: Utilisateur
    ) -> None:
        row = make_signalement(adresse="7 rue Cachée")
        make_tache(row, quoi="Mots cachés", agent=agent, auteur=agent, jours=-1)
        answer = client.get(f"{LISTE}?export=csv")
        told = answer.content.decode("utf-8-sig")
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert "En retard" in told and str(row.pk) in told
        for kept in ("Mots cachés", "7 rue Cachée", agent.nom):
            assert kept not in told

    def test_pages_and_queries_do_not_grow_with_rows(
        self,
        client: Client,
        agent: Utilisateur,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        service, row = make_organisation("police"), make_signalement()
        for rank in range(52):
            make_tache(row, service, jours=rank, agent=agent, auteur=agent)
        read(client, LISTE)
        with django_assert_max_num_queries(8):
            told = read(client, LISTE)
        assert "52 résultats, page 1 sur 2" in told
        assert "page 2 sur 2" in read(client, f"{LISTE}?page=2")

    def test_the_tabs_of_the_reports_lead_there(
        self, client: Client, agent: Utilisateur
    ) -> None:
        assert f'href="{LISTE}"' in read(client, "/signalements/")


class TestHome:
    def test_tasks_reach_the_home_page_of_those_whom_they_concern(
        self, agent: Utilisateur, partenaire: Utilisateur
    ) -> None:
        strategie = make_strategie("essai")
        ours = partenaire.personne.mandats.get().organisation
        make_tache(jours=-1, agent=agent)
        make_tache(jours=2, agent=agent)
        row = make_tache(make_signalement(service=ours), ours, jours=-2)
        told = [(b.valeur, b.libelle) for b in tasks_bloc(agent, strategie)]
        assert told == [(1, "tâche en retard"), (2, "tâches à faire")]
        told = [(b.valeur, b.libelle) for b in tasks_bloc(partenaire, strategie)]
        assert told == [(1, "tâche en retard"), (1, "tâche à faire")]
        told = [
            (b.valeur, b.libelle) for b in tasks_bloc(make_user(Role.COORDONNATEUR), strategie)
        ]
        assert told == [(2, "tâches en retard, tous services")]
        assert list(tasks_bloc(make_user(Role.ELU), strategie)) == []
        amend_task(actor=agent, tache=row, quoi="Reportée", service=ours, echeance=DEMAIN)
        told = [(b.valeur, b.libelle) for b in tasks_bloc(partenaire, strategie)]
        assert told == [(1, "tâche à faire")]
