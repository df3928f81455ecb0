"""Reports as Open311 lets them be read: of public categories, without text nor caller.

The place is rounded to about a hundred metres; a typed address, which may say who lives
there, never goes out: a known place or a sector stands for it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Max, QuerySet
from django.http import QueryDict
from django.utils import timezone

from quietude.api.refus import Refus
from quietude.signalements.enums import CLOS, EtatSignalement
from quietude.signalements.models import Signalement, Suite
from quietude.territoire.models import Secteur

JOURS_MAX, LIGNES_MAX = 90, 1000
DECIMALES = 3
_ETATS = {"open": True, "closed": False}
_DITS = dict(EtatSignalement.choices)
_MIDI, _SOIR = time(12), time(23, 59, 59)
_LUES = (
    "pk", "recu_le", "clos_le", "echeance", "etat", "latitude", "longitude", "secteurs",
    "categorie__code", "categorie__libelle", "service__nom", "lieu__code", "lieu__nom",
)  # fmt: skip


def published() -> QuerySet[Signalement]:
    """What anyone may read, the last received first; never what is in quarantine."""
    rows = Signalement.objects.current().filter(categorie__service_ouvert__publie=True)
    return rows.order_by("-recu_le", "-id")


def asked(query: QueryDict, now: datetime) -> list[dict[str, Any]]:
    """The rows that the filters of a GET ask for; Refus 400 for a filter that says nothing."""
    if numbers := _listed(query, "service_request_id"):
        rows = published().filter(pk__in=[int(one) for one in numbers if _is_key(one)])
        return read(rows[:LIGNES_MAX])
    start, end = _span(query, now)
    rows = published().filter(recu_le__gte=start, recu_le__lte=end)
    if codes := _listed(query, "service_code"):
        rows = rows.filter(categorie__code__in=codes)
    if states := _listed(query, "status"):
        if unknown := [state for state in states if state not in _ETATS]:
            raise Refus(400, f"status : « {unknown[0][:80]} » n’est ni open ni closed.")
        if len(set(states)) == 1:
            rows = rows.filter(clos_le__isnull=_ETATS[states[0]])
    return read(rows[:LIGNES_MAX])


def one(number: str) -> list[dict[str, Any]]:
    """The row of this number, in a list as the specification has it; Refus 404."""
    found = read(published().filter(pk=int(number))) if _is_key(number) else []
    if not found:
        raise Refus(404, f"service_request_id : « {number[:80]} » n’existe pas.")
    return found


def _is_key(text: str) -> bool:
    return (
        text.isascii() and text.isdigit() and len(text) < 19
    )  # what a key of the database holds


def _listed(query: QueryDict, name: str) -> list[str]:
    """Given several times, or once with commas."""
    parts = ",".join(query.getlist(name)).split(",")
    return [part.strip() for part in parts if part.strip()]


def _span(query: QueryDict, now: datetime) -> tuple[datetime, datetime]:
    widest = timedelta(days=JOURS_MAX)
    start, end = _moment(query, "start_date"), _moment(query, "end_date")
    if start and end and not timedelta() <= end - start <= widest:
        raise Refus(400, f"start_date et end_date : {JOURS_MAX} jours au plus, dans cet ordre.")
    try:
        if start and not end:
            return start, start + widest
        last = end or now
        return start or last - widest, last
    except OverflowError:
        raise Refus(400, "start_date et end_date : ces dates sont hors de portée.") from None


def _moment(query: QueryDict, name: str) -> datetime | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a "+" of an address
        if found.tzinfo is None:
            raise ValueError
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refus(
            400,
            f"{name} : écrivez un moment avec son fuseau, par exemple 2026-01-31T08:00:00Z.",
        ) from None


def read(found: QuerySet[Signalement]) -> list[dict[str, Any]]:
    """Their public side, by the columns that it needs; three queries whatever their number."""
    rows = list(found.values(*_LUES))
    moved = dict(
        Suite.objects.filter(signalement__in=[row["pk"] for row in rows])
        .values_list("signalement")
        .annotate(Max("le"))
        .order_by()
    )
    names = {
        (division, code): nom
        for division, code, nom in Secteur.objects.values_list("division__code", "code", "nom")
    }
    return [_told(row, moved.get(row["pk"]), names) for row in rows]


def _told(
    row: Mapping[str, Any], moved: datetime | None, names: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    received, closed = row["recu_le"], row["clos_le"]
    return {
        "service_request_id": row["pk"],
        "status": "closed" if row["etat"] in CLOS else "open",
        "status_notes": _DITS[row["etat"]],
        "service_name": row["categorie__libelle"],
        "service_code": row["categorie__code"],
        "description": None,
        "agency_responsible": row["service__nom"],
        "service_notice": None,
        "requested_datetime": received,
        "updated_datetime": max(
            _moment_of(closed, _MIDI) if closed else moved or received, received
        ),
        "expected_datetime": _moment_of(row["echeance"], _SOIR) if row["echeance"] else None,
        "address": row["lieu__nom"] or _sector(row["secteurs"], names),
        "address_id": row["lieu__code"],
        "zipcode": None,
        "lat": _rounded(row["latitude"]),
        "long": _rounded(row["longitude"]),
        "media_url": None,
    }


@lru_cache(maxsize=2048)
def _moment_of(day: date, at: time) -> datetime:
    """A day of the town as a moment; the same days come back all along a list."""
    return timezone.make_aware(datetime.combine(day, at))


def _sector(secteurs: Mapping[str, str], names: Mapping[tuple[str, str], str]) -> str | None:
    found = (names.get(pair) for pair in sorted(secteurs.items()))
    return next((name for name in found if name), None)


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, DECIMALES)
