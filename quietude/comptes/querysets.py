"""Business verbs on accounts and invitations."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from quietude.comptes.models import (
        Invitation,  # noqa: F401 - ruff does not see them in the bases below
        Utilisateur,  # noqa: F401
    )


def _totp() -> Exists:
    from allauth.mfa.models import Authenticator

    return Exists(
        Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.TOTP)
    )


class UtilisateurQuerySet(models.QuerySet["Utilisateur"]):
    def with_second_factor(self) -> "UtilisateurQuerySet":
        """Annotate `second_facteur`: whether an authenticator application is set up."""
        return self.annotate(second_facteur=_totp())

    def protected(self) -> "UtilisateurQuerySet":
        """Whose sign-in asks for a second factor."""
        return self.filter(_totp())

    def answering(self, q: str = "", role: str = "", etat: str = "") -> "UtilisateurQuerySet":
        """Whose name (accents or not) or address contains `q`; "ouverts" or "fermes"."""
        rows = self
        if q:
            rows = rows.filter(Q(nom__unaccent__icontains=q) | Q(email__icontains=q))
        if role:
            rows = rows.filter(role=role)
        return rows.filter(is_active=etat == "ouverts") if etat else rows


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor cancelled; perhaps expired."""
        return self.filter(acceptee_le=None, annulee_le=None)

    def pending(self) -> "InvitationQuerySet":
        """Whose link works now."""
        return self.open().filter(expire_le__gt=timezone.now())
