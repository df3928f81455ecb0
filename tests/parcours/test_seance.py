"""A week of the cell: ten reports by the keyboard alone, to the minutes; a landlord's page."""

import re

from playwright.sync_api import Page, expect

from tests.parcours.conftest import TELEPHONE, Ouvrir
from tests.parcours.test_pages import faults

SEANCES = "/signalements/seances/"
CELLULE = "Cellule de veille opérationnelle"
DECISIONS = ("suivre", "confier", "proposer une médiation", "demander une patrouille")
TOUCHES = "scmp"


def start(page: Page) -> tuple[int, int]:
    """Open the session, or take it where it was: how many are decided, out of how many."""
    page.goto(SEANCES)
    again = page.get_by_role("link", name=re.compile("^Reprendre"))
    opened = page.get_by_role("button", name=CELLULE)
    (again.first if again.count() else opened).press("Enter")
    expect(page.locator(".seance-compte")).to_contain_text("examinés")
    told = page.locator(".seance-compte strong").inner_text()
    before, total = told.split("/")
    return int(before), int(total)


def done(page: Page, count: int, total: int) -> None:
    expect(page.locator(".seance-compte strong")).to_have_text(f"{count}/{total}")


def decide_without_a_script(page: Page) -> None:
    """With buttons alone; taken back, so that nothing is decided yet."""
    before, total = start(page)
    page.get_by_label("Police municipale").check()
    page.get_by_role("button", name="Confier").click()
    done(page, before + 1, total)
    expect(page.locator("#q-messages")).to_contain_text("confier, Police municipale")
    page.get_by_role("button", name="Annuler ma dernière décision").click()
    done(page, before, total)


def test_ten_reports_are_decided_without_the_mouse_and_the_minutes_are_written(
    ouvrir: Ouvrir,
) -> None:
    decide_without_a_script(ouvrir("coordonnateur", TELEPHONE, javascript=False))
    page = ouvrir("coordonnateur")
    before, total = start(page)
    assert (before, total >= 10) == (0, True)
    assert faults(page) == []
    for rank in range(10):
        page.keyboard.press(f"Digit{rank % 4 + 1}")  # the place of the key, as on AZERTY
        expect(page.locator("[name=service]").nth(rank % 4)).to_be_checked()
        page.keyboard.press(TOUCHES[rank % 4])
        done(page, rank + 1, total)
        expect(page.locator("#q-messages")).to_contain_text(DECISIONS[rank % 4])
    page.keyboard.press("a")  # the last one is taken back
    done(page, 9, total)
    expect(page.locator(".seance-rang")).to_contain_text("10 sur")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".seance-dit")).to_contain_text("Décidé")
    assert faults(page) == []
    page.keyboard.press("ArrowRight")
    expect(page.locator(".seance-rang")).to_contain_text("10 sur")
    other = ouvrir("agent")  # another machine goes on where this one stands
    other.goto(SEANCES)
    other.get_by_role("link", name=re.compile("^Reprendre")).first.press("Enter")
    expect(other.locator(".seance-rang")).to_contain_text("10 sur")
    other.keyboard.press("f")
    done(other, 10, total)
    page.keyboard.press("s")  # too late: someone has just decided
    expect(page.locator("#q-messages")).to_contain_text("Déjà décidé dans cette séance")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", level=1)).to_contain_text("à examiner encore")
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Relevé du")
    expect(page.get_by_text(f"10 sur {total}")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Relevé PDF").press("Enter")
    expect(page.get_by_role("link", name=re.compile("Télécharger"))).to_be_visible(
        timeout=30_000
    )
    page.goto(SEANCES)
    expect(page.get_by_role("link", name=re.compile("^CVO"))).to_be_visible()
    assert faults(page) == []


def test_a_landlord_page_is_counted_and_read_on_a_phone(ouvrir: Ouvrir) -> None:
    page = ouvrir("elu", TELEPHONE)
    page.goto("/signalements/bailleurs/")
    assert faults(page) == []
    page.get_by_role("link", name="Bailleurs sociaux").click()
    page.get_by_label("Période").fill("2015")
    page.get_by_role("button", name="Compter").click()
    expect(page.get_by_role("columnheader", name="2014")).to_be_visible()
    page.get_by_role("link", name="2015").click()
    expect(page.locator(".q-compte")).to_contain_text("résultats")
    assert faults(page) == []
