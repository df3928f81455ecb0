"""What calendars are told of a meeting (RFC 5545, RFC 5546): when, where, of which body.

Nothing of what is said there: a calendar is shared, synchronised, shown on a lock screen.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import Enum

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from quietude.instances.enums import Confidentialite, EtatReunion
from quietude.instances.models import Reunion

DUREE = timedelta(hours=1)  # when the meeting does not say when it ends
_PRODUIT = "-//Quietude//Instances//FR"


class Methode(Enum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


def write_invitation(
    reunion: Reunion, methode: Methode, *, adresse: str, nom: str, requis: bool
) -> str:
    """The event for one guest, who sees no other guest."""
    event = _event(reunion, annulee=methode is Methode.CANCEL)
    event.add("attendee", _guest(adresse, nom, requis))
    return _write(methode, [event])


def write_feed(reunions: Iterable[Reunion], nom: str) -> str:
    """A calendar to subscribe to; a meeting called off stays, marked so."""
    events = [_event(row, annulee=row.etat == EtatReunion.ANNULEE) for row in reunions]
    return _write(Methode.PUBLISH, events, nom)


def _write(methode: Methode, events: Iterable[Event], nom: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", _PRODUIT)
    calendar.add("version", "2.0")
    calendar.add("method", methode.value)
    if nom:
        calendar.add("x-wr-calname", nom)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for event in events:
        calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def _event(reunion: Reunion, *, annulee: bool) -> Event:
    event = Event()
    event.add("uid", f"{reunion.uid}@quietude")
    event.add("sequence", reunion.sequence)
    event.add("dtstamp", timezone.now())
    _set_hours(event, reunion)
    event.add("summary", f"Réunion : {reunion.instance}{_public(reunion)}")
    if reunion.lieu:
        event.add("location", reunion.lieu)
    if reunion.objet and says_subject(reunion):
        event.add("description", reunion.objet)
    event.add("status", "CANCELLED" if annulee else "CONFIRMED")
    event.add("class", "PUBLIC" if says_subject(reunion) else "PRIVATE")
    event.add("organizer", _organizer())
    return event


def says_subject(reunion: Reunion) -> bool:
    """Only a body without any reserve says outside what it meets for."""
    return reunion.instance.confidentialite == Confidentialite.OUVERTE


def _public(reunion: Reunion) -> str:
    return f" ({reunion.public})" if reunion.public else ""


def _set_hours(event: Event, reunion: Reunion) -> None:
    """In universal time, which every reader takes: Outlook stumbles on long zone tables.

    The whole day when no hour is known.
    """
    if reunion.debut is None:
        event.add("dtstart", reunion.date)
        event.add("dtend", reunion.date + timedelta(days=1))
        return
    zone = timezone.get_default_timezone()
    start = datetime.combine(reunion.date, reunion.debut, zone)
    end = datetime.combine(reunion.date, reunion.fin, zone) if reunion.fin else start + DUREE
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", end.astimezone(UTC))


def _organizer() -> vCalAddress:
    """The site's own address, ever the same: calendars refuse an update from another."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    found = vCalAddress(f"mailto:{address}")
    found.params["cn"] = vText(name or "Quiétude")
    return found


def _guest(adresse: str, nom: str, requis: bool) -> vCalAddress:
    found = vCalAddress(f"mailto:{adresse}")
    found.params["cn"] = vText(nom)
    found.params["role"] = vText("REQ-PARTICIPANT" if requis else "OPT-PARTICIPANT")
    found.params["partstat"] = vText("NEEDS-ACTION")
    found.params["rsvp"] = vText("FALSE")
    return found
