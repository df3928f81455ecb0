"""A draft on the server: kept field by field, taken once."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.signalements.models.brouillon import Brouillon

JOURS_GARDES = 7
Champs = Mapping[str, list[str]]


def read_brouillon(
    kind: type[Brouillon], user: Utilisateur
) -> tuple[str, dict[str, list[str]]] | None:
    """Key and fields of what this person was typing, if any."""
    row = kind._default_manager.filter(utilisateur=user, termine=False).first()
    if row is None or not row.donnees:
        return None
    try:
        return row.cle, json.loads(row.donnees)
    except ValueError:  # the key of the vault has changed: nothing can be read any more
        return None


def lock_brouillon(kind: type[Brouillon], user: Utilisateur, cle: str) -> Any:
    """The draft of this key if it is already taken, else None; held till the end."""
    row = kind._default_manager.select_for_update().filter(utilisateur=user).first()
    return row if row and row.termine and row.cle == cle else None


def keep_brouillon(
    kind: type[Brouillon], user: Utilisateur, cle: str, donnees: Champs, **more: Any
) -> None:
    """Keep what is typed; a late request of what is already taken is dropped."""
    if lock_brouillon(kind, user, cle) is None:
        said = {"cle": cle, "donnees": json.dumps(donnees), "termine": False, **more}
        kind._default_manager.update_or_create(utilisateur=user, defaults=said)


def close_brouillon(kind: type[Brouillon], user: Utilisateur, cle: str, **more: Any) -> None:
    """Taken or forgotten: emptied, and deaf to what is still on its way."""
    said = {"cle": cle, "donnees": "", "termine": True, **more}
    kind._default_manager.update_or_create(utilisateur=user, defaults=said)


def erase_old(kind: type[Brouillon]) -> int:
    """Those that nobody came back to."""
    limit = timezone.now() - timedelta(days=JOURS_GARDES)
    return kind._default_manager.filter(enregistre_le__lt=limit).delete()[0]
