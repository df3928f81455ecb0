"""Asking, retrying, deleting: who may, what is written, what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.documents import actions, recettes, rules, workflow
from quietude.documents.enums import EtatDocument, Format
from quietude.documents.models import DocumentProduit
from quietude.documents.recettes import Recette
from quietude.journal.actions import acting
from quietude.journal.models import Operation, Trace
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.documents.factories import RECETTE, request

pytestmark = pytest.mark.django_db

REFUSE = "Seule la personne"


def put(document: DocumentProduit, etat: EtatDocument, minutes: int = 0) -> DocumentProduit:
    """Move a document by hand, as if it had been asked some minutes ago."""
    with acting(None, "test"):
        content = b"x" if etat == EtatDocument.PRET else None
        DocumentProduit.objects.filter(pk=document.pk).update(
            etat=etat,
            contenu=content,
            demande_le=timezone.now() - timedelta(minutes=minutes),
        )
    document.refresh_from_db()
    return document


def owner_and_others() -> tuple[Utilisateur, Utilisateur, Utilisateur]:
    return make_user(Role.PARTENAIRE), make_user(Role.ELU), make_user(Role.COORDONNATEUR)


@pytest.mark.parametrize("role", Role)
def test_request_is_open_to_roles_that_see_content(role: Role) -> None:
    user = make_user(role)
    verdict = rules.can_request(user, RECETTE, {"de": "tout"}, Format.PDF)
    assert bool(verdict) is (role in ROLES_CONTENU)
    assert verdict or verdict.motif.startswith("Votre rôle")


def test_request_writes_a_row_a_job_and_a_trace() -> None:
    user = make_user(Role.ELU)
    document = request(user, format=Format.DOCX)
    assert document.titre == "Rapport d'été : tout"
    assert (document.etat, document.demande_par) == (EtatDocument.EN_ATTENTE, user)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("documents.produire", {"document_id": document.pk})
    trace = Trace.objects.get(objet_type="documents.documentproduit")
    assert (trace.acteur, trace.operation) == (user, Operation.INSERT)
    assert trace.apres is not None
    assert "contenu" not in trace.apres


def test_request_of_a_closed_content_is_refused_with_its_reason() -> None:
    with pytest.raises(PermissionDenied, match="Ce contenu est réservé"):
        request(make_user(Role.ELU), de="secret")
    assert not ProcrastinateJob.objects.exists()


def test_request_in_a_format_not_offered_is_refused() -> None:
    fields = {**RECETTE.__dict__, "cle": "pdf-seul", "formats": (Format.PDF,)}
    verdict = rules.can_request(
        make_user(Role.ELU), Recette(**fields), {"de": "tout"}, Format.XLSX
    )
    assert verdict.motif == "Ce document n’existe pas dans ce format."


def test_two_recipes_of_one_name_are_refused() -> None:
    recettes.register(RECETTE)
    with pytest.raises(AssertionError, match="two recipes"):
        recettes.register(Recette(**{**RECETTE.__dict__, "ordre": 1}))


def test_own_documents_are_visible_and_all_to_the_coordinator() -> None:
    owner, other, coordinator = owner_and_others()
    document = request(owner)
    seen = {
        user.role: DocumentProduit.objects.visible_to(user).filter(pk=document.pk).exists()
        for user in (owner, other, coordinator, make_user(Role.ADMINISTRATEUR))
    }
    assert seen == {
        Role.PARTENAIRE: True,
        Role.ELU: False,
        Role.COORDONNATEUR: True,
        Role.ADMINISTRATEUR: False,
    }


def test_owner_who_lost_content_sees_nothing_left() -> None:
    owner = make_user(Role.PARTENAIRE)
    document = request(owner)
    owner.role = Role.ADMINISTRATEUR
    assert not DocumentProduit.objects.visible_to(owner).exists()
    assert not rules.can_delete(owner, document)


@pytest.mark.parametrize(
    ("etat", "minutes", "allowed"),
    [
        (EtatDocument.ECHEC, 0, True),
        (EtatDocument.EN_COURS, 0, False),
        (EtatDocument.EN_COURS, 11, True),
        (EtatDocument.EN_ATTENTE, 60, False),
        (EtatDocument.PRET, 60, False),
    ],
)
def test_retry_is_for_what_failed_or_stands_still(
    etat: EtatDocument, minutes: int, allowed: bool
) -> None:
    owner, other, coordinator = owner_and_others()
    document = put(request(owner), etat, minutes)
    assert bool(rules.can_retry(owner, document)) is allowed
    assert bool(rules.can_retry(coordinator, document)) is allowed
    assert rules.can_retry(other, document).motif.startswith(REFUSE)


def test_retry_puts_the_document_back_in_the_queue() -> None:
    owner = make_user(Role.ELU)
    document = put(request(owner), EtatDocument.ECHEC)
    actions.retry_document(actor=owner, document=document)
    document.refresh_from_db()
    assert (document.etat, document.erreur, document.progression) == ("en-attente", "", 0)
    assert ProcrastinateJob.objects.count() == 2


def test_retry_of_a_document_just_deleted_says_so() -> None:
    owner = make_user(Role.ELU)
    document = put(request(owner), EtatDocument.ECHEC)
    stale = DocumentProduit.objects.get(pk=document.pk)
    actions.delete_document(actor=owner, document=document)
    with pytest.raises(ActionImpossible, match="supprimé"):
        actions.retry_document(actor=owner, document=stale)


def test_retry_of_a_ready_document_is_refused() -> None:
    owner = make_user(Role.ELU)
    document = put(request(owner), EtatDocument.PRET)
    with pytest.raises(PermissionDenied, match="rien à relancer"):
        actions.retry_document(actor=owner, document=document)


def test_delete_is_for_the_owner_and_the_coordinator() -> None:
    owner, other, coordinator = owner_and_others()
    first, second = request(owner), request(owner)
    with pytest.raises(PermissionDenied, match=REFUSE):
        actions.delete_document(actor=other, document=first)
    actions.delete_document(actor=owner, document=first)
    actions.delete_document(actor=coordinator, document=second)
    assert not DocumentProduit.objects.exists()
    authors = Trace.objects.filter(operation=Operation.DELETE).order_by("pk")
    assert [trace.acteur for trace in authors] == [owner, coordinator]


def test_late_steps_on_a_document_out_of_place_change_nothing() -> None:
    document = put(request(make_user(Role.ELU)), EtatDocument.PRET)
    assert actions.start_document(actor=None, pk=document.pk) is None
    actions.finish_document(actor=None, pk=document.pk, contenu=b"autre")
    actions.fail_document(actor=None, pk=document.pk, erreur="trop tard")
    document.refresh_from_db()
    assert (document.etat, bytes(document.contenu or b""), document.erreur) == (
        "pret",
        b"x",
        "",
    )


def test_move_the_workflow_does_not_know_is_refused() -> None:
    document = put(request(make_user(Role.ELU)), EtatDocument.PRET)
    with pytest.raises(ActionImpossible, match="changé d’état"):
        actions._move(document, EtatDocument.EN_COURS)


def test_workflow_knows_every_state() -> None:
    assert set(workflow.DOCUMENT) == set(EtatDocument)
