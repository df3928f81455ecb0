"""Members are convened and answer: who is written to, what is noted, what is refused."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta
from email.message import Message
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.actions import convocations as actions
from quietude.instances.actions import reunions
from quietude.instances.actions.convocations import LienPerime
from quietude.instances.actions.designations import end_designation
from quietude.instances.enums import Confidentialite, EtatReunion, ReponseConvocation
from quietude.instances.envois import Envois
from quietude.instances.models import Convocation, Instance, Membre, Reunion
from quietude.journal.models import Trace
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.instances.builders import (
    LIEN,
    make_convocation,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_reunion,
)

pytestmark = pytest.mark.django_db
Partir = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def jour() -> date:
    return timezone.localdate() + timedelta(days=14)


@pytest.fixture
def body() -> Instance:
    return make_instance("cvo", sigle="CVO")


@pytest.fixture
def siege(body: Instance) -> Membre:
    """One seat with its titular and its deputy."""
    seat = make_membre(body, "Directrice des services")
    make_designation(seat, make_personne("Alix Titulaire"))
    make_designation(seat, make_personne("Noé Suppléant"), qualite="suppleant")
    return seat


@pytest.fixture
def prevue(body: Instance, jour: date) -> Reunion:
    hours = {"debut": time(9, 30), "fin": time(11)}
    return make_reunion(body, jour, etat=EtatReunion.PREVUE, lieu="Mairie", **hours)


@pytest.fixture
def partir(django_capture_on_commit_callbacks: Any) -> Partir:
    """Inside, what is sent on commit leaves."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def convoquer(partir: Partir, coordonnateur: Utilisateur) -> Callable[..., Envois]:
    def convene(reunion: Reunion, **more: bool) -> Envois:
        with partir():
            return actions.convene(actor=coordonnateur, reunion=reunion, lien=LIEN, **more)

    return convene


def tokens() -> list[str]:
    """Those of the links sent, in order."""
    found = [
        word for row in mail.outbox for word in str(row.body).split() if "reponse/" in word
    ]
    return [word.rstrip("/").rsplit("/", 1)[-1] for word in found]


def event_in(message: EmailMessage) -> Any:
    """The event of the part that states its method."""
    part = next(
        part
        for part in message.message().walk()
        if isinstance(part, Message) and part.get_content_type() == "text/calendar"
    )
    text = part.get_payload(decode=True)
    assert isinstance(text, bytes)
    calendar = Calendar.from_ical(text)
    assert part.get_param("method") == calendar["method"]
    return calendar.walk("VEVENT")[0]


