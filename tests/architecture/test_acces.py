"""Every address declares who may open it; the menu leads somewhere."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from quietude.comptes.enums import Role
from quietude.socle import menu

OTHERS = ("allauth.",)  # signs people in: guards its own pages
MARKS = {"public", "connectes", *Role.values}


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def test_every_view_declares_its_access() -> None:
    bare = []
    for path, entry in patterns(get_resolver()):
        if entry.callback.__module__.startswith(OTHERS):
            continue
        access = getattr(entry.callback, "acces", None)
        if not access or not set(access) <= MARKS:
            bare.append(path)
    assert bare == []


def test_no_view_is_defined_elsewhere() -> None:
    known = ("quietude.", "django.", *OTHERS)
    foreign = [
        p for p, e in patterns(get_resolver()) if not e.callback.__module__.startswith(known)
    ]
    assert foreign == []


def test_only_these_pages_are_public() -> None:
    public = {
        path
        for path, entry in patterns(get_resolver())
        if "public" in getattr(entry.callback, "acces", ())
    }
    expected = {"sante", "accessibilite/", "styleguide/"}
    evaluation = "evaluation/publique/"
    year = f"{evaluation}<slug:strategie>/<int:annee>/"
    expected |= {evaluation, year, f"{year}donnees.csv"}  # what was published, and no more
    # Secret links: to answer a convocation, to follow one's own meetings.
    expected |= {"instances/reponse/<str:jeton>/", "instances/agenda/<str:jeton>.ics"}
    assert expected <= public
    open_to_all = ("comptes/invitation", "signaler/", "open311/")
    assert all(path.startswith(open_to_all) for path in public - expected), public


@pytest.mark.parametrize("entry", [*menu._ENTREES, *menu._REGLAGES], ids=lambda e: e.libelle)
def test_menu_and_settings_lead_somewhere(entry: menu.Entree | menu.Reglage) -> None:
    assert reverse(entry.url_name)
    assert entry.roles <= set(Role.values)
