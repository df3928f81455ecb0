"""The history of an object, as a reader understands it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from quietude.journal.models import Operation, Trace

SYSTEME = "Le système"
_LIMITE = 200
_TECHNIQUES = frozenset({"id", "ordre"})


@dataclass(frozen=True)
class Changement:
    """One field: its name in the model, its label, and both values in French."""

    champ: str
    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Entree:
    """One line of the history."""

    trace: int
    moment: datetime
    acteur: str
    action: str
    operation: str
    objet: str
    changements: list[Changement]
    est_modification: bool


def history_of(subject: models.Model, limite: int = _LIMITE) -> list[Entree]:
    """What happened to an object and its parts, the latest first."""
    label = subject._meta.label_lower
    traces = Trace.objects.filter(sujet_type=label, sujet_id=str(subject.pk))
    return read(traces.select_related("acteur").order_by("-id")[:limite])


def read(traces: Iterable[Trace]) -> list[Entree]:
    """Put traces in words; related objects are named in one query per model."""
    rows = list(traces)
    names = _Noms(rows)
    return [
        entry
        for trace in rows
        if (entry := _read_one(trace, names)).changements or not entry.est_modification
    ]


def _read_one(trace: Trace, names: "_Noms") -> Entree:
    model = _model(trace.objet_type)
    before, after = trace.avant or {}, trace.apres or {}
    changes = [
        Changement(
            name,
            _label(model, name),
            names.said(model, name, before.get(name)),
            names.said(model, name, after.get(name)),
        )
        for name in _fields(model, before | after, trace)
    ]
    return Entree(
        trace=trace.pk,
        moment=trace.moment,
        acteur=str(trace.acteur) if trace.acteur else SYSTEME,
        action=trace.action,
        operation=Operation(trace.operation).label,
        objet=str(model._meta.verbose_name) if model else trace.objet_type,
        changements=[change for change in changes if change.avant or change.apres],
        est_modification=trace.operation == Operation.UPDATE,
    )


def _fields(
    model: type[models.Model] | None, values: Mapping[str, Any], trace: Trace
) -> Iterable[str]:
    owner = f"{trace.sujet_type.rpartition('.')[2]}_id"
    hidden = _TECHNIQUES | {"fiche_id", "strategie_id", owner}
    return (name for name in values if name not in hidden)


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:  # a model that no longer exists keeps its traces
        return None


def _field(model: type[models.Model] | None, column: str) -> Any:
    if model is None:
        return None
    try:
        return model._meta.get_field(column.removesuffix("_id"))
    except FieldDoesNotExist:
        return None


def _label(model: type[models.Model] | None, column: str) -> str:
    field = _field(model, column)
    return str(field.verbose_name).capitalize() if field is not None else column


class _Noms:
    """Names of the objects that traces refer to by their key."""

    def __init__(self, traces: Iterable[Trace]) -> None:
        wanted: dict[type[models.Model], set[int]] = {}
        for trace in traces:
            model = _model(trace.objet_type)
            for side in (trace.avant or {}, trace.apres or {}):
                for column, value in side.items():
                    target = getattr(_field(model, column), "related_model", None)
                    if target is not None and isinstance(value, int):
                        wanted.setdefault(target, set()).add(value)
        self.names = {
            (target, row.pk): str(row)
            for target, keys in wanted.items()
            for row in target._default_manager.filter(pk__in=keys)
        }

    def said(self, model: type[models.Model] | None, column: str, value: Any) -> str:
        """A value as it is read."""
        if value in (None, "", []):
            return ""
        field = _field(model, column)
        target = getattr(field, "related_model", None)
        if target is not None:
            return self.names.get((target, value), f"n° {value}")
        return _said(field, value)


def _said(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    choices = dict(getattr(field, "flatchoices", None) or [])
    if value in choices:
        return str(choices[value])
    parse = _PARSERS.get(field.get_internal_type() if field is not None else "")
    moment = parse(str(value)) if parse else None
    return date_format(moment, "j F Y") if moment else str(value)


_PARSERS: dict[str, Callable[[str], Any]] = {
    "DateField": parse_date,
    "DateTimeField": parse_datetime,
}
