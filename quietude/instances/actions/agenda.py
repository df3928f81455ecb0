"""Open and revoke the link by which a calendar reads one's own meetings."""

import secrets

from django.utils import timezone

from quietude.comptes.actions import fingerprint
from quietude.comptes.models import Utilisateur
from quietude.instances.models import AbonnementAgenda
from quietude.journal.actions import action


def agenda_owner(jeton: str) -> Utilisateur | None:
    """Whose meetings this token reads; nobody's when revoked, unknown, or account closed."""
    rows = AbonnementAgenda.objects.running().select_related("utilisateur")
    found = rows.filter(jeton_empreinte=fingerprint(jeton)).first()
    return found.utilisateur if found and found.utilisateur.is_active else None


@action
def open_agenda(*, actor: Utilisateur) -> str:
    """A new token, shown once; the former link stops working."""
    Utilisateur.objects.select_for_update().get(pk=actor.pk)
    _revoke(actor)
    token = secrets.token_urlsafe(32)
    AbonnementAgenda.objects.create(utilisateur=actor, jeton_empreinte=fingerprint(token))
    return token


@action
def revoke_agenda(*, actor: Utilisateur) -> None:
    """The link stops working; nothing happens without one."""
    _revoke(actor)


def _revoke(actor: Utilisateur) -> None:
    actor.abonnements.filter(revoque_le__isnull=True).update(revoque_le=timezone.now())
