"""Every page that links lead to: nothing broken, nothing overflowing, nothing axe finds."""

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit, urlunsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page, expect

from tests.parcours.conftest import GRAND, TELEPHONE, Ouvrir

LIENS = "els => els.map(a => a.getAttribute('href'))"


def links(page: Page) -> Iterator[str]:
    """Addresses of our own pages that this one leads to; not the files."""
    for href in page.eval_on_selector_all("a[href]:not([download])", LIENS):
        target = urlsplit(urljoin(page.url, href))
        if target.netloc == urlsplit(page.url).netloc and "export=" not in target.query:
            yield urlunsplit(("", "", target.path, target.query, ""))


def walk(page: Page, examples: int = 1) -> Iterator[str]:
    """Open pages one after the other, from here, a few of each kind; give each address."""
    waiting, known, seen = deque(["/", *links(page)]), {"/"}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        kind = resolve(urlsplit(path).path).view_name
        if seen[kind] == examples:
            continue
        seen[kind] += 1
        response = page.goto(path)
        assert response is not None
        assert response.status == 200, path
        yield path
        for link in links(page):
            if link not in known:
                known.add(link)
                waiting.append(link)


def overflows(page: Page, width: int) -> bool:
    """Whether it stays wider than the screen, once laid out."""
    try:
        expect(page.locator("html")).to_have_js_property("scrollWidth", width)
    except AssertionError:
        return True
    return False


def faults(page: Page) -> list[str]:
    """What axe says of this page, and what someone would see on a screen, on a phone."""
    found = []
    page.wait_for_load_state()  # a link just followed may not have its style yet
    for width, height in (TELEPHONE, GRAND):
        page.set_viewport_size({"width": width, "height": height})
        if overflows(page, width):
            found.append(f"déborde à {width} px")
        found += [
            f"{rule['id']} à {width} px : {rule['nodes'][0]['html']}"
            for rule in Axe().run(page).response["violations"]
        ]
    if page.locator("h1").count() != 1:
        found.append("n'a pas un seul titre")
    return found


def test_pages_of_the_coordinator(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    found = {path: bad for path in walk(page) if (bad := faults(page))}
    assert found == {}


@pytest.mark.parametrize("role", ["elu", "agent", "partenaire", "lecteur", "administrateur"])
def test_links_shown_to_a_role_open_for_it(ouvrir: Ouvrir, role: str) -> None:
    opened = list(walk(ouvrir(role)))
    assert len(opened) > 3


def test_pages_without_an_account(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    for path in ("/compte/connexion/", "/compte/mot-de-passe/oublie/", "/accessibilite/"):
        page.goto(path)
        assert faults(page) == [], path
