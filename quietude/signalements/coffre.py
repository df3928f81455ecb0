"""Encryption of contact details: a copy of the database alone does not give them."""

from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet
from django.db import models

from quietude.socle.chiffrement import cipher

_SEL = b"quietude.signalements:"
ILLISIBLE = "(illisible : la clé a changé)"


def _cipher() -> MultiFernet:
    return cipher(_SEL)


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
