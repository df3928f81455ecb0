"""Who joins or leaves a body: their calendar follows, and nobody else is written to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta
from email.message import Message
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from quietude.comptes.models import Utilisateur
from quietude.instances.actions import convocations
from quietude.instances.actions.chartes import record_signature, withdraw_signatures
from quietude.instances.actions.convocations import LienPerime, convene, pending_convocation
from quietude.instances.actions.designations import end_designation, name_holder
from quietude.instances.actions.reunions import amend_reunion, cancel_reunion
from quietude.instances.enums import (
    Confidentialite,
    EtatReunion,
    QualiteDesignation,
    ReponseConvocation,
)
from quietude.instances.models import Convocation, Designation, Instance, Membre, Reunion
from quietude.journal.models import Trace
from quietude.partenaires.models import Personne
from quietude.socle.regles import ActionImpossible
from tests.instances.builders import (
    LIEN,
    make_convocation,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_reunion,
    make_signature,
)
from tests.instances.test_pages import text_of

pytestmark = pytest.mark.django_db
Partir = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def partir(django_capture_on_commit_callbacks: Any) -> Partir:
    """Inside, what is sent on commit leaves."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def body() -> Instance:
    return make_instance("cvo", sigle="CVO")


@pytest.fixture
def siege(body: Instance) -> Membre:
    return make_membre(body, "Directrice")


@pytest.fixture
def alix(siege: Membre) -> Designation:
    return make_designation(siege, make_personne("Alix"))


@pytest.fixture
def noe(body: Instance) -> Designation:
    return make_designation(make_membre(body, "Commandant"), make_personne("Noé"))


def meet(body: Instance, days: int, **fields: Any) -> Reunion:
    day = timezone.localdate() + timedelta(days=days)
    values = {"etat": EtatReunion.PREVUE, "debut": time(9), **fields}
    return make_reunion(body, day, **values)


@pytest.fixture
def prevue(
    body: Instance, alix: Designation, noe: Designation, partir: Partir,
    coordonnateur: Utilisateur,
) -> Reunion:  # fmt: skip
    """A meeting to come to which the two members are convened."""
    row = meet(body, 14)
    with partir():
        convene(actor=coordonnateur, reunion=row, lien=LIEN)
    mail.outbox.clear()
    return row


def told(message: EmailMessage) -> tuple[str, str, int, str]:
    """Method, identifier, sequence and status of the event that a calendar reads."""
    part = next(
        part
        for part in message.message().walk()
        if isinstance(part, Message) and part.get_content_type() == "text/calendar"
    )
    text = part.get_payload(decode=True)
    assert isinstance(text, bytes)
    calendar: Any = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["method"]
    return calendar["method"], str(event["uid"]), event["sequence"], event["status"]


def letters() -> dict[str, tuple[str, str, int, str]]:
    """By the name before the @ of who was written to."""
    return {row.to[0].split("@")[0]: told(row) for row in mail.outbox}


def replace_holder(
    actor: Utilisateur, siege: Membre, who: Personne, debut: date | None = None
) -> Any:
    return name_holder(
        actor=actor,
        membre=siege,
        personne=who,
        qualite=QualiteDesignation.TITULAIRE,
        debut=debut or timezone.localdate(),
        lien=LIEN,
    )


