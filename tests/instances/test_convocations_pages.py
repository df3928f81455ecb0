"""Members and convocations on the web; the page that answers without an account."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.instances.enums import Confidentialite, EtatReunion
from quietude.instances.models import Convocation, Designation, Instance, Reunion
from tests.instances.builders import (
    make_convocation,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_reunion,
)
from tests.instances.test_pages import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db
MEMBRES = "/instances/cvo/membres/"


@pytest.fixture
def body() -> Instance:
    return make_instance("cvo", sigle="CVO")


@pytest.fixture
def prevue(body: Instance) -> Reunion:
    """A meeting to come, of a body with one titular."""
    make_designation(make_membre(body, "Directrice"), make_personne("Alix Titulaire"))
    day = timezone.localdate() + timedelta(days=9)
    return make_reunion(body, day, etat=EtatReunion.PREVUE, debut=time(9, 30), lieu="Mairie")


class TestMembers:
    def test_a_person_is_named_then_ended(
        self, client_coordonnateur: Client, body: Instance
    ) -> None:
        seat, alix = make_membre(body, "Directrice"), make_personne("Alix Titulaire", email="")
        page = text_of(client_coordonnateur, MEMBRES)
        assert f"{MEMBRES}designer/?membre={seat.pk}&amp;qualite=suppleant" in page
        told = {"membre": seat.pk, "personne": alix.pk, "qualite": "titulaire"}
        client_coordonnateur.post(f"{MEMBRES}designer/", {**told, "debut": "2026-03-04"})
        page = text_of(client_coordonnateur, MEMBRES)
        assert "Alix Titulaire" in page
        assert "Sans adresse" in page
        again = client_coordonnateur.post(
            f"{MEMBRES}designer/", {**told, "debut": "2026-03-04"}
        )
        assert "tient déjà ce siège" in again.content.decode()
        row = Designation.objects.get()
        assert "Dès aujourd’hui" in text_of(client_coordonnateur, f"{MEMBRES}{row.pk}/finir/")
        client_coordonnateur.post(f"{MEMBRES}{row.pk}/finir/")
        assert "Alix Titulaire" not in text_of(client_coordonnateur, MEMBRES).split("<table")[1]

    def test_a_body_without_seat_says_where_they_are_written(
        self, client_coordonnateur: Client, body: Instance
    ) -> None:
        assert "pack de la stratégie" in text_of(client_coordonnateur, MEMBRES)

    def test_another_body_s_seat_is_refused(
        self, client_coordonnateur: Client, body: Instance
    ) -> None:
        other = make_membre(make_instance("autre"), "Ailleurs")
        row = make_designation(other, make_personne("Alix"))
        typed = {"membre": other.pk, "personne": row.personne_id, "debut": "2026-03-04"}
        answer = client_coordonnateur.post(f"{MEMBRES}designer/", typed)
        assert answer.status_code == 200
        assert Designation.objects.count() == 1
        assert client_coordonnateur.post(f"{MEMBRES}{row.pk}/finir/").status_code == 404

    def test_queries_do_not_grow_with_seats(
        self, client_coordonnateur: Client, body: Instance
    ) -> None:
        counts = []
        for rank in range(3):
            make_designation(make_membre(body, f"Siège {rank}"), make_personne(f"P{rank}"))
            counts.append(queries_of(client_coordonnateur, MEMBRES))
        assert len(set(counts)) == 1

    @pytest.mark.parametrize("role", sorted(ROLES_CONTENU - {Role.COORDONNATEUR}))
    def test_the_others_read_no_name(self, role: Role, prevue: Reunion) -> None:
        make_convocation(prevue, Designation.objects.get().personne)
        client = client_of(role)
        assert client.get(MEMBRES).status_code == 404
        for url in ("/instances/cvo/", prevue.get_absolute_url()):
            page = text_of(client, url)
            assert "Alix Titulaire" not in page
            assert "Convo" not in page


class TestConvening:
    def test_the_page_says_to_whom_it_was_sent_and_what_they_answered(
        self,
        client_coordonnateur: Client,
        prevue: Reunion,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        url = prevue.get_absolute_url()
        assert "Convoquer les membres" in text_of(client_coordonnateur, url)
        with django_capture_on_commit_callbacks(execute=True):
            client_coordonnateur.post(f"{url}convoquer/")
        assert "http://testserver/instances/reponse/" in str(mail.outbox[0].body)
        row = Convocation.objects.get()
        client_coordonnateur.post(f"{url}reponses/", {f"reponse_{row.pk}": "supplee"})
        assert "Envoie son suppléant" in text_of(client_coordonnateur, url)

    def test_what_the_mail_server_refused_is_told(
        self,
        client_coordonnateur: Client,
        prevue: Reunion,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def refuse(message: EmailMessage) -> int:
            raise ConnectionRefusedError

        monkeypatch.setattr(EmailMessage, "send", refuse)
        url = prevue.get_absolute_url()
        # What is sent on commit leaves before the answer, as outside of a test.
        monkeypatch.setattr(transaction, "on_commit", lambda send: send())
        answer = client_coordonnateur.post(f"{url}convoquer/", follow=True).content.decode()
        assert "a refusé le message pour Alix Titulaire" in answer
        assert not Convocation.objects.exists()

    def test_who_does_not_know_the_change_is_shown(
        self, client_coordonnateur: Client, prevue: Reunion
    ) -> None:
        make_convocation(prevue, Designation.objects.get().personne, sequence=7)
        assert "Ne sait pas le changement" in text_of(
            client_coordonnateur, prevue.get_absolute_url()
        )

    def test_called_off_it_offers_to_tell_only_who_does_not_know(
        self, client_coordonnateur: Client, prevue: Reunion, systeme: None
    ) -> None:
        row = make_convocation(prevue, Designation.objects.get().personne)
        Reunion.objects.update(etat=EtatReunion.ANNULEE, motif="Grève")
        url = prevue.get_absolute_url()
        assert "Prévenir ceux" not in text_of(client_coordonnateur, url)
        Convocation.objects.filter(pk=row.pk).update(sequence=9)
        assert "Prévenir ceux" in text_of(client_coordonnateur, url)

    def test_hours_are_typed_as_people_write_them(
        self, client_coordonnateur: Client, body: Instance
    ) -> None:
        day = timezone.localdate() + timedelta(days=3)
        typed = {"date": day.isoformat(), "debut": "9 h 30", "fin": "11h", "lieu": "Mairie"}
        client_coordonnateur.post("/instances/cvo/reunions/inscrire/", typed)
        row = Reunion.objects.get()
        assert (row.debut, row.fin) == (time(9, 30), time(11))
        page = text_of(client_coordonnateur, row.get_absolute_url())
        assert "de 9 h 30 à 11 h" in page.replace("\u00a0", " ")
        wrong = client_coordonnateur.post(
            "/instances/cvo/reunions/inscrire/", {**typed, "debut": "midi"}
        )
        assert "Écrivez une heure" in wrong.content.decode()

    def test_queries_do_not_grow_with_guests(
        self, client_coordonnateur: Client, prevue: Reunion
    ) -> None:
        counts = []
        for rank in range(3):
            make_convocation(prevue, make_personne(f"P{rank}"), f"jeton-{rank}")
            counts.append(queries_of(client_coordonnateur, prevue.get_absolute_url()))
            counts.append(
                queries_of(client_coordonnateur, f"{prevue.get_absolute_url()}reponses/")
            )
        assert len(set(counts[::2])) == len(set(counts[1::2])) == 1


class TestAnswerPage:
    URL = "/instances/reponse/jeton/"

    def test_reading_answers_nothing_posting_does(self, prevue: Reunion) -> None:
        row = make_convocation(prevue, make_personne("Alix"))
        client = Client()
        page = text_of(client, self.URL)
        assert "Viendrez-vous" in page
        assert "J’envoie mon suppléant" in page
        row.refresh_from_db()
        assert row.reponse == "attendue"
        page = client.post(self.URL, {"reponse": "vient"}, follow=True).content.decode()
        assert "Votre réponse est notée" in page
        row.refresh_from_db()
        assert row.reponse == "vient"

    def test_no_answer_and_an_unknown_one_are_refused(self, prevue: Reunion) -> None:
        row = make_convocation(prevue, make_personne("Noé"), qualite="suppleant")
        for typed in ({}, {"reponse": "attendue"}, {"reponse": "supplee"}):
            assert "q-champ-erreur" in Client().post(self.URL, typed).content.decode()
        row.refresh_from_db()
        assert row.reponse == "attendue"

    def test_a_link_that_no_longer_answers_says_so_and_nothing_of_the_meeting(
        self, prevue: Reunion, systeme: None
    ) -> None:
        make_convocation(prevue, make_personne("Alix"))
        Reunion.objects.update(date=date(2026, 1, 5))
        for url in (self.URL, "/instances/reponse/inconnu/"):
            answer = Client().get(url)
            assert answer.status_code == 404
            assert "Ce lien ne marche plus" in answer.content.decode()
            assert "cvo" not in answer.content.decode().lower()

    def test_a_body_with_some_reserve_keeps_its_subject(self, prevue: Reunion) -> None:
        make_convocation(prevue, make_personne("Alix"))
        sealed = make_instance("gsp", confidentialite=Confidentialite.RESTREINTE)
        other = make_reunion(
            sealed, prevue.date, etat=EtatReunion.PREVUE, objet="Les situations"
        )
        make_convocation(other, make_personne("Noé"), "autre")
        assert "Les situations" not in text_of(Client(), "/instances/reponse/autre/")
        assert prevue.instance.nom in text_of(Client(), self.URL)
