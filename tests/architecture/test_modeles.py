"""Every domain table is journalised by the database, and none is made behind our back."""

from django.apps import apps
from django.db import models

from quietude.journal.models import Journalise, JournalTrigger

NOT_JOURNALISED = {
    "journal.Trace": "is the journal",
    "observatoire.CodeOfficiel": "is reference data, replaced whole with the software",
    "signalements.AppelEnCours": "decides nothing until the report is taken",
    "signalements.PassageEnCours": "decides nothing until the passage is reported",
    "strategie.Brouillon": "decides nothing until its section is saved",
}


def ours() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model.__module__.startswith("quietude.")]


def test_every_model_is_journalised() -> None:
    bare = {model._meta.label for model in ours() if not issubclass(model, Journalise)}
    assert bare == set(NOT_JOURNALISED)


def test_every_journalised_table_has_its_trigger() -> None:
    without = [
        model._meta.label
        for model in ours()
        if issubclass(model, Journalise)
        and not any(isinstance(t, JournalTrigger) for t in model._meta.triggers)  # type: ignore[attr-defined]  # pgtrigger
    ]
    assert without == []


def test_no_table_of_links_is_made_behind_our_back() -> None:
    assert [model._meta.label for model in ours() if model._meta.auto_created] == []


def test_every_subject_of_the_journal_exists() -> None:
    for model in ours():
        subject = getattr(model, "JOURNAL_SUJET", None)
        if subject is None:
            continue
        label, column = subject
        assert apps.get_model(label)
        assert column in {f.attname for f in model._meta.concrete_fields}, model


def test_every_model_reads_in_words() -> None:
    silent = [m._meta.label for m in ours() if m.__str__ is models.Model.__str__]
    assert silent == []
