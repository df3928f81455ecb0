"""The main menu, that of the account and the settings page, filled by each app in
AppConfig.ready."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from quietude.socle.texte import fold

ENTREES_MAX = 7


@dataclass(frozen=True)
class Entree:
    """One entry: shown to `roles`, current when the view's namespace is one of `espaces`."""

    ordre: int
    libelle: str
    url_name: str
    espaces: frozenset[str]
    roles: frozenset[str]


@dataclass(frozen=True)
class Reglage:
    """One line of the settings page."""

    libelle: str
    url_name: str
    description: str
    roles: frozenset[str]


_ENTREES: list[Entree] = []
_COMPTE: list[Entree] = []
_REGLAGES: list[Reglage] = []


def register(entree: Entree) -> None:
    """Add an entry to the main menu; seven at most."""
    if entree in _ENTREES:
        return
    if len(_ENTREES) == ENTREES_MAX:
        raise ValueError(f"le menu a déjà {ENTREES_MAX} entrées : {entree.libelle}")
    _ENTREES.append(entree)
    _ENTREES.sort(key=lambda e: e.ordre)


def register_compte(entree: Entree) -> None:
    """Add a line to the menu of the account: what is a reader's own."""
    if entree not in _COMPTE:
        _COMPTE.append(entree)


def reglage(libelle: str, url_name: str, description: str, roles: frozenset[str]) -> None:
    """Add a line to the settings page."""
    line = Reglage(libelle, url_name, description, frozenset(roles))
    if line not in _REGLAGES:
        _REGLAGES.append(line)
        _REGLAGES.sort(key=lambda r: fold(r.libelle))


def reglages_for(role: str | None) -> list[Reglage]:
    """What this role may set."""
    return [line for line in _REGLAGES if role in line.roles]


@cache
def installed_version() -> str:
    try:
        return version("quietude")
    except PackageNotFoundError:  # run from the sources, not installed
        return "de développement"


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: this reader's menu, the version, whether a demo."""
    role = getattr(getattr(request, "user", None), "role", None)
    match = request.resolver_match
    here = (match.namespace or match.url_name or "") if match else ""
    return {
        "menu": [
            {"entree": entree, "courante": here in entree.espaces}
            for entree in _ENTREES
            if role in entree.roles
        ],
        "menu_compte": [entree for entree in _COMPTE if role in entree.roles],
        "menu_reglages": bool(reglages_for(role)),
        "demo": settings.DEMO,
        "version": installed_version(),
    }
