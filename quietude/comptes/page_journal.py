"""One page of the journal, found by key: no count and no offset, however long it grows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeAlias

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from quietude.comptes.forms import FiltreJournal
from quietude.comptes.models import Utilisateur
from quietude.journal.historique import Entree, entries_of
from quietude.journal.lecture import kind_of
from quietude.journal.models import Journalise, Trace
from quietude.socle.tableur import FORMATS

PAR_PAGE = 50
EXPORT_MAX = 20_000  # latest lines; beyond, narrow the dates


@dataclass(frozen=True)
class Reserve:
    """Lines that a reader of the journal has no right to, and the sentence that says so."""

    lignes: Q
    phrase: str


Gardien: TypeAlias = Callable[[Utilisateur], Reserve | None]

_GARDIENS: list[Gardien] = []


def register_gardien(gardien: Gardien) -> None:
    """Keep some lines from some readers; asked for each page and each export."""
    if gardien not in _GARDIENS:
        _GARDIENS.append(gardien)


def reserves_for(user: Utilisateur) -> list[Reserve]:
    found = (gardien(user) for gardien in _GARDIENS)
    return [row for row in found if row is not None]


def kinds() -> list[tuple[str, str]]:
    """Kinds of objects that the journal follows, for a list of choices."""
    labels = [m._meta.label_lower for m in apps.get_models() if issubclass(m, Journalise)]
    return sorted(
        ((label, kind_of(label).capitalize()) for label in labels), key=lambda k: k[1]
    )


def find(asked: dict[str, Any], reserves: Iterable[Reserve] = ()) -> QuerySet[Trace]:
    """Lines that answer the filters, newest first, without those kept from the reader."""
    rows = Trace.objects.select_related("acteur").order_by("-id")
    for reserve in reserves:
        rows = rows.exclude(reserve.lignes)
    if who := asked.get("qui"):
        rows = rows.filter(acteur=None if who == FiltreJournal.SYSTEME else int(who))
    if operation := asked.get("operation"):
        rows = rows.filter(operation=operation)
    if genre := asked.get("genre"):
        rows = rows.filter(objet_type=genre)
    if sujet := asked.get("sujet"):
        kind, _, pk = sujet.partition(":")
        rows = rows.filter(sujet_type=kind, sujet_id=pk)
    if asked.get("du"):
        rows = rows.filter(moment__gte=_midnight(asked["du"]))
    if asked.get("au"):
        rows = rows.filter(moment__lt=_midnight(asked["au"] + timedelta(days=1)))
    return rows


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def export_rows(traces: QuerySet[Trace]) -> Iterator[list[Any]]:
    """Typed cells, put into words by blocks so that memory stays small."""
    kept = list(traces[:EXPORT_MAX])
    for start in range(0, len(kept), 1000):
        for entry in entries_of(kept[start : start + 1000]):
            yield [
                entry.numero,
                entry.moment,
                entry.acteur,
                entry.operation,
                entry.genre,
                entry.objet,
                entry.resume,
                entry.action,
            ]


class PageJournal:
    """Fifty lines before the key `avant` (or the newest), with the addresses around."""

    def __init__(self, request: HttpRequest, traces: QuerySet[Trace]) -> None:
        self.request = request
        self.traces = traces
        before = request.GET.get("avant", "")
        self.avant = int(before) if before.isascii() and before.isdigit() else None

    @cached_property
    def _rows(self) -> list[Trace]:
        rows = self.traces.filter(pk__lt=self.avant) if self.avant else self.traces
        return list(rows[: PAR_PAGE + 1])  # one more tells whether there is a next page

    @cached_property
    def entrees(self) -> list[Entree]:
        return entries_of(self._rows[:PAR_PAGE])

    @property
    def plus_anciennes(self) -> str:
        """Address of the older lines; empty at the end."""
        if len(self._rows) <= PAR_PAGE:
            return ""
        return self._address(avant=str(self._rows[PAR_PAGE - 1].pk))

    @property
    def plus_recentes(self) -> str:
        """Address of the newest lines; empty when they are shown."""
        return self._address() if self.avant else ""

    @property
    def exports(self) -> list[tuple[str, str]]:
        return [(label, self._address(export=kind)) for kind, label in FORMATS.items()]

    def _address(self, **changes: str) -> str:
        query = self.request.GET.copy()
        for name in ("avant", "export"):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}" if query else self.request.path
