"""A task from the sheet of a report to the phone of whoever does it, and back."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.parcours.conftest import GRAND, TELEPHONE, Ouvrir
from tests.parcours.test_pages import faults
from tests.parcours.test_signalements import take

A_FAIRE = "/signalements/a-faire/"


def plan(page: Page, number: str, words: str) -> None:
    """Add a task for the municipal police, from the sheet, without leaving it."""
    page.goto(f"/signalements/{number}/")
    page.get_by_role("link", name="Ajouter une tâche").click()
    page.get_by_label("À faire", exact=True).fill(words)
    service = page.locator("#tache-saisie").get_by_label("Service chargé")
    service.select_option(label="Police municipale d'Istres")
    soon = date.today() + timedelta(days=3)
    page.locator("#tache-saisie").get_by_label("Pour le").fill(soon.isoformat())
    assert faults(page) == []
    page.set_viewport_size({"width": GRAND[0], "height": GRAND[1]})
    page.get_by_role("button", name="Ajouter", exact=True).last.click()
    expect(page.get_by_text("La tâche est notée")).to_be_visible()


def test_a_task_is_planned_done_from_a_phone_and_taken_up_again(ouvrir: Ouvrir) -> None:
    words = "Repasser samedi soir (parcours)"
    desk = ouvrir("coordonnateur")
    number = take(desk, "21 rue Prévue")
    plan(desk, number, words)
    expect(desk.locator("#chronologie")).to_contain_text("Tâche prévue")
    phone = ouvrir("agent", TELEPHONE)
    phone.get_by_role("link", name=re.compile("^tâches? à faire$")).click()
    expect(phone).to_have_url(re.compile(r"qui=moi"))
    assert faults(phone) == []
    phone.set_viewport_size({"width": TELEPHONE[0], "height": TELEPHONE[1]})
    phone.get_by_role("link", name=words).click()
    task = phone.get_by_role("listitem").filter(has_text=words).first
    task.locator("summary", has_text="C’est fait").click()
    task.get_by_label("En un mot").fill("Rien constaté.")
    task.get_by_role("button", name="Noter que c’est fait").click()
    expect(phone.get_by_text("C’est noté : la tâche est faite")).to_be_visible()
    expect(phone.locator("#chronologie")).to_contain_text("Rien constaté.")
    phone.get_by_role("button", name=re.compile("^Remettre à faire")).click()
    expect(phone.get_by_text("de nouveau à faire")).to_be_visible()
    expect(phone.locator("#chronologie")).not_to_contain_text("Rien constaté.")
    assert faults(phone) == []


def test_closing_asks_what_becomes_of_a_task(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent")
    number = take(page, "23 rue Prévue")
    plan(page, number, "Rappeler le gardien (parcours)")
    page.get_by_label("Nouvel état").select_option("Résolu")
    page.get_by_role("button", name="Changer l’état").click()
    expect(page.get_by_text("dites si elle est annulée ou gardée")).to_be_visible()
    page.get_by_label(re.compile("Une tâche reste à faire")).select_option(index=1)
    page.get_by_role("button", name="Changer l’état").click()
    expect(page.locator("#taches")).to_contain_text("Le signalement est clos.")


def test_a_partner_does_what_it_is_given_without_scripts(ouvrir: Ouvrir) -> None:
    page = ouvrir("partenaire", TELEPHONE, javascript=False)
    page.goto(A_FAIRE)
    page.get_by_role("link", name=re.compile("vie scolaire")).click()
    page.locator("#taches summary").click()
    page.get_by_role("button", name="Noter que c’est fait").click()
    expect(page.get_by_text("C’est noté : la tâche est faite")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Remettre à faire")).click()
    expect(page.get_by_text("de nouveau à faire")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= TELEPHONE[0]
