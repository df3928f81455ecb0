"""Encryption of contact details: a copy of the database alone does not give them."""

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.encoding import force_bytes

_SEL = b"quietude.signalements:"
ILLISIBLE = "(illisible : la clé a changé)"


def _cipher() -> MultiFernet:
    """Keys made from the settings' secrets, the current one first."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(_SEL + force_bytes(secret)).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class ChampChiffre(models.TextField):  # type: ignore[type-arg]
    """Text encrypted in the database and clear in Python; empty stays empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["blank"] = True
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _cipher().encrypt(text.encode()).decode() if text else ""

    def from_db_value(self, value: str, *_: Any) -> str:
        if not value:
            return ""
        try:
            return _cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            return ILLISIBLE
