"""A mediator on the pavement: a telephone, a thumb, less than a minute."""

import re

from playwright.sync_api import Page, expect

from tests.parcours.conftest import TELEPHONE, Ouvrir
from tests.parcours.test_pages import faults

NOUVEAU = "/signalements/passages/nouveau/"
GESTES = 12


class Pouce:
    """Counts what is touched or typed."""

    def __init__(self, page: Page) -> None:
        self.page, self.gestes = page, 0

    def tick(self, group: str, label: str) -> None:
        self.page.get_by_role("group", name=group).get_by_text(label, exact=True).click()
        self.gestes += 1

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.gestes += 1


def test_two_passages_take_less_than_twelve_touches_on_a_phone(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent", TELEPHONE)
    page.goto(NOUVEAU)
    thumb = Pouce(page)
    thumb.tick("Ce que vous rencontrez", "Regroupement")
    thumb.tick("Personnes rencontrées", "3 à 5")
    thumb.tick("Ce que vous avez fait", "Dialogue")
    expect(page.locator("[data-brouillon]")).to_contain_text("Gardé à")
    thumb.press("Enregistrer et suivant")
    expect(page.get_by_text(re.compile(r"^Regroupement, .* : passage inscrit"))).to_be_visible()
    assert thumb.gestes == 4
    thumb.tick("Ce que vous rencontrez", "Rien à signaler")
    page.locator("summary", has_text="Autre endroit").click()
    page.get_by_label("Autre endroit").fill("Place de l’Essai")
    thumb.gestes += 2
    thumb.tick("Personnes rencontrées", "Personne")
    thumb.press("Enregistrer et voir")
    assert thumb.gestes <= GESTES
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rien à signaler")
    assert faults(page) == []


def test_what_was_ticked_comes_back_after_a_cut_and_nothing_is_lost(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur", TELEPHONE)
    page.goto(NOUVEAU)
    page.get_by_text("Tension, dispute", exact=True).click()
    expect(page.locator("[data-brouillon]")).to_contain_text("Gardé à")
    page.goto("/")
    page.goto(NOUVEAU)
    expect(page.get_by_text("est restauré")).to_be_visible()
    expect(page.get_by_role("radio", name="Tension, dispute")).to_be_checked()
    assert faults(page) == []
    page.get_by_role("button", name="Effacer et recommencer").click()
    expect(page.get_by_role("radio", name="Tension, dispute")).not_to_be_checked()


def test_without_a_script_a_passage_is_reported_and_becomes_a_report(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent", TELEPHONE, javascript=False)
    page.goto(NOUVEAU)
    page.get_by_text("Nuisance sonore", exact=True).click()
    page.get_by_role("group", name="Personnes rencontrées").get_by_text("2", exact=True).click()
    page.get_by_role("button", name="Enregistrer et voir").click()
    page.get_by_role("link", name="Ouvrir un signalement").click()
    expect(page.get_by_label("Reçu par")).to_have_value("mediateur")
    expect(page.get_by_role("radio", name=re.compile("Nuisances sonores"))).to_be_checked()
    expect(page.get_by_label("Adresse ou lieu connu")).not_to_have_value("")


def test_the_note_of_a_month_is_read_written_and_asked_for_in_word(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent")
    page.goto("/signalements/passages/note/")
    page.get_by_role("link", name="Juin 2016").click()
    expect(page.get_by_role("main")).to_contain_text("mai 2016")
    assert faults(page) == []
    page.get_by_label("Bardin").fill("Soirées longues près de la place.")
    page.get_by_role("button", name="Enregistrer les paragraphes").click()
    expect(page.get_by_text("Les paragraphes sont enregistrés")).to_be_visible()
    expect(page.get_by_label("Bardin")).to_have_value("Soirées longues près de la place.")
    page.get_by_role("link", name="Word").click()
    page.get_by_role("button", name="Produire").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("juin 2016")
    page.goto("/signalements/passages/?du=2016-06-01&au=2016-06-30")
    assert faults(page) == []
    page.locator("#grille-passages a[href*='page=2']").first.click()
    expect(page.locator("#grille-passages")).to_contain_text("page 2")