class TestLeaving:
    def test_who_leaves_is_told_under_a_higher_number_and_the_others_are_not_written_to(
        self, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur, partir: Partir
    ) -> None:
        with partir():
            sent = end_designation(actor=coordonnateur, designation=alix, lien=LIEN)
        assert sent.partis == ["Alix"]
        assert letters() == {"alix": ("CANCEL", f"{prevue.uid}@quietude", 1, "CANCELLED")}
        (letter,) = mail.outbox
        assert letter.subject.startswith("Plus convié : CVO")
        assert "Vous n’êtes plus convié" in str(letter.body)
        assert "reponse/" not in str(letter.body)
        left = Convocation.objects.get()
        assert (left.personne.nom, left.reunion.sequence, left.a_jour) == ("Noé", 1, True)
        trace = Trace.objects.filter(objet_type="instances.convocation").latest("pk")
        assert (trace.operation, trace.acteur_id) == ("DELETE", coordonnateur.pk)

    def test_only_meetings_to_come_planned_and_convened_move(
        self, body: Instance, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur,
        partir: Partir,
    ) -> None:  # fmt: skip
        for row in (
            meet(body, -3),
            meet(body, -4, etat=EtatReunion.TENUE),
            meet(body, 5, etat=EtatReunion.ANNULEE),
        ):
            make_convocation(row, alix.personne, f"jeton {row.pk}")
        meet(body, 20)  # nobody is convened yet
        with partir():
            end_designation(actor=coordonnateur, designation=alix, lien=LIEN)
        assert len(mail.outbox) == 1
        assert Convocation.objects.filter(personne=alix.personne).count() == 3

    def test_a_seat_that_ends_later_only_closes_the_meetings_after(
        self, body: Instance, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur,
        partir: Partir,
    ) -> None:  # fmt: skip
        later = meet(body, 40)
        make_convocation(later, alix.personne, "plus tard", fonction="Directrice")
        end = timezone.localdate() + timedelta(days=30)
        with partir():
            end_designation(actor=coordonnateur, designation=alix, fin=end, lien=LIEN)
        assert [told(row)[1] for row in mail.outbox if told(row)[0] == "CANCEL"] == [
            f"{later.uid}@quietude"
        ]

    def test_who_keeps_another_seat_is_told_of_it_not_sent_away(
        self, body: Instance, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur,
        partir: Partir,
    ) -> None:  # fmt: skip
        row = Convocation.objects.get(personne=alix.personne)
        row.reponse, row.repondue_le = ReponseConvocation.SUPPLEE, timezone.now()
        write_again(row)
        seat = make_membre(body, "Élue")
        make_designation(seat, alix.personne, qualite=QualiteDesignation.SUPPLEANT)
        with partir():
            end_designation(actor=coordonnateur, designation=alix, lien=LIEN)
        assert {who: line[:3] for who, line in letters().items()} == {
            "alix": ("REQUEST", f"{prevue.uid}@quietude", 1)
        }
        row.refresh_from_db()
        assert (row.fonction, row.qualite, row.reponse) == ("Élue", "suppleant", "attendue")

    def test_the_link_no_longer_answers_even_before_the_letter_left(
        self, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur
    ) -> None:
        make_convocation_known(alix, "le-lien")
        assert pending_convocation("le-lien")
        end_designation(actor=coordonnateur, designation=alix, lien=LIEN)
        with pytest.raises(LienPerime):
            pending_convocation("le-lien")

    def test_when_the_mail_fails_it_is_said_shown_and_sent_again_on_demand(
        self, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur, partir: Partir,
        client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        def refuse(*args: Any, **kwargs: Any) -> None:
            raise SMTPException

        with monkeypatch.context() as broken:
            broken.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
            with partir():
                sent = end_designation(actor=coordonnateur, designation=alix, lien=LIEN)
        assert (sent.echecs, sent.partis) == (["Alix"], [])
        page = text_of(client_coordonnateur, prevue.get_absolute_url())
        assert "N’est plus convié" in page
        assert "Ne sait pas le changement" in page
        reponses = client_coordonnateur.get(f"{prevue.get_absolute_url()}reponses/")
        assert [field.label for field in reponses.context["form"]] == ["Noé"]
        with partir():
            again = convene(actor=coordonnateur, reunion=prevue, lien=LIEN)
        assert again.partis == ["Alix"]
        assert letters()["alix"][0] == "CANCEL"
        with pytest.raises(ActionImpossible, match="déjà reçu"):
            convene(actor=coordonnateur, reunion=prevue, lien=LIEN)

    def test_a_composition_that_moved_by_the_pack_is_followed_when_convening(
        self, siege: Membre, prevue: Reunion, coordonnateur: Utilisateur, partir: Partir,
        systeme: None,
    ) -> None:  # fmt: skip
        siege.fonction = "Autre fonction"
        siege.save()
        with partir():
            sent = convene(actor=coordonnateur, reunion=prevue, lien=LIEN)
        assert sent.partis == ["Alix"]
        assert letters()["alix"][::2] == ("CANCEL", 1)


def write_again(row: Convocation) -> None:
    from quietude.journal.actions import acting

    with acting(None, "test"):
        row.save()


def make_convocation_known(seat: Designation, token: str) -> None:
    from quietude.comptes.actions import fingerprint

    row = Convocation.objects.get(personne=seat.personne)
    row.jeton_empreinte = fingerprint(token)
    write_again(row)


class TestJoining:
    def test_a_replaced_holder_is_told_and_the_new_one_convened(
        self, siege: Membre, prevue: Reunion, coordonnateur: Utilisateur, partir: Partir
    ) -> None:
        with partir():
            sent = replace_holder(coordonnateur, siege, make_personne("Lou"))
        assert sorted(sent.partis) == ["Alix", "Lou"]
        uid = f"{prevue.uid}@quietude"
        assert letters() == {
            "alix": ("CANCEL", uid, 1, "CANCELLED"),
            "lou": ("REQUEST", uid, 1, "CONFIRMED"),
        }
        new = Convocation.objects.get(personne__nom="Lou")
        assert (new.fonction, new.reponse, new.a_jour) == ("Directrice", "attendue", True)

    def test_the_new_one_is_convened_to_every_meeting_already_convened_and_no_other(
        self, body: Instance, siege: Membre, prevue: Reunion, noe: Designation,
        coordonnateur: Utilisateur, partir: Partir,
    ) -> None:  # fmt: skip
        second = meet(body, 28)
        make_convocation(second, noe.personne, "seconde", fonction="Commandant")
        meet(body, 42)
        with partir():
            replace_holder(coordonnateur, siege, make_personne("Lou"))
        got = [told(row)[1] for row in mail.outbox if row.to[0].startswith("lou@")]
        assert got == [f"{prevue.uid}@quietude", f"{second.uid}@quietude"]

    def test_who_comes_back_takes_the_event_back_under_a_higher_number(
        self, siege: Membre, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur,
        partir: Partir,
    ) -> None:  # fmt: skip
        with partir():
            end_designation(actor=coordonnateur, designation=alix, lien=LIEN)
        with partir():
            replace_holder(coordonnateur, siege, alix.personne)
        assert [told(row)[::2] for row in mail.outbox] == [("CANCEL", 1), ("REQUEST", 2)]

    def test_who_comes_back_before_having_been_told_keeps_one_invitation(
        self, siege: Membre, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur,
        partir: Partir,
    ) -> None:  # fmt: skip
        end_designation(actor=coordonnateur, designation=alix, lien=LIEN)  # nothing left
        with partir():
            replace_holder(coordonnateur, siege, alix.personne)
        assert letters()["alix"][::2] == ("REQUEST", 2)
        row = Convocation.objects.get(personne=alix.personne)
        assert (row.retiree_le, row.a_jour) == (None, True)

    def test_without_signature_one_is_not_convened_then_is_once_signed_and_no_more_after(
        self, coordonnateur: Utilisateur, partir: Partir
    ) -> None:
        sealed = make_instance("gsp", confidentialite=Confidentialite.NOMINATIVE)
        first = make_designation(make_membre(sealed, "Première"), make_personne("Alix"))
        days = (date(2020, 1, 1), date(2199, 1, 1))
        make_signature(sealed, first.personne, *days)
        row = meet(sealed, 14)
        make_convocation(row, first.personne, fonction="Première")
        lou = make_personne("Lou")
        with partir():
            replace_holder(coordonnateur, make_membre(sealed, "Seconde"), lou)
        assert not mail.outbox
        signed: Any = {"signee_le": days[0], "expire_le": days[1]}
        given: Any = {"actor": coordonnateur, "instance": sealed, "personne": lou, "lien": LIEN}
        with partir():
            record_signature(**given, **signed)
        assert letters()["lou"][::2] == ("REQUEST", 1)
        mail.outbox.clear()
        with partir():
            withdraw_signatures(**given)
        assert letters()["lou"][::2] == ("CANCEL", 2)


class TestMoved:
    def test_another_day_counts_the_seats_of_that_day(
        self, siege: Membre, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur,
        partir: Partir,
    ) -> None:  # fmt: skip
        leaving = timezone.localdate() + timedelta(days=20)
        with partir():
            replace_holder(coordonnateur, siege, make_personne("Lou"), leaving)
        assert not mail.outbox
        day = {"date": leaving + timedelta(days=1)}
        with partir():
            amend_reunion(actor=coordonnateur, reunion=prevue, lien=LIEN, valeurs=day)
        assert {who: line[::2] for who, line in letters().items()} == {
            "alix": ("CANCEL", 1), "lou": ("REQUEST", 1), "noe": ("REQUEST", 1),
        }  # fmt: skip

    def test_called_off_cancels_the_event_of_everyone_under_a_higher_number(
        self, prevue: Reunion, alix: Designation, coordonnateur: Utilisateur, partir: Partir
    ) -> None:
        end_designation(actor=coordonnateur, designation=alix, lien=LIEN)  # not told yet
        with partir():
            cancel_reunion(actor=coordonnateur, reunion=prevue, motif="Salle", lien=LIEN)
        uid = f"{prevue.uid}@quietude"
        expected = ("CANCEL", uid, 2, "CANCELLED")
        assert letters() == {"alix": expected, "noe": expected}
        assert all("n’aura pas lieu" in str(row.body) for row in mail.outbox)
        assert list(Convocation.objects.values_list("personne__nom", flat=True)) == ["Noé"]


def test_the_pages_say_to_whom_a_letter_left(
    siege: Membre, prevue: Reunion, alix: Designation, client_coordonnateur: Client,
    partir: Partir,
) -> None:  # fmt: skip
    url = f"/instances/cvo/membres/{alix.pk}/finir/"
    assert "retire de son agenda" in text_of(client_coordonnateur, url)
    with partir():
        client_coordonnateur.post(url)
    assert letters()["alix"][0] == "CANCEL"
    lou = make_personne("Lou")
    typed = {
        "membre": siege.pk, "personne": lou.pk, "qualite": "titulaire",
        "debut": timezone.localdate().isoformat(),
    }  # fmt: skip
    with partir():
        client_coordonnateur.post("/instances/cvo/membres/designer/", typed)
    assert letters()["lou"][0] == "REQUEST"


def test_ten_meetings_without_a_change_send_and_write_nothing(
    body: Instance, alix: Designation, coordonnateur: Utilisateur
) -> None:
    for rank in range(10):
        make_convocation(
            meet(body, 5 + rank), alix.personne, f"jeton {rank}", fonction="Directrice"
        )
    seat = make_membre(body, "Vide")
    before = Trace.objects.count()
    end_designation(
        actor=coordonnateur, lien=LIEN,
        designation=make_designation(seat, make_personne("Ancienne"), fin="2021-01-01"),
        fin=date(2021, 2, 1),
    )  # fmt: skip
    changed = Trace.objects.filter(pk__gt=0).count() - before
    assert changed <= 3  # the seat, its holder, its end: no meeting
    assert not mail.outbox


def test_answers_are_noted_only_of_those_still_convened(
    prevue: Reunion, alix: Designation, coordonnateur: Utilisateur
) -> None:
    end_designation(actor=coordonnateur, designation=alix, lien=LIEN)
    row = Convocation.objects.get(personne=alix.personne)
    noted = convocations.record_answers(
        actor=coordonnateur, reunion=prevue, reponses={row.pk: "vient"}
    )
    assert noted == []
