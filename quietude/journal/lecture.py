"""Turn what the journal stores (columns as JSON) into words: labels, dates, yes or no."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models

from quietude.journal.models import Trace
from quietude.socle.formats import jour_court, moment, nombre

_LABELS = ("titre", "nom", "libelle", "fonction", "reference", "email")
_YEARS = range(1900, 2101)  # a year takes no thousand separator

Cle = tuple[str, str]  # (model label, primary key)


def model_of(label: str) -> type[models.Model] | None:
    """The model of this label, or None when this version does not know it any more."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def kind_of(label: str) -> str:
    """What a reader calls this kind of object: "strategie.ficheaction" -> "fiche action"."""
    model = model_of(label)
    return str(model._meta.verbose_name) if model else label.rpartition(".")[2]


class Noms:
    """Names of objects, fetched by kind: as many queries as kinds, whatever the rows."""

    def __init__(self, keys: Iterable[Cle]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for label, pk in keys:
            wanted[label].add(pk)
        self._found: dict[Cle, str] = {}
        for label, pks in wanted.items():
            model = model_of(label)
            if model is not None:
                self._fetch(model, label, pks)

    def _fetch(self, model: type[models.Model], label: str, pks: set[str]) -> None:
        numbers = [int(pk) for pk in pks if pk.isdigit()]
        rows = model._base_manager.filter(pk__in=numbers)
        # Names are often made of the name of the parent: one level is fetched along.
        parents = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
        ]
        if parents:
            rows = rows.select_related(*parents)
        heavy = getattr(model, "JOURNAL_SANS", ())
        for row in rows.defer(*heavy) if heavy else rows:
            self._found[label, str(row.pk)] = str(row)

    def get(self, label: str, pk: str) -> str:
        """The name that the object has now; empty when it is gone."""
        return self._found.get((label, pk), "")


def name_from(trace: Trace) -> str:
    """The name that an object had, from what the journal kept of it."""
    kept = {**(trace.avant or {}), **(trace.apres or {})}
    for field in _LABELS:
        if isinstance(kept.get(field), str) and kept[field]:
            return str(kept[field])
    return f"nº\u00a0{trace.objet_id}"


def field_of(label: str, column: str) -> models.Field[Any, Any] | None:
    """The field behind a column ("objectif_id" -> objectif), None when it is gone."""
    model = model_of(label)
    if model is None:
        return None
    known = {field.attname: field for field in model._meta.concrete_fields}
    return known.get(column)


def target_of(field: models.Field[Any, Any] | None) -> str:
    """Label of the model that a foreign key points to, else empty."""
    if not isinstance(field, models.ForeignKey):
        return ""
    related: Any = field.related_model
    return str(related._meta.label_lower)


def readable(field: models.Field[Any, Any] | None, value: Any, noms: Noms) -> str:
    """A stored value in words."""
    if value is None or value == "":
        return ""
    target = target_of(field)
    if target:
        return noms.get(target, str(value)) or f"nº\u00a0{value} (supprimé)"
    choices = dict(field.flatchoices) if field is not None else {}
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    return _dated(field, value) if isinstance(value, str) else _plain(value)


def _dated(field: models.Field[Any, Any] | None, value: str) -> str:
    try:
        if isinstance(field, models.DateTimeField):
            return moment(datetime.fromisoformat(value))
        if isinstance(field, models.DateField):
            return jour_court(date.fromisoformat(value))
    except ValueError:
        pass
    return value


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int | float):
        return str(value) if value in _YEARS else nombre(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)
