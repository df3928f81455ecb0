"""Whoever has not signed the charter does not enter: mail, minutes, database."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.actions import chartes as actions
from quietude.instances.actions.convocations import convene
from quietude.instances.chartes import chartes, chartes_to_do
from quietude.instances.dans_la_strategie import charters_bloc
from quietude.instances.enums import Confidentialite, EtatReunion
from quietude.instances.models import Convocation, Designation, Instance, Point, SignatureCharte
from quietude.instances.rules import can_enter
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.instances.builders import (
    LIEN,
    make_convocation,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_point,
    make_reunion,
    make_signature,
)
from tests.instances.test_pages import client_of, text_of
from tests.strategie.factories import make_strategie

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 4)


@pytest.fixture
def groupe() -> Instance:
    return make_instance("gsp", nom="Groupe", confidentialite=Confidentialite.NOMINATIVE)


@pytest.fixture
def alix(groupe: Instance) -> Designation:
    return make_designation(make_membre(groupe, "Directrice"), make_personne("Alix Titulaire"))


@pytest.fixture
def today() -> date:
    return timezone.localdate()


class TestRule:
    @pytest.mark.parametrize(
        ("day", "enters"), [(-1, False), (0, True), (30, True), (31, False)]
    )
    def test_from_the_day_it_is_signed_to_the_last_day_it_is_worth(
        self, groupe: Instance, alix: Designation, day: int, enters: bool
    ) -> None:
        make_signature(groupe, alix.personne, LE, LE + timedelta(days=30))
        verdict = can_enter(alix.personne, groupe, LE + timedelta(days=day))
        assert bool(verdict) == enters
        assert ("charte" in verdict.motif) != enters

    def test_another_body_s_charter_and_another_s_name_open_nothing(
        self, groupe: Instance, alix: Designation
    ) -> None:
        other = make_instance("autre", charte=True)
        make_signature(other, alix.personne, LE, date(2199, 1, 1))
        make_signature(groupe, make_personne("Lou"), LE, date(2199, 1, 1))
        assert not can_enter(alix.personne, groupe, LE)
        assert can_enter(alix.personne, make_instance("ouverte"), LE)


class TestSigning:
    def sign(self, actor: Utilisateur, row: Designation, *days: date) -> None:
        signed, last = days
        actions.record_signature(
            actor=actor,
            instance=row.membre.instance,
            personne=row.personne,
            signee_le=signed,
            expire_le=last,
            lien=LIEN,
        )

    def withdraw(self, actor: Utilisateur, row: Designation) -> None:
        body = row.membre.instance
        actions.withdraw_signatures(
            actor=actor, instance=body, personne=row.personne, lien=LIEN
        )

    def test_a_signature_is_noted_once_given_and_for_a_time(
        self, alix: Designation, coordonnateur: Utilisateur, today: date
    ) -> None:
        self.sign(coordonnateur, alix, LE, date(2199, 1, 1))
        with pytest.raises(ActionImpossible, match="déjà notée"):
            self.sign(coordonnateur, alix, LE, date(2199, 1, 1))
        with pytest.raises(ActionImpossible, match="une fois donnée"):
            self.sign(coordonnateur, alix, today + timedelta(days=1), date(2199, 1, 1))
        with pytest.raises(ActionImpossible, match="au-delà"):
            self.sign(coordonnateur, alix, LE, LE)
        self.withdraw(coordonnateur, alix)
        assert not SignatureCharte.objects.exists()

    def test_only_the_coordinator_notes_withdraws_and_reads(self, alix: Designation) -> None:
        agent = make_user(Role.AGENT)
        with pytest.raises(PermissionDenied):
            self.sign(agent, alix, LE, date(2199, 1, 1))
        with pytest.raises(PermissionDenied):
            self.withdraw(agent, alix)
        assert not SignatureCharte.objects.visible_to(agent)

    def test_the_database_refuses_a_charter_worth_nothing(
        self, groupe: Instance, alix: Designation
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_signature(groupe, alix.personne, LE, LE)


class TestEntering:
    def test_who_has_not_signed_for_that_day_is_not_convened_and_is_told(
        self,
        groupe: Instance,
        alix: Designation,
        coordonnateur: Utilisateur,
        today: date,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        day = today + timedelta(days=20)
        lou = make_designation(make_membre(groupe, "Élu"), make_personne("Lou Signataire"))
        make_signature(groupe, lou.personne, today, day)
        make_signature(groupe, alix.personne, today, day - timedelta(days=1))
        row = make_reunion(groupe, day, etat=EtatReunion.PREVUE, debut=time(9))
        with django_capture_on_commit_callbacks(execute=True):
            sent = convene(actor=coordonnateur, reunion=row, lien=LIEN)
        assert (sent.partis, sent.sans_charte) == (["Lou Signataire"], ["Alix Titulaire"])
        assert [message.to for message in mail.outbox] == [["lou-signataire@essai.example"]]

    @pytest.mark.parametrize("charte", [True, False])
    def test_the_database_itself_refuses_the_convocation(self, charte: bool) -> None:
        level = Confidentialite.RESTREINTE if charte else Confidentialite.NOMINATIVE
        body = make_instance("gsp", confidentialite=level, charte=charte)
        row, person = make_reunion(body, LE), make_personne("Alix")
        with pytest.raises(IntegrityError, match="charte"), transaction.atomic():
            make_convocation(row, person)
        make_signature(body, person, LE, date(2199, 1, 1))
        make_convocation(row, person)
        assert Convocation.objects.count() == 1

    def test_a_member_reads_the_minutes_while_the_charter_is_worth(
        self, groupe: Instance, today: date
    ) -> None:
        make_point(make_reunion(groupe, LE), "Point")
        user = make_user(Role.AGENT)
        person = make_personne("Membre", utilisateur=user)
        make_designation(make_membre(groupe, "Siège"), person)
        assert not Point.objects.visible_to(user)
        make_signature(groupe, person, LE, today - timedelta(days=1))
        assert not Point.objects.visible_to(user)
        make_signature(groupe, person, today, today + timedelta(days=1))
        assert Point.objects.visible_to(user)


class TestToDo:
    def test_who_has_to_sign_or_sign_again_in_one_query(
        self, groupe: Instance, alix: Designation, coordonnateur: Utilisateur, today: date
    ) -> None:
        states = {"Expirée": -1, "À renouveler": 29, "Signée": 30}
        for words, days in states.items():
            row = make_designation(make_membre(groupe, words), make_personne(words))
            make_signature(groupe, row.personne, LE, LE + timedelta(days=1))
            make_signature(
                groupe, row.personne, today - timedelta(days=9), today + timedelta(days)
            )
        make_designation(make_membre(make_instance("ouverte"), "Siège"), make_personne("Libre"))
        with CaptureQueriesContext(connection) as queries:
            found = {
                row.designation.fonction: row.etat for row in chartes(coordonnateur, today)
            }
        assert found == {"Directrice": "À signer", **{words: words for words in states}}
        assert len(queries) == 1
        assert len(chartes_to_do(coordonnateur, today)) == 3
        assert chartes_to_do(make_user(Role.ELU), today) == []

    def test_the_home_page_of_the_coordinator_counts_them(
        self, alix: Designation, coordonnateur: Utilisateur
    ) -> None:
        strategie = make_strategie()
        (bloc,) = charters_bloc(coordonnateur, strategie)
        assert (bloc.valeur, bloc.libelle) == (1, "charte à faire signer")
        assert not list(charters_bloc(make_user(Role.ELU), strategie))

    def test_the_list_leads_to_noting_the_signature_which_empties_it(
        self, client_coordonnateur: Client, alix: Designation, today: date
    ) -> None:
        page = text_of(client_coordonnateur, "/instances/chartes/")
        url = f"/instances/gsp/membres/{alix.pk}/charte/"
        assert url in page
        assert "À signer" in page
        assert "1 charte à faire signer" in text_of(
            client_coordonnateur, "/instances/gsp/membres/"
        )
        last = (today + timedelta(days=365)).isoformat()
        typed = {"signee_le": today.isoformat(), "expire_le": last}
        client_coordonnateur.post(url, typed)
        assert "Rien à faire signer" in text_of(client_coordonnateur, "/instances/chartes/")
        assert "Charte signée" in text_of(client_coordonnateur, "/instances/gsp/membres/")
        again = client_coordonnateur.post(url, typed).content.decode()
        assert "déjà notée" in again
        assert "par erreur" in text_of(client_coordonnateur, f"{url}retirer/")
        client_coordonnateur.post(f"{url}retirer/")
        assert "Charte : à signer" in text_of(client_coordonnateur, "/instances/gsp/membres/")

    def test_the_list_is_exported_and_closed_to_the_others(
        self, client_coordonnateur: Client, alix: Designation
    ) -> None:
        sheet = client_coordonnateur.get("/instances/chartes/?export=csv").content.decode()
        assert "Alix Titulaire" in sheet
        assert client_of(Role.AGENT).get("/instances/chartes/").status_code == 404