class TestConvening:
    def test_titular_and_deputy_each_receive_their_own_message(
        self, siege: Membre, prevue: Reunion, convoquer: Callable[..., Envois]
    ) -> None:
        sent = convoquer(prevue)
        assert sorted(sent.partis) == ["Alix Titulaire", "Noé Suppléant"]
        assert [row.to for row in mail.outbox] == [
            ["alix-titulaire@essai.example"],
            ["noe-suppleant@essai.example"],
        ]
        first, second = mail.outbox
        assert first.subject.startswith("CVO, réunion du")
        assert "de 9\u00a0h\u00a030 à 11\u00a0h" in str(first.body)
        assert "suppléant : venez si" in str(second.body)
        assert str(event_in(first)["uid"]) == f"{prevue.uid}@quietude"
        assert [part[0] for part in first.attachments] == ["reunion.ics"]
        assert len(set(tokens())) == 2

    def test_what_is_kept_is_the_fingerprint_never_the_token(
        self, siege: Membre, prevue: Reunion, convoquer: Callable[..., Envois]
    ) -> None:
        convoquer(prevue)
        kept = str(list(Convocation.objects.values())) + str(list(Trace.objects.values()))
        assert all(token not in kept for token in tokens())
        prints = Convocation.objects.values_list("jeton_empreinte", flat=True)
        written = str(list(Trace.objects.values_list("apres", flat=True)))
        assert all(row not in written for row in prints)

    def test_only_those_in_office_that_day_are_convened(
        self, body: Instance, siege: Membre, jour: date, prevue: Reunion,
        convoquer: Callable[..., Envois],
    ) -> None:  # fmt: skip
        other = make_membre(body, "Ancien siège")
        make_designation(other, make_personne("Parti"), fin=jour - timedelta(days=1))
        make_designation(other, make_personne("À venir"), debut=jour + timedelta(days=1))
        moved = make_membre(body, "Siège")
        make_designation(moved, make_personne("Autre siège"), fonction="Siège d’avant")
        assert len(convoquer(prevue).partis) == 2

    def test_a_person_with_two_seats_is_written_to_once_as_titular(
        self, body: Instance, siege: Membre, prevue: Reunion, convoquer: Callable[..., Envois]
    ) -> None:
        deputy = siege.designations.get(qualite="suppleant").personne
        make_designation(make_membre(body, "Cheffe de projet"), deputy)
        assert len(convoquer(prevue).partis) == 2
        row = Convocation.objects.get(personne=deputy)
        assert (row.qualite, row.fonction) == ("titulaire", "Cheffe de projet")

    def test_who_cannot_be_written_to_is_told_and_the_others_are_convened(
        self, body: Instance, siege: Membre, prevue: Reunion, convoquer: Callable[..., Envois]
    ) -> None:
        make_designation(make_membre(body, "Muet"), make_personne("Sans Adresse", email=""))
        sent = convoquer(prevue)
        assert (sent.sans_adresse, len(sent.partis)) == (["Sans Adresse"], 2)
        assert Convocation.objects.count() == 2

    def test_a_message_that_did_not_leave_is_not_noted(
        self, siege: Membre, prevue: Reunion, convoquer: Callable[..., Envois],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        def refuse(message: EmailMessage) -> int:
            if "noe" in message.to[0]:
                raise SMTPException("refusé")
            return 1

        monkeypatch.setattr(EmailMessage, "send", refuse)
        sent = convoquer(prevue)
        assert (sent.partis, sent.echecs) == (["Alix Titulaire"], ["Noé Suppléant"])
        assert [str(row.personne) for row in Convocation.objects.all()] == ["Alix Titulaire"]
        monkeypatch.undo()
        assert convoquer(prevue).partis == ["Noé Suppléant"]

    def test_nothing_leaves_when_the_writing_is_undone(
        self, siege: Membre, prevue: Reunion, coordonnateur: Utilisateur, partir: Partir
    ) -> None:
        with partir(), pytest.raises(ZeroDivisionError), transaction.atomic():
            actions.convene(actor=coordonnateur, reunion=prevue, lien=LIEN)
            raise ZeroDivisionError
        assert not mail.outbox

    def test_a_second_time_writes_only_to_who_does_not_know_unless_told(
        self, siege: Membre, prevue: Reunion, convoquer: Callable[..., Envois]
    ) -> None:
        convoquer(prevue)
        with pytest.raises(ActionImpossible, match="déjà reçu"):
            convoquer(prevue)
        assert len(convoquer(prevue, tous=True).partis) == 2
        assert not mail.outbox[-1].subject.startswith("Modifiée")
        with pytest.raises(LienPerime):
            actions.pending_convocation(tokens()[0])

    def test_the_subject_of_a_body_with_some_reserve_is_not_sent(
        self, jour: date, convoquer: Callable[..., Envois]
    ) -> None:
        sealed = make_instance("gsp", confidentialite=Confidentialite.RESTREINTE)
        make_designation(make_membre(sealed, "Siège"), make_personne("Membre"))
        row = make_reunion(
            sealed, jour, etat=EtatReunion.PREVUE, debut=time(9), objet="Les situations"
        )
        convoquer(row)
        assert "Les situations" not in mail.outbox[0].message().as_string()

    def test_it_is_refused_without_hour_after_the_day_or_without_member(
        self, body: Instance, siege: Membre, jour: date, convoquer: Callable[..., Envois]
    ) -> None:
        with pytest.raises(ActionImpossible, match="quelle heure"):
            convoquer(make_reunion(body, jour, etat=EtatReunion.PREVUE))
        with pytest.raises(ActionImpossible, match="à venir"):
            convoquer(make_reunion(body, "2026-01-05", etat=EtatReunion.PREVUE))
        empty = make_instance("vide")
        with pytest.raises(ActionImpossible, match="désigné"):
            convoquer(make_reunion(empty, jour, etat=EtatReunion.PREVUE, debut=time(9)))
        assert not mail.outbox

    @pytest.mark.parametrize("role", [Role.AGENT, Role.ELU, Role.PARTENAIRE])
    def test_the_others_neither_convene_nor_note_answers(
        self, role: Role, siege: Membre, prevue: Reunion
    ) -> None:
        user = make_user(role)
        with pytest.raises(PermissionDenied):
            actions.convene(actor=user, reunion=prevue, lien=LIEN)
        with pytest.raises(PermissionDenied):
            actions.record_answers(actor=user, reunion=prevue, reponses={})
        assert not Convocation.objects.visible_to(user)


class TestChange:
    def change(self, actor: Utilisateur, row: Reunion, **valeurs: Any) -> Envois:
        return reunions.amend_reunion(actor=actor, reunion=row, valeurs=valeurs, lien=LIEN)

    def test_a_change_is_told_as_a_new_version_of_the_same_event(
        self, siege: Membre, prevue: Reunion, coordonnateur: Utilisateur,
        convoquer: Callable[..., Envois], partir: Partir,
    ) -> None:  # fmt: skip
        convoquer(prevue)
        before = event_in(mail.outbox[0])
        with partir():
            sent = self.change(coordonnateur, prevue, lieu="Salle des fêtes")
        assert len(sent.partis) == 2
        last = mail.outbox[-1]
        assert last.subject.startswith("Modifiée\u00a0:") or last.subject.startswith(
            "Modifiée :"
        )
        after = event_in(last)
        assert after["uid"] == before["uid"]
        assert after["sequence"] == before["sequence"] + 1
        assert after["location"] == "Salle des fêtes"

    def test_who_left_the_body_learns_no_new_day(
        self, siege: Membre, prevue: Reunion, coordonnateur: Utilisateur,
        convoquer: Callable[..., Envois], partir: Partir,
    ) -> None:  # fmt: skip
        convoquer(prevue)
        left = siege.designations.get(qualite="suppleant")
        end_designation(actor=coordonnateur, designation=left, lien=LIEN)
        with partir():
            sent = self.change(coordonnateur, prevue, debut=time(10))
        assert sent.partis == ["Alix Titulaire"]

    def test_another_day_asks_again_another_room_does_not(
        self, siege: Membre, prevue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        person = make_personne("Alix")
        row = make_convocation(prevue, person, reponse="vient", repondue_le=timezone.now())
        self.change(coordonnateur, prevue, lieu="Salle des fêtes")
        row.refresh_from_db()
        assert row.reponse == ReponseConvocation.VIENT
        self.change(coordonnateur, prevue, debut=time(10))
        row.refresh_from_db()
        assert (row.reponse, row.repondue_le) == (ReponseConvocation.ATTENDUE, None)
        assert not row.a_jour

    def test_nobody_is_told_of_nothing(
        self, prevue: Reunion, coordonnateur: Utilisateur, partir: Partir
    ) -> None:
        make_convocation(prevue, make_personne("Alix"))
        with partir():
            self.change(coordonnateur, prevue, lieu=prevue.lieu)
        prevue.refresh_from_db()
        assert (prevue.sequence, mail.outbox) == (0, [])

    def test_a_meeting_called_off_leaves_calendars_and_comes_back(
        self, siege: Membre, prevue: Reunion, coordonnateur: Utilisateur,
        convoquer: Callable[..., Envois], partir: Partir,
    ) -> None:  # fmt: skip
        convoquer(prevue)
        with partir():
            reunions.cancel_reunion(
                actor=coordonnateur, reunion=prevue, motif="Grève", lien=LIEN
            )
        told = mail.outbox[-1]
        assert told.subject.startswith("Annulée")
        assert "Grève" not in told.message().as_string()
        assert event_in(told)["status"] == "CANCELLED"
        for token in tokens():
            with pytest.raises(LienPerime):
                actions.pending_convocation(token)
        reunions.restore_reunion(actor=coordonnateur, reunion=prevue)
        assert len(convoquer(prevue).partis) == 2
        assert event_in(mail.outbox[-1])["sequence"] == 2

    def test_who_was_not_told_of_the_cancellation_is_told_later(
        self, prevue: Reunion, convoquer: Callable[..., Envois], systeme: None
    ) -> None:
        make_convocation(prevue, make_personne("Alix"))
        prevue.etat, prevue.motif, prevue.sequence = EtatReunion.ANNULEE, "Grève", 1
        prevue.save()
        assert convoquer(prevue).partis == ["Alix"]
        assert event_in(mail.outbox[0])["status"] == "CANCELLED"

    def test_a_meeting_with_guests_is_called_off_not_removed(
        self, prevue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        make_convocation(prevue, make_personne("Alix"))
        with pytest.raises(ActionImpossible, match="annulez"):
            reunions.remove_reunion(actor=coordonnateur, reunion=prevue)

    @pytest.mark.parametrize("hours", [(None, time(11)), (time(11), time(11))])
    def test_a_meeting_ends_after_it_began(
        self, body: Instance, jour: date, coordonnateur: Utilisateur, hours: tuple[Any, Any]
    ) -> None:
        debut, fin = hours
        with pytest.raises(ActionImpossible, match="après avoir commencé"):
            reunions.schedule_reunion(
                actor=coordonnateur, instance=body, date=jour, debut=debut, fin=fin
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            make_reunion(body, jour, debut=debut, fin=fin)


class TestAnswers:
    @pytest.mark.parametrize("reponse", ["vient", "supplee", "excuse"])
    def test_the_link_answers_without_account_and_may_change_its_mind(
        self, prevue: Reunion, reponse: str
    ) -> None:
        row = make_convocation(prevue, make_personne("Alix"))
        for said in ("excuse", reponse):
            answer = ReponseConvocation(said)
            actions.answer_convocation(actor=None, jeton="jeton", reponse=answer)
        row.refresh_from_db()
        assert row.reponse == reponse
        assert row.repondue_le is not None

    @pytest.mark.parametrize(
        "fields",
        [
            {"date": date(2026, 1, 5)},
            {"etat": EtatReunion.TENUE},
            {"etat": EtatReunion.ANNULEE},
        ],
    )
    def test_the_link_expires_with_the_meeting(
        self, prevue: Reunion, systeme: None, fields: dict[str, Any]
    ) -> None:
        make_convocation(prevue, make_personne("Alix"))
        motif = "Grève" if fields.get("etat") == EtatReunion.ANNULEE else ""
        Reunion.objects.filter(pk=prevue.pk).update(**fields, motif=motif)
        for token in ("jeton", "inconnu", ""):
            with pytest.raises(LienPerime):
                actions.pending_convocation(token)

    def test_a_deputy_sends_nobody(self, prevue: Reunion) -> None:
        make_convocation(prevue, make_personne("Noé"), qualite="suppleant")
        with pytest.raises(ActionImpossible, match="suppléant"):
            actions.answer_convocation(
                actor=None, jeton="jeton", reponse=ReponseConvocation.SUPPLEE
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            make_convocation(
                prevue, make_personne("Lou"), "autre", qualite="suppleant",
                reponse="supplee", repondue_le=timezone.now(),
            )  # fmt: skip

    def test_the_secretariat_writes_what_it_heard_and_takes_it_back(
        self, prevue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        row = make_convocation(prevue, make_personne("Alix"))
        quiet = make_convocation(prevue, make_personne("Noé"), "autre")
        for said in ("vient", "attendue"):
            told = {row.pk: said, quiet.pk: "attendue", 0: "vient"}
            changed = actions.record_answers(actor=coordonnateur, reunion=prevue, reponses=told)
            assert changed == [row]
            row.refresh_from_db()
            assert row.reponse == said

    def test_an_answer_and_its_date_go_together(self, prevue: Reunion) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_convocation(prevue, make_personne("Alix"), reponse="vient")
