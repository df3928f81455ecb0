"""From the job to the file: progress, failure told in French, nothing personal in logs."""

import logging
from typing import Any

import pytest

from quietude.comptes.enums import Role
from quietude.documents import actions, production, recettes
from quietude.documents.contenu import DocumentContenu
from quietude.documents.enums import EtatDocument, Format
from quietude.documents.models import DocumentProduit
from quietude.documents.production import run_document
from quietude.documents.tasks import produire
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.documents.factories import request

pytestmark = pytest.mark.django_db

SIGNATURES = dict.fromkeys(Format, b"PK") | {Format.PDF: b"%PDF"}


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(*args: Any) -> DocumentContenu:
        raise error

    monkeypatch.setattr(production, "render", refuse)


@pytest.mark.parametrize("format", Format)
def test_job_produces_the_file(format: Format) -> None:
    document = request(make_user(Role.ELU), format=format)
    produire(document_id=document.pk)
    document.refresh_from_db()
    assert (document.etat, document.progression) == (EtatDocument.PRET, 100)
    content = bytes(document.contenu or b"")
    assert content.startswith(SIGNATURES[format])
    assert document.taille == len(content)
    assert document.pret_le is not None


def test_progress_is_saved_at_five_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    note = actions.note_progress

    def spy(pk: int, percent: int) -> None:
        note(pk, percent)
        steps.append(DocumentProduit.objects.get(pk=pk).progression)

    monkeypatch.setattr(actions, "note_progress", spy)
    document = request(make_user(Role.ELU))
    run_document(document.pk)
    document.refresh_from_db()
    assert [*steps, document.progression] == [10, 40, 80, 90, 100]


def test_production_is_signed_by_the_system_and_kept_short() -> None:
    document = request(make_user(Role.ELU))
    run_document(document.pk)
    traces = Trace.objects.filter(objet_id=str(document.pk)).order_by("pk")
    states = [
        (t.acteur_id, (t.apres or {}).get("etat")) for t in traces if t.operation == "UPDATE"
    ]
    assert states == [(None, "en-cours"), (None, "pret")]
    assert all("contenu" not in (trace.apres or {}) for trace in traces)


def test_unexpected_failure_is_told_without_its_details(
    caplog: pytest.LogCaptureFixture,
) -> None:
    document = request(make_user(Role.ELU), de="panne")
    with caplog.at_level(logging.INFO):
        run_document(document.pk)
    document.refresh_from_db()
    assert document.etat == EtatDocument.ECHEC
    assert f"D{document.pk}-ValueError" in document.erreur
    assert "Jeanne" not in document.erreur
    assert "ValueError at factories.py:" in caplog.text
    assert "Jeanne" not in caplog.text


def test_refusal_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, ActionImpossible("La feuille est trop longue."))
    document = request(make_user(Role.ELU))
    run_document(document.pk)
    document.refresh_from_db()
    assert document.erreur == "La feuille est trop longue."


def test_requester_who_lost_access_gets_nothing() -> None:
    owner = make_user(Role.ELU)
    document = request(owner)
    with acting(None, "test"):
        owner.role = Role.ADMINISTRATEUR
        owner.save()
    run_document(document.pk)
    document.refresh_from_db()
    assert (document.etat, document.erreur) == (EtatDocument.ECHEC, production.DISPARU)
    assert document.contenu is None


def test_recipe_gone_is_a_failure_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    document = request(make_user(Role.ELU))
    monkeypatch.setattr(recettes, "_RECETTES", {})
    run_document(document.pk)
    document.refresh_from_db()
    assert document.erreur == "Cette sorte de document n’est plus proposée."


def test_empty_file_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(production, "render", lambda *args: b"")
    document = request(make_user(Role.ELU))
    run_document(document.pk)
    document.refresh_from_db()
    assert document.erreur == "Le document produit est vide."


def test_second_worker_on_the_same_job_does_nothing() -> None:
    document = request(make_user(Role.ELU))
    run_document(document.pk)
    first = DocumentProduit.objects.get(pk=document.pk).pret_le
    run_document(document.pk)
    assert DocumentProduit.objects.get(pk=document.pk).pret_le == first


def test_document_deleted_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = make_user(Role.ELU)
    document = request(owner)

    def delete(*args: Any) -> bytes:
        actions.delete_document(
            actor=owner, document=DocumentProduit.objects.get(pk=document.pk)
        )
        return b"x"

    monkeypatch.setattr(production, "render", delete)
    run_document(document.pk)
    run_document(document.pk)
    assert not DocumentProduit.objects.exists()
