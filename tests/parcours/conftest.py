"""Istres as `quietude demo` opens it, and a real browser in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from quietude.config import database
from tests import base

PATIENCE = 300  # seconds for the town to open on a slow machine, its figures imported
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
GRAND, TELEPHONE = (1280, 900), (390, 844)


@dataclass(frozen=True)
class Ville:
    """The address of the running town, the password of its accounts, what it prints."""

    adresse: str
    mot_de_passe: str
    sortie: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str, output: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/sante", timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)  # polls for another process; no event to wait on
    raise AssertionError(f"La ville ne s'ouvre pas :\n{output.read_text()}")


@pytest.fixture(scope="package")
def ville(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Ville]:
    """The demonstration, started by its own command on a private database."""
    folder, port = tmp_path_factory.mktemp("ville"), _free_port()
    output, address = folder / "sortie.txt", f"http://127.0.0.1:{port}"
    database.ensure_started()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own type
        template = base.ensure_template()
        with base.cloned(template, "parcours") as name, output.open("wb") as printed:
            process = subprocess.Popen(
                [sys.executable, "-m", "quietude", "demo", "--port", str(port)],
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "quietude.config.settings.demo",
                    "DATABASE_URL": base.url_of(name),
                    "QUIETUDE_DATA": str(folder),
                    "PYTHONUNBUFFERED": "1",
                },
                stdout=printed,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait(process, address, output)
                password = (folder / "mot-de-passe-demo").read_text().strip()
                yield Ville(address, password, output)
            finally:
                process.terminate()
                process.wait(timeout=20)


@pytest.fixture(scope="package")
def playwright(ville: Ville) -> Iterator[Playwright]:
    """After the town, hence stopped before it: Django refuses to work beside its loop."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def navigateur(playwright: Playwright) -> Iterator[Browser]:
    system = next(filter(None, map(shutil.which, CHROMIUM)), None)
    browser = playwright.chromium.launch(executable_path=system, args=FLAGS)
    yield browser
    browser.close()


Ouvrir = Callable[..., Page]


@pytest.fixture
def ouvrir(navigateur: Browser, ville: Ville) -> Iterator[Ouvrir]:
    """open(role, taille, javascript) -> a page of a new browser, signed in, at home."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        role: str | None = None, taille: tuple[int, int] = GRAND, *, javascript: bool = True
    ) -> Page:
        width, height = taille
        context = navigateur.new_context(
            base_url=ville.adresse,
            viewport={"width": width, "height": height},
            locale="fr-FR",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.extend([said.text][: said.type == "error"]))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/")
        if role is not None:
            sign_in(page, ville, role)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == [], "la console du navigateur se plaint"


def sign_in(page: Page, ville: Ville, role: str) -> None:
    page.get_by_label("Adresse électronique").fill(f"{role}@istres.example")
    page.get_by_label("Mot de passe").fill(ville.mot_de_passe)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One server and one browser: the journeys share a worker. What one leaves in the town,
    the next finds: one order, that of the files, so that what fails fails again.
    """
    places = [rank for rank, item in enumerate(items) if "parcours" in item.path.parts]
    journeys = sorted((items[rank] for rank in places), key=lambda item: item.location[:2])
    for rank, item in zip(places, journeys, strict=True):
        item.add_marker(pytest.mark.parcours)
        item.add_marker(pytest.mark.xdist_group("parcours"))
        items[rank] = item
