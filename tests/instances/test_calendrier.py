"""What calendars are told: read back with the same care as Outlook and Thunderbird take."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from icalendar import Calendar

from quietude.instances.calendrier import Methode, write_feed, write_invitation
from quietude.instances.enums import Confidentialite, EtatReunion
from quietude.instances.models import Reunion
from tests.instances.builders import make_instance, make_reunion

pytestmark = pytest.mark.django_db
JOUR = date(2026, 7, 14)


def meeting(confidentialite: str = Confidentialite.OUVERTE, **fields: object) -> Reunion:
    body = make_instance("cvo", sigle="CVO", confidentialite=confidentialite)
    values = {"debut": time(9, 30), "fin": time(11), "lieu": "Hôtel de ville", **fields}
    return make_reunion(body, JOUR, etat=EtatReunion.PREVUE, **values)


def told(reunion: Reunion, methode: Methode = Methode.REQUEST, **guest: object) -> str:
    given = {"adresse": "direction@essai.example", "nom": "Claude Essai", "requis": True}
    return write_invitation(reunion, methode, **{**given, **guest})  # type: ignore[arg-type]


def event_of(text: str) -> Any:
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


class TestInvitation:
    def test_it_says_when_and_where_whatever_the_zone_of_the_reader(self) -> None:
        text = told(meeting())
        event = event_of(text)
        assert event["dtstart"].dt == datetime(2026, 7, 14, 7, 30, tzinfo=UTC)
        assert event["dtend"].dt == datetime(2026, 7, 14, 9, tzinfo=UTC)
        assert "DTSTART:20260714T073000Z" in text
        assert event["location"] == "Hôtel de ville"
        assert event["summary"] == "Réunion : CVO"

    def test_it_is_a_request_to_one_guest(self) -> None:
        calendar = Calendar.from_ical(told(meeting()))
        assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
        event: Any = calendar.walk("VEVENT")[0]
        assert str(event["attendee"]) == "mailto:direction@essai.example"
        assert event["attendee"].params["partstat"] == "NEEDS-ACTION"
        assert str(event["organizer"]).startswith("mailto:")
        assert event["status"] == "CONFIRMED"
        assert {"dtstamp", "uid", "sequence"} <= {name.lower() for name in event}

    def test_a_deputy_is_not_required(self) -> None:
        event = event_of(told(meeting(), requis=False))
        assert event["attendee"].params["role"] == "OPT-PARTICIPANT"

    def test_a_cancellation_is_of_the_same_event(self) -> None:
        row = meeting()
        first = event_of(told(row))
        row.sequence += 1
        text = told(row, Methode.CANCEL)
        last = event_of(text)
        assert "METHOD:CANCEL" in text
        assert last["status"] == "CANCELLED"
        assert last["uid"] == first["uid"]
        assert last["sequence"] == first["sequence"] + 1

    def test_two_meetings_are_two_events(self) -> None:
        row = meeting()
        other = make_reunion(row.instance, "2026-07-15")
        assert event_of(told(row))["uid"] != event_of(told(other))["uid"]

    def test_without_an_end_it_lasts_an_hour_without_an_hour_the_day(self) -> None:
        open_ended = event_of(told(meeting(fin=None)))
        assert str(open_ended["dtend"].dt.time()) == "08:30:00"
        whole = event_of(told(make_reunion(Reunion.objects.get().instance, JOUR)))
        assert (whole["dtstart"].dt, whole["dtend"].dt) == (JOUR, date(2026, 7, 15))

    def test_lines_are_those_that_old_readers_accept(self) -> None:
        text = told(meeting(lieu="Salle " + "é" * 90))
        assert text.endswith("\r\n")
        assert "\n" not in text.replace("\r\n", "")
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75

    @pytest.mark.parametrize(
        ("confidentialite", "said"),
        [
            (Confidentialite.OUVERTE, True),
            (Confidentialite.RESTREINTE, False),
            (Confidentialite.NOMINATIVE, False),
        ],
    )
    def test_the_subject_stays_in_a_body_with_some_reserve(
        self, confidentialite: str, said: bool
    ) -> None:
        text = told(meeting(confidentialite, objet="Point sur les halls"))
        assert ("Point sur les halls" in text) == said
        assert ("CLASS:PUBLIC" in text) == said


class TestFeed:
    def test_it_holds_meetings_and_those_called_off(self) -> None:
        row = meeting()
        make_reunion(row.instance, "2026-08-01", etat=EtatReunion.ANNULEE)
        rows = Reunion.objects.select_related("instance").order_by("date")
        calendar = Calendar.from_ical(write_feed(rows, "Mes réunions"))
        assert calendar["method"] == "PUBLISH"
        assert calendar["x-wr-calname"] == "Mes réunions"
        states = [str(event["status"]) for event in calendar.walk("VEVENT")]
        assert states == ["CONFIRMED", "CANCELLED"]
        assert all("attendee" not in event for event in calendar.walk("VEVENT"))
