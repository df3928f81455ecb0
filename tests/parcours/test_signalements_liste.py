"""Finding reports in the browser: filter, keep, give, look at the map, on a phone too."""

import re

import pytest
from playwright.sync_api import expect

from tests.parcours.conftest import GRAND, TELEPHONE, Ouvrir
from tests.parcours.test_pages import faults

LISTE, CARTE = "/signalements/", "/signalements/carte/"


@pytest.mark.parametrize(
    "path",
    [
        LISTE,
        f"{LISTE}?etat=tous&page=2",
        f"{LISTE}?q=introuvable",
        f"{CARTE}?etat=tous",
        f"{CARTE}?q=introuvable",
    ],
)
def test_nothing_overflows_and_axe_finds_nothing(ouvrir: Ouvrir, path: str) -> None:
    page = ouvrir("coordonnateur")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert faults(page) == []


def test_a_filter_answers_at_once_and_is_kept_under_a_name(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur", GRAND)
    page.goto(LISTE)
    page.get_by_label("Catégorie").select_option("bruit")
    expect(page).to_have_url(re.compile("categorie=bruit"))
    rows = page.locator(".sig-table tbody tr")
    expect(rows.filter(has_text="Dégradations")).to_have_count(0)
    expect(rows.filter(has_text="Nuisances sonores").first).to_be_visible()
    page.reload()
    page.locator(".sig-vues summary").click()
    page.get_by_label("Garder les filtres").fill("Le bruit")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="Le bruit")).to_have_attribute("aria-current", "page")
    page.locator(".sig-vues summary").click()
    page.get_by_role("button", name="Partager avec la ville Le bruit").click()
    colleague = ouvrir("agent")
    colleague.goto(LISTE)
    colleague.get_by_role("link", name="Le bruit").click()
    expect(colleague.get_by_label("Catégorie")).to_have_value("bruit")


def test_filters_changed_faster_than_the_answers_end_on_the_last(ouvrir: Ouvrir) -> None:
    """And nothing complains in the console: `ouvrir` looks."""
    page = ouvrir("agent", GRAND)
    page.goto(LISTE)
    page.get_by_label("Catégorie").evaluate(
        """field => {
          for (const code of ["tags", "degradations", "bruit"]) {
            field.value = code;
            field.dispatchEvent(new Event("change", { bubbles: true }));
          }
        }"""
    )
    expect(page).to_have_url(re.compile("categorie=bruit"))
    rows = page.locator(".sig-table tbody tr")
    expect(rows.filter(has_text="Nuisances sonores").first).to_be_visible()
    expect(rows.filter(has_not_text="Nuisances sonores")).to_have_count(0)


def test_what_is_ticked_is_given_without_a_script(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent", TELEPHONE, javascript=False)
    page.goto(LISTE)
    boxes = page.get_by_role("checkbox", name="Choisir le signalement")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_label("Confier à").select_option("ccas")
    page.get_by_role("button", name="Confier").click()
    expect(page.get_by_text("2 signalements confiés")).to_be_visible()


def test_the_map_shows_points_then_heat_and_says_the_same_in_words(ouvrir: Ouvrir) -> None:
    page = ouvrir("elu", GRAND)
    page.goto(f"{CARTE}?etat=tous&du=2015-01-01&au=2015-12-31")
    expect(page.locator(".sig-amas").first).to_be_visible()
    expect(page.locator(".q-compte")).to_contain_text("481 signalements sur la carte")
    page.get_by_role("button", name="Chaleur").click()
    expect(page.locator(".sig-amas")).to_have_count(0)
    page.get_by_label("Canal").select_option("courrier")
    expect(page.locator(".q-compte")).not_to_contain_text("481")
    page.get_by_role("link", name="Les Échoppes").click()
    expect(page.locator("h1")).to_have_text("Signalements")
    expect(page.get_by_label("Secteur")).to_have_value("quartiers/echoppes")
    expect(page.get_by_label("Canal")).to_have_value("courrier")
