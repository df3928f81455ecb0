"""What is done to accounts and invitations; each act is signed in the journal."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from quietude.comptes import rules
from quietude.comptes.courriels import send_on_commit
from quietude.comptes.enums import Role
from quietude.comptes.models import Invitation, Utilisateur
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require

VALIDITE = timedelta(days=7)

Lien = Callable[[str], str]  # token -> absolute address of the page that accepts


class InvitationPerimee(ActionImpossible):
    """No pending invitation has this token: unknown, expired, cancelled or already used."""


def fingerprint(jeton: str) -> str:
    """What is stored of a token: reading the database does not let one in."""
    return hashlib.sha256(jeton.encode()).hexdigest()


def pending_invitation(jeton: str) -> Invitation:
    """The invitation that this token opens, or InvitationPerimee, whatever the reason."""
    found = Invitation.objects.pending().filter(jeton_empreinte=fingerprint(jeton)).first()
    if found is None:
        raise InvitationPerimee
    return found


@action
def open_compte(
    *, actor: Utilisateur | None, email: str, nom: str, role: str, password: str
) -> Utilisateur:
    """Create an account from the command line or the demonstration; no rule to ask there."""
    if Utilisateur.objects.filter(email__iexact=email).exists():
        raise ActionImpossible(f"Un compte existe déjà pour l’adresse {email}.")
    return _create(email, nom, role, password)


def _create(email: str, nom: str, role: str, password: str) -> Utilisateur:
    compte = Utilisateur(email=email.lower(), nom=nom, role=role)
    compte.set_password(password)
    compte.save()
    # The sign-in library keeps its own table of addresses and asks it before a second factor.
    EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
    return compte


@action
def invite(*, actor: Utilisateur, email: str, nom: str, role: str, lien: Lien) -> Invitation:
    """Invite someone by e-mail, for seven days, once."""
    require(rules.can_invite(actor, role))
    email = email.lower()
    if Utilisateur.objects.filter(email__iexact=email).exists():
        raise ActionImpossible("Un compte existe déjà pour cette adresse.")
    known = Invitation.objects.select_for_update().open().filter(email__iexact=email).first()
    if known and known.expire_le > timezone.now():
        raise ActionImpossible(
            "Une invitation est déjà en cours pour cette adresse : renvoyez-la ou annulez-la."
        )
    if known:  # expired: its place is free
        known.annulee_le = timezone.now()
        known.save()
    jeton, now = secrets.token_urlsafe(32), timezone.now()
    invitation = Invitation.objects.create(
        email=email,
        nom=nom,
        role=role,
        invite_par=actor,
        jeton_empreinte=fingerprint(jeton),
        creee_le=now,
        expire_le=now + VALIDITE,
    )
    _send(actor, invitation, lien(jeton))
    _tell_coordonnateurs(actor, role, nom)
    return invitation


def _send(actor: Utilisateur, invitation: Invitation, lien: str) -> None:
    send_on_commit(
        "invitation",
        [invitation.email],
        {
            "invitation": invitation,
            "auteur": actor.nom,
            "role": invitation.get_role_display(),
            "lien": lien,
        },
    )


def _tell_coordonnateurs(actor: Utilisateur, role: str, nom: str) -> None:
    """An administrator, who sees no content, has just opened it to someone: say it."""
    if role != Role.COORDONNATEUR or actor.role != Role.ADMINISTRATEUR:
        return
    told = Utilisateur.objects.filter(role=Role.COORDONNATEUR, is_active=True)
    addresses = list(told.values_list("email", flat=True))
    send_on_commit("coordination", addresses, {"auteur": actor.nom, "nom": nom})


@action
def resend_invitation(*, actor: Utilisateur, invitation: Invitation, lien: Lien) -> Invitation:
    """Send a new link, for seven more days; the former link stops working."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    require(rules.can_handle_invitation(actor, locked))
    jeton = secrets.token_urlsafe(32)
    locked.jeton_empreinte = fingerprint(jeton)
    locked.expire_le = timezone.now() + VALIDITE
    locked.save()
    _send(actor, locked, lien(jeton))
    return locked


@action
def cancel_invitation(*, actor: Utilisateur, invitation: Invitation) -> Invitation:
    """The link stops working; the address may be invited again."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    require(rules.can_handle_invitation(actor, locked))
    locked.annulee_le = timezone.now()
    locked.save()
    return locked


@action
def accept_invitation(*, actor: None, jeton: str, nom: str, password: str) -> Utilisateur:
    """Open the account that the token promises; raises InvitationPerimee when it does not."""
    invitation = pending_invitation(jeton)
    # Two clicks at once: the second waits here, then finds the invitation used.
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    taken = Utilisateur.objects.filter(email__iexact=locked.email).exists()
    if locked.acceptee_le or locked.annulee_le or taken:
        raise InvitationPerimee
    compte = _create(locked.email, nom, locked.role, password)
    locked.acceptee_le = timezone.now()
    locked.save()
    return compte


def _lock(compte: Utilisateur) -> Utilisateur:
    """Lock this account, and those who manage: two of them cannot close each other at once."""
    list(
        Utilisateur.objects.select_for_update()
        .filter(role__in=rules.GESTIONNAIRES)
        .order_by("pk")
        .values_list("pk")
    )
    return Utilisateur.objects.select_for_update().get(pk=compte.pk)


@action
def change_role(*, actor: Utilisateur, compte: Utilisateur, role: str) -> Utilisateur:
    """Give another role; it holds from the person's next page."""
    locked = _lock(compte)
    require(rules.can_change_role(actor, locked, role))
    if role != locked.role:
        locked.role = role
        locked.save()
        _tell_coordonnateurs(actor, role, locked.nom)
    return locked


@action
def deactivate_compte(*, actor: Utilisateur, compte: Utilisateur) -> Utilisateur:
    """Close an account: sessions end at once, what the person wrote stays."""
    locked = _lock(compte)
    require(rules.can_deactivate(actor, locked))
    locked.is_active = False
    locked.save()
    _end_sessions(locked)
    return locked


def _end_sessions(compte: Utilisateur) -> None:
    """Sign this person out everywhere, so that opening the account again revives nothing."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(compte.pk):
            session.delete()


@action
def reactivate_compte(*, actor: Utilisateur, compte: Utilisateur) -> Utilisateur:
    """Open again a closed account, with its former password."""
    locked = _lock(compte)
    require(rules.can_reactivate(actor, locked))
    locked.is_active = True
    locked.save()
    _tell_coordonnateurs(actor, locked.role, locked.nom)
    return locked


@action
def remove_second_factor(*, actor: Utilisateur, compte: Utilisateur) -> Utilisateur:
    """Forget a lost telephone and its codes; the person is told, in case nobody asked."""
    locked = _lock(compte)
    require(rules.can_remove_second_factor(actor, locked))
    Authenticator.objects.filter(user=locked).delete()
    send_on_commit("second_facteur", [locked.email], {"auteur": actor.nom, "nom": locked.nom})
    return locked


@action
def rename_self(*, actor: Utilisateur, nom: str) -> Utilisateur:
    """Change the name under which the others see me."""
    actor.nom = nom
    actor.save(update_fields=["nom"])
    return actor
