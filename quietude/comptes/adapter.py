"""How the sign-in library behaves here: accounts open by invitation, sentences are ours."""

import base64
import logging
import os
from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken, MultiFernet
from django.http import HttpRequest

from quietude.socle.chiffrement import cipher

logger = logging.getLogger(__name__)

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


def _cipher() -> MultiFernet:
    """Losing the secret means setting the second factors up again."""
    return cipher(b"quietude.mfa:")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, "incorrect_code": CODE}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # The key was changed or lost: no code can be right. A secret drawn at random says
            # so without breaking the page; a constant one could be guessed.
            logger.error("second facteur illisible : QUIETUDE_SECRET_KEY a changé")
            return base64.b32encode(os.urandom(20)).decode()
