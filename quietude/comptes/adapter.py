"""How the sign-in library behaves here: accounts open by invitation, sentences are ours."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

TROP = (
    "Trop d’essais ont échoué. Attendez cinq minutes, puis recommencez ; si vous avez oublié "
    "votre mot de passe, demandez-en un nouveau."
)
FAUX = (
    "L’adresse ou le mot de passe n’est pas le bon. Vérifiez-les ; si vous avez oublié votre "
    "mot de passe, demandez-en un nouveau."
)
ACTUEL = "Ce n’est pas votre mot de passe actuel."
CODE = "Ce code n’est pas le bon, ou il a déjà servi. Tapez celui qui est affiché maintenant."


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": FAUX,
        "too_many_login_attempts": TROP,
        "rate_limited": TROP,
        "incorrect_password": ACTUEL,
        "enter_current_password": ACTUEL,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        """As written in our templates: no site name in square brackets."""
        return subject


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, "incorrect_code": CODE}
