"""The history of one object, ready to be shown: who changed what, when, from what to what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.safestring import SafeString

from quietude.journal import lecture
from quietude.journal.differences import difference
from quietude.journal.models import Operation, Trace

SYSTEME = "Quiétude (chargement ou tâche automatique)"
LIMITE = 200
# Columns that tell a reader nothing.
_MUETTES = frozenset({"id", "ordre"})


@dataclass(frozen=True)
class Changement:
    """One field: its column, its label, and both values in words."""

    champ: str
    libelle: str
    avant: str
    apres: str

    @property
    def difference(self) -> SafeString:
        """Both values in one text: <del> what went, <ins> what came."""
        return difference(self.avant, self.apres)


@dataclass(frozen=True)
class Entree:
    """One line of the journal in words. `trace` is its key, `numero` its rank in the chain."""

    trace: int
    numero: int | None
    moment: datetime
    acteur: str
    action: str
    operation: str
    genre: str
    objet_type: str
    objet: str
    sujet_type: str
    sujet_id: str
    changements: list[Changement]
    est_modification: bool

    @property
    def resume(self) -> str:
        """The changes in plain text, one line each, for a spreadsheet."""
        return "\n".join(
            f"{change.libelle} : {change.avant or '—'} → {change.apres or '—'}"
            for change in self.changements
        )


def history_of(
    subject: models.Model, *, limit: int = LIMITE, sans: Collection[str] = ()
) -> list[Entree]:
    """The latest changes of an object and of what is filed under it, newest first.

    `sans` leaves out kinds of rows ("strategie.commentaire") that the page does not show. A
    row that only changed places is not told.

    The number of queries depends on the kinds of objects met, not on how many lines there are.
    """
    label = subject._meta.label_lower
    traces = (
        Trace.objects.filter(sujet_type=label, sujet_id=str(subject.pk))
        .exclude(operation=Operation.LECTURE)
        .exclude(objet_type__in=list(sans))
        .select_related("acteur")
        .order_by("-id")[:limit]
    )
    told = entries_of(list(traces))
    return [row for row in told if row.changements or not row.est_modification]


def entries_of(traces: Sequence[Trace]) -> list[Entree]:
    """Put lines of the journal (with their `acteur` selected) into words."""
    noms = lecture.Noms(key for trace in traces for key in _keys(trace))
    return [_entry(trace, noms) for trace in traces]


def _columns(trace: Trace) -> list[str]:
    """Columns that moved, in the order of the model; the link to the subject left out."""
    kept = {**(trace.avant or {}), **(trace.apres or {})}
    model = lecture.model_of(trace.objet_type)
    order = [field.attname for field in model._meta.concrete_fields] if model else []
    mute = _MUETTES | {_parent(model)}
    known = [column for column in order if column in kept]
    return [c for c in known + sorted(set(kept) - set(order)) if c not in mute]


def _parent(model: Any) -> str:
    subject = getattr(model, "JOURNAL_SUJET", None)
    return subject[1] if subject else ""


def _keys(trace: Trace) -> list[lecture.Cle]:
    """Objects that the words of this line name."""
    keys = [(trace.objet_type, trace.objet_id)]
    for column in _columns(trace):
        target = lecture.target_of(lecture.field_of(trace.objet_type, column))
        for side in (trace.avant, trace.apres):
            if target and side and side.get(column) is not None:
                keys.append((target, str(side[column])))
    return keys


def _entry(trace: Trace, noms: lecture.Noms) -> Entree:
    return Entree(
        trace=trace.pk,
        numero=trace.numero,
        moment=trace.moment,
        acteur=str(trace.acteur) if trace.acteur else SYSTEME,
        action=trace.action,
        operation=trace.get_operation_display(),
        genre=lecture.kind_of(trace.objet_type),
        objet_type=trace.objet_type,
        objet=noms.get(trace.objet_type, trace.objet_id) or lecture.name_from(trace),
        sujet_type=trace.sujet_type,
        sujet_id=trace.sujet_id,
        changements=_changes(trace, noms),
        est_modification=trace.operation == Operation.UPDATE,
    )


def _changes(trace: Trace, noms: lecture.Noms) -> list[Changement]:
    changes = []
    for column in _columns(trace):
        field = lecture.field_of(trace.objet_type, column)
        before, after = (
            lecture.readable(field, (side or {}).get(column), noms)
            for side in (trace.avant, trace.apres)
        )
        if before != after:
            label = str(field.verbose_name) if field is not None else column
            changes.append(Changement(column, label[:1].upper() + label[1:], before, after))
    return changes
