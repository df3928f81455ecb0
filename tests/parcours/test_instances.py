"""A meeting from its convocation to the next one, as the coordinator and a guest live it."""

import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.parcours.conftest import TELEPHONE, Ouvrir, Ville
from tests.parcours.test_pages import faults

GROUPE = "/instances/groupe-schema-tranquillite/"
DECISION = "Vérifier l’éclairage du parvis"


def last_link(ville: Ville) -> str:
    """The address that the last message gave to answer."""
    found: list[str] = re.findall(r"\S+/instances/reponse/\S+/", ville.sortie.read_text())
    return found[-1]


def plan(page: Page, day: date) -> None:
    page.goto(GROUPE)
    page.get_by_role("link", name="Inscrire une réunion").click()
    page.get_by_label("Date").fill(day.isoformat())
    page.locator("[name=debut]").fill("09:30")
    page.locator("[name=fin]").fill("11:00")
    page.get_by_label("Lieu").fill("Hôtel de ville")
    page.get_by_role("button", name="Inscrire").click()


def test_convened_answered_held_told_and_the_decision_comes_back(
    ouvrir: Ouvrir, ville: Ville
) -> None:
    today = timezone.localdate()
    page = ouvrir("coordonnateur")
    page.goto(f"{GROUPE}membres/")
    assert faults(page) == []

    plan(page, today)
    assert faults(page) == []
    page.get_by_role("button", name="Convoquer les membres").click()
    expect(page.get_by_text("Courriel envoyé à")).to_be_visible()
    meeting = page.url

    guest = ouvrir(taille=TELEPHONE)
    guest.goto(last_link(ville))
    assert faults(guest) == []
    guest.get_by_label("J’envoie mon suppléant").check()
    guest.get_by_role("button", name="Répondre").click()
    expect(guest.get_by_text("Votre réponse est notée")).to_be_visible()
    page.reload()
    expect(page.locator("#convocations")).to_contain_text("Envoie son suppléant")

    page.get_by_role("link", name="Ajouter un point").click()
    page.get_by_label("Point", exact=True).fill("Parvis de la gare")
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("link", name="Elle a été tenue").click()
    assert faults(page) == []
    for choice in page.get_by_label("Présent", exact=True).all():
        choice.check()
    page.get_by_role("button", name="La réunion a été tenue").click()

    page.get_by_role("link", name="Écrire : Parvis de la gare").click()
    expect(page.get_by_role("main")).to_contain_text("Sans nommer ni désigner personne")
    page.get_by_label("Ce qui a été dit").fill("Deux **lampadaires** sont éteints.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#ordre-du-jour")).to_contain_text("Deux lampadaires sont éteints.")
    page.get_by_role("link", name="Noter une décision").click()
    page.get_by_label("Décision").fill(DECISION)
    page.get_by_role("button", name="Enregistrer").click()
    assert faults(page) == []

    plan(page, today + timedelta(days=7))
    expect(page.locator("#ordre-du-jour")).to_contain_text(DECISION)
    following = page.url
    page.goto(meeting)
    page.get_by_role("link", name=re.compile("^Clore")).click()
    page.get_by_role("button", name="Clore").click()
    page.goto(following)
    expect(page.locator("#ordre-du-jour")).not_to_contain_text(DECISION)


def test_a_partner_puts_its_meetings_in_its_calendar_without_javascript(
    ouvrir: Ouvrir,
) -> None:
    page = ouvrir("partenaire", TELEPHONE, javascript=False)
    page.goto("/instances/agenda/")
    page.get_by_role("button", name="Créer le lien").click()
    link = page.get_by_label("Adresse du calendrier").input_value()
    answer = page.request.get(link)
    assert answer.ok
    assert answer.text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="Révoquer").click()
    assert page.request.get(link).status == 404
