"""Who may ask for a document, retry it, delete it."""

from datetime import datetime, timedelta

from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.enums import EtatDocument
from quietude.documents.models import DocumentProduit
from quietude.documents.recettes import Parametres, Recette
from quietude.socle.regles import OUI, Verdict, non

BLOQUE_APRES = timedelta(minutes=10)


def can_request(
    user: Utilisateur, recette: Recette, parametres: Parametres, format: str
) -> Verdict:
    """Whoever may read the content may have it printed; the recipe knows which content."""
    if user.role not in ROLES_CONTENU:
        return non("Votre rôle ne donne pas accès aux contenus.")
    if format not in recette.formats:
        return non("Ce document n’existe pas dans ce format.")
    return recette.autorise(user, parametres)


def can_open(user: Utilisateur, document: DocumentProduit) -> Verdict:
    """A kept copy does not outlive the right to read what it says: its recipe tells."""
    recette = recettes.get(document.recette)
    if recette is None or recette.garde is None:
        return OUI
    return recette.garde(user, document.parametres)


def is_stuck(document: DocumentProduit, now: datetime | None = None) -> bool:
    """Started long ago and not finished: the worker has stopped."""
    started = document.etat == EtatDocument.EN_COURS
    return started and (now or timezone.now()) - document.demande_le > BLOQUE_APRES


def can_retry(user: Utilisateur, document: DocumentProduit) -> Verdict:
    """Its requester or the coordinator, once it failed or stands still."""
    if not _owns(user, document):
        return non("Seule la personne qui l’a demandé ou le coordonnateur peut le relancer.")
    if document.etat == EtatDocument.ECHEC or is_stuck(document):
        return OUI
    return non("Ce document n’est pas en échec : il n’y a rien à relancer.")


def can_delete(user: Utilisateur, document: DocumentProduit) -> Verdict:
    """One's own documents; the coordinator deletes any."""
    if _owns(user, document):
        return OUI
    return non("Seule la personne qui l’a demandé ou le coordonnateur peut le supprimer.")


def _owns(user: Utilisateur, document: DocumentProduit) -> bool:
    return user.role == Role.COORDONNATEUR or (
        user.role in ROLES_CONTENU and document.demande_par_id == user.pk
    )
