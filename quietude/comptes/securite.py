"""What the sign-in library does to secrets: written in the journal, without the secrets."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import record_change

_DOUBLE, _SECOURS = "double authentification", "codes de secours"


@receiver(post_save, sender=Authenticator)
def _set_up(instance: Authenticator, created: bool, **_: Any) -> None:
    if created and instance.type == Authenticator.Type.TOTP:
        record_change(obj=instance.user, avant={_DOUBLE: False}, apres={_DOUBLE: True})
    elif created:
        record_change(obj=instance.user, avant={}, apres={_SECOURS: "nouveaux"})


@receiver(post_delete, sender=Authenticator)
def _taken_away(instance: Authenticator, **_: Any) -> None:
    if instance.type == Authenticator.Type.TOTP:
        record_change(obj=instance.user, avant={_DOUBLE: True}, apres={_DOUBLE: False})


@receiver(password_changed)
@receiver(password_reset)
def _password(user: Utilisateur, **_: Any) -> None:
    """Whoever follows the link of a forgotten password is not signed in yet: it is them."""
    record_change(obj=user, avant={}, apres={"mot de passe": "changé"}, actor=user)
