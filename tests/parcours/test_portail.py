"""Without an account: three steps on a telephone, a code, and the form under abuse."""

import re
from datetime import date
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, expect

from tests.parcours.conftest import GRAND, TELEPHONE, Ouvrir, Ville
from tests.parcours.test_pages import faults

SIGNALER = "/signaler/"


def first_step(page: Page, note: str, sorte: str = "Nuisances sonores") -> None:
    page.goto(SIGNALER)
    page.get_by_label(sorte).check()
    page.get_by_label("En quelques mots").fill(note)
    page.get_by_role("button", name="Continuer").click()


def second_step(page: Page) -> None:
    page.get_by_label("Une adresse ou un repère").fill("12 rue des Essais")
    page.get_by_role("button", name="Continuer").click()


def title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def test_three_steps_on_a_phone_without_javascript_and_the_code_follows(
    ouvrir: Ouvrir,
) -> None:
    page = ouvrir(None, TELEPHONE, javascript=False)
    first_step(page, "Musique tard, fenêtres ouvertes.")
    title(page, "Où est-ce")
    page.get_by_role("button", name="Revenir").click()
    expect(page.get_by_label("En quelques mots")).to_have_value(
        "Musique tard, fenêtres ouvertes."
    )
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites où")
    second_step(page)
    expect(page.get_by_role("main")).to_contain_text("Musique tard")
    page.get_by_role("button", name="Envoyer").click()
    title(page, "est envoyé")
    code = page.locator(".portail-code").inner_text()
    page.get_by_role("link", name="Suivre un signalement").click()
    page.get_by_label("Votre code de suivi").fill(code)
    page.get_by_role("button", name="Voir où il en est").click()
    expect(page.get_by_role("main")).to_contain_text("Reçu")
    expect(page.get_by_role("main")).not_to_contain_text("Musique")


def test_a_point_is_put_on_the_map_with_the_keyboard_alone(ouvrir: Ouvrir) -> None:
    page = ouvrir(None, GRAND)
    first_step(page, "Sur la place.")
    page.get_by_text("Montrer le point précis").focus()
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Carte").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Poser le point au centre").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Latitude")).to_have_value(re.compile(r"^43,\d+$"))
    page.get_by_role("button", name="Continuer").focus()
    page.keyboard.press("Enter")
    title(page, "Voulez-vous une réponse")


def test_the_emergency_numbers_come_before_the_form(ouvrir: Ouvrir) -> None:
    page = ouvrir(None, TELEPHONE)
    first_step(page, "Menaces.", "Violences verbales")
    box = page.get_by_role("region", name="Quelqu’un est en danger")
    expect(box.get_by_role("link", name="17")).to_have_attribute("href", "tel:17")


def test_public_pages_have_no_fault_at_any_width(ouvrir: Ouvrir) -> None:
    page = ouvrir(None)
    for path in (SIGNALER, f"{SIGNALER}suivre/", f"{SIGNALER}vos-donnees/"):
        page.goto(path)
        assert faults(page) == [], path
    first_step(page, "Relecture.", "Violences verbales")
    page.get_by_text("Montrer le point précis").click()
    assert faults(page) == [], "étape 2"
    second_step(page)
    assert faults(page) == [], "étape 3"
    page.get_by_label("Votre adresse électronique").fill("incomplète")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == [], "étape 3, avec une faute"


class Robot:
    """A sender at another address of this machine, so that the others are not slowed down."""

    def __init__(self, ville: Ville) -> None:
        self.line = HTTPConnection(
            urlsplit(ville.adresse).netloc, source_address=("127.0.0.9", 0), timeout=20
        )
        page = self._ask("GET")
        cookie = page.getheader("Set-Cookie") or ""
        self.headers = {
            "Cookie": cookie.split(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.jeton = self._hidden(page.read().decode(), "csrfmiddlewaretoken")

    def _ask(self, method: str, body: str = "", **headers: str) -> HTTPResponse:
        self.line.request(method, SIGNALER, body, headers)
        return self.line.getresponse()

    def _hidden(self, page: str, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        assert found, name
        return found.group(1)

    def send(self, note: str) -> tuple[int, str]:
        """The three steps; the last status and page."""
        day, etat = f"{date.today():%Y-%m-%d}", ""
        steps = [{"categorie": "bruit", "fait_le": day, "note": note}, {"adresse": "ici"}, {}]
        for rank, values in enumerate(steps, 1):
            fields = {"csrfmiddlewaretoken": self.jeton, "etat": etat, **values}
            body = urlencode({**fields, "etape": rank, "vers": rank + 1})
            response = self._ask("POST", body, **self.headers)
            page = response.read().decode()
            etat = self._hidden(page, "etat") if 'name="etat"' in page else ""
        return response.status, page


def test_many_sendings_in_a_row_end_aside_or_refused_in_plain_french(
    ouvrir: Ouvrir, ville: Ville
) -> None:
    robot = Robot(ville)
    answers = [robot.send(f"Envoi abusif {rank}") for rank in range(42)]
    statuses = [status for status, _ in answers]
    assert set(statuses) == {200, 429} and statuses == sorted(statuses)
    assert "n’est pas parti" in answers[-1][1] and "Envoi abusif 41" in answers[-1][1]
    agent = ouvrir("agent")
    agent.goto(f"{SIGNALER}quarantaine/")
    aside = agent.get_by_label("Nuisances sonores, ici")
    assert aside.count() == statuses.count(200)
    assert faults(agent) == []
    for box in aside.all():
        box.check()
    agent.get_by_role("button", name="Écarter comme abusifs").click()
    expect(agent.locator("#q-messages")).to_contain_text("écartés")
    assert agent.get_by_label("Nuisances sonores, ici").count() == 0


def test_a_partner_without_account_answers_from_a_phone_until_the_link_is_taken_back(
    ouvrir: Ouvrir, ville: Ville
) -> None:
    agent = ouvrir("agent")
    agent.goto("/signalements/")
    agent.locator(".sig-table .sig-quoi a").first.click()
    agent.get_by_role("link", name="Demander une réponse par un lien").click()
    assert faults(agent) == []
    agent.get_by_label("À qui l’envoyer").select_option(index=1)
    agent.get_by_role("button", name="Envoyer le lien").click()
    expect(agent.get_by_role("main")).to_contain_text("Ouvert jusqu’au")
    lien = re.findall(r"(/signaler/reponse/\S+)", ville.sortie.read_text())[-1]

    partner = ouvrir(None, TELEPHONE, javascript=False)
    partner.goto(lien)
    partner.get_by_label("Nous n’avons rien constaté").check()
    partner.get_by_label("En quelques mots").fill("Passage hier à 23 h.")
    partner.get_by_role("button", name="Envoyer la réponse").click()
    expect(partner.get_by_role("main")).to_contain_text("votre réponse est transmise")
    looked = ouvrir(None)
    looked.goto(lien)
    assert faults(looked) == []

    agent.reload()
    expect(agent.get_by_role("main")).to_contain_text("Passage hier à 23 h.")
    agent.get_by_role("link", name=re.compile("^Révoquer")).click()
    agent.get_by_role("button", name="Révoquer le lien").click()
    refused = partner.request.get(lien)
    assert refused.status == 404
    assert "demandez un nouveau lien" in refused.text()
