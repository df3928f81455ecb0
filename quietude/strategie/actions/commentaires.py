"""Comments between partners on a sheet."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.socle.regles import require
from quietude.strategie.enums import RoleEngagement
from quietude.strategie.models import Commentaire, FicheAction
from quietude.strategie.rules import can_comment, can_edit_comment, can_withdraw_comment


@action
def add_comment(*, actor: Utilisateur, fiche: FicheAction, texte: str) -> Commentaire:
    """Write a comment; tell those who lead the sheet and those who already spoke."""
    require(can_comment(actor, fiche))
    comment = Commentaire.objects.create(fiche=fiche, auteur=actor, texte=texte)
    addresses = _addresses(actor, fiche)
    transaction.on_commit(lambda: _tell(fiche, addresses))
    return comment


def _addresses(actor: Utilisateur, fiche: FicheAction) -> list[str]:
    leaders = Utilisateur.objects.filter(
        personne__mandats__organisation__engagements__fiche=fiche,
        personne__mandats__organisation__engagements__role=RoleEngagement.PILOTE,
        personne__mandats__fin__isnull=True,
    )
    speakers = Utilisateur.objects.filter(pk__in=fiche.commentaires.values("auteur"))
    told = (leaders | speakers).filter(is_active=True, role__in=ROLES_CONTENU)
    return sorted(set(told.exclude(pk=actor.pk).values_list("email", flat=True)))


def _tell(fiche: FicheAction, addresses: list[str]) -> None:
    """The message says where, not what: mail is not the place for content."""
    for address in addresses:
        EmailMessage(
            subject=f"Nouveau commentaire sur l’action {fiche.numero}",
            body=(
                f"Un commentaire a été écrit sur l’action {fiche.numero}, "
                f"« {fiche.titre} ».\n\nConnectez-vous à Quiétude pour le lire et y répondre."
            ),
            to=[address],
        ).send(fail_silently=True)


@action
def edit_comment(*, actor: Utilisateur, commentaire: Commentaire, texte: str) -> Commentaire:
    """Reword one's own comment while it is fresh."""
    require(can_edit_comment(actor, commentaire))
    commentaire.texte = texte
    commentaire.modifie_le = timezone.now()
    commentaire.save()
    return commentaire


@action
def withdraw_comment(*, actor: Utilisateur, commentaire: Commentaire) -> Commentaire:
    """Take a comment away; its place in the conversation stays."""
    require(can_withdraw_comment(actor, commentaire))
    commentaire.texte = ""
    commentaire.retire_le = timezone.now()
    commentaire.save()
    return commentaire
