"""Writes on produced documents."""

from django.utils import timezone
from procrastinate.contrib.django import app

from quietude.comptes.models import Utilisateur
from quietude.documents import rules, workflow
from quietude.documents.enums import EtatDocument, Format
from quietude.documents.models import DocumentProduit
from quietude.documents.recettes import Parametres, Recette
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require

TACHE = "documents.produire"


@action
def request_document(
    *, actor: Utilisateur, recette: Recette, parametres: Parametres, format: Format
) -> DocumentProduit:
    """Ask for a document, produced in the background."""
    require(rules.can_request(actor, recette, parametres, format))
    document = DocumentProduit.objects.create(
        titre=recette.titre(parametres)[:300],
        recette=recette.cle,
        parametres=dict(parametres),
        format=format,
        demande_par=actor,
    )
    _enqueue(document)
    return document


@action
def retry_document(*, actor: Utilisateur, document: DocumentProduit) -> None:
    """Ask again for a document that failed, or whose worker stopped."""
    current = _locked(document.pk)
    if current is None:
        raise ActionImpossible("Ce document vient d’être supprimé.")
    require(rules.can_retry(actor, current))
    _move(current, EtatDocument.EN_ATTENTE)
    current.erreur = ""
    current.progression = 0
    current.demande_le = timezone.now()
    current.save(update_fields=["etat", "erreur", "progression", "demande_le"])
    _enqueue(current)


@action
def delete_document(*, actor: Utilisateur, document: DocumentProduit) -> None:
    """Delete a document; if it is being produced, its worker finds nothing to finish."""
    require(rules.can_delete(actor, document))
    document.delete()


@action
def start_document(*, actor: Utilisateur | None, pk: int) -> DocumentProduit | None:
    """Take a waiting document; None when it is gone or already taken."""
    document = _locked(pk)
    if document is None or not workflow.allows(document.etat, EtatDocument.EN_COURS):
        return None
    _move(document, EtatDocument.EN_COURS)
    document.save(update_fields=["etat"])
    return document


@action
def finish_document(*, actor: Utilisateur | None, pk: int, contenu: bytes) -> None:
    """Keep the file produced."""
    document = _locked(pk)
    if document is None or not workflow.allows(document.etat, EtatDocument.PRET):
        return
    _move(document, EtatDocument.PRET)
    document.contenu = contenu
    document.taille = len(contenu)
    document.progression = 100
    document.pret_le = timezone.now()
    document.save(update_fields=["etat", "contenu", "taille", "progression", "pret_le"])


@action
def fail_document(*, actor: Utilisateur | None, pk: int, erreur: str) -> None:
    """Say to the requester, in their words, that it failed."""
    document = _locked(pk)
    if document is None or not workflow.allows(document.etat, EtatDocument.ECHEC):
        return
    _move(document, EtatDocument.ECHEC)
    document.erreur = erreur
    document.save(update_fields=["etat", "erreur"])


def note_progress(pk: int, percent: int) -> None:
    """How far a document is; not a decision, so the journal leaves it out."""
    DocumentProduit.objects.filter(pk=pk).update(progression=percent)


def _locked(pk: int) -> DocumentProduit | None:
    return DocumentProduit.objects.select_for_update().defer("contenu").filter(pk=pk).first()


def _move(document: DocumentProduit, etat: EtatDocument) -> None:
    if not workflow.allows(document.etat, etat):
        raise ActionImpossible("Ce document a changé d’état : actualisez la page.")
    document.etat = etat


def _enqueue(document: DocumentProduit) -> None:
    # In the same transaction as the row: the job shows when both are committed, or not at all.
    app.configure_task(TACHE).defer(document_id=document.pk)
