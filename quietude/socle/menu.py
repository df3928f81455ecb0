"""The main menu, filled by each app in AppConfig.ready; seven entries at most."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Entree:
    """One entry: shown to `roles`, current when the view's namespace is one of `espaces`."""

    ordre: int
    libelle: str
    url_name: str
    espaces: frozenset[str]
    roles: frozenset[str]


_ENTREES: list[Entree] = []


def register(entree: Entree) -> None:
    if entree not in _ENTREES:
        _ENTREES.append(entree)
        _ENTREES.sort(key=lambda e: e.ordre)


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: the menu of this reader, and whether this is a demo."""
    role = getattr(request.user, "role", None)
    match = request.resolver_match
    here = (match.namespace or match.url_name or "") if match else ""
    return {
        "menu": [
            {"entree": entree, "courante": here in entree.espaces}
            for entree in _ENTREES
            if role in entree.roles
        ],
        "demo": settings.DEMO,
    }
