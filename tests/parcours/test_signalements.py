"""A call from its first word to its answer: the keyboard alone, a cut, two editors."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.parcours.conftest import GRAND, TELEPHONE, Ouvrir, Ville, sign_in
from tests.parcours.test_pages import faults

APPEL = "/signalements/appel/"


def kept(page: Page) -> None:
    expect(page.locator("[data-brouillon]")).to_contain_text("Gardé à")


def take(page: Page, address: str, kind: str = "5") -> str:
    """A call taken with the keyboard; answers the number of the report."""
    page.goto(APPEL)
    page.keyboard.type(kind)
    page.keyboard.press("Tab")
    page.keyboard.type(address)
    kept(page)
    page.keyboard.press("Control+Enter")
    told = page.get_by_text(re.compile(r"^Signalement \d+ inscrit"))
    expect(told).to_be_visible()
    return str(re.findall(r"\d+", told.inner_text())[0])


def test_a_call_is_taken_without_the_mouse_and_the_next_one_follows(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent")
    page.goto(APPEL)
    page.keyboard.type("nuis")  # the first letters choose
    expect(page.get_by_role("radio", name=re.compile("Nuisances sonores"))).to_be_checked()
    page.keyboard.type("6")  # or the number
    expect(page.get_by_role("radio", name=re.compile("Rassemblements"))).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("college")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    name = page.locator("[aria-selected='true']").get_attribute("data-nom")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Adresse ou lieu connu")).to_have_value(name or "")
    kept(page)
    while page.evaluate("document.activeElement.id") != "id_note":
        page.keyboard.press("Tab")
    page.keyboard.type("Groupe devant la grille, musique forte.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile(r"^Signalement \d+ inscrit, confié à"))).to_be_visible()
    expect(page.get_by_label("Adresse ou lieu connu")).to_have_value("")
    focused = page.evaluate("document.activeElement.name")
    assert focused == "categorie"  # ready for the next one


def test_what_resembles_it_is_joined_with_the_keyboard(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent")
    number = take(page, "7 impasse du Double")
    page.goto(APPEL)
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    page.keyboard.type("7 impasse du Double")
    join = page.get_by_role("radio", name=f"Oui : ajouter un épisode au {number}")
    expect(join).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": GRAND[0], "height": GRAND[1]})
    while page.evaluate("document.activeElement.name") != "suite_de":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # from "nothing to do with it", round to the first
    expect(join).to_be_checked()
    kept(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"Épisode ajouté au {number}")).to_be_visible()
    page.goto(f"/signalements/{number}/")
    expect(page.get_by_text("2 épisodes")).to_be_visible()


@pytest.fixture
def coupable(navigateur: Browser, ville: Ville) -> Iterator[Page]:
    """An agent whose connection can be cut; the browser then complains, as it should."""
    context = navigateur.new_context(base_url=ville.adresse, locale="fr-FR")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/")
    sign_in(page, ville, "agent")
    yield page
    context.close()


def test_the_connection_is_cut_in_mid_call_and_nothing_is_lost(coupable: Page) -> None:
    page = coupable
    page.goto(APPEL)
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    page.keyboard.type("3 rue Coupée")
    kept(page)
    page.context.set_offline(True)
    page.get_by_label("Précision factuelle").fill("Dit pendant la coupure.")
    status = page.locator("[data-brouillon]")
    expect(status).to_contain_text("Pas de connexion")
    page.keyboard.press("Control+Enter")  # sent in vain: the page stays as it is
    expect(page.get_by_label("Précision factuelle")).to_have_value("Dit pendant la coupure.")
    page.context.set_offline(False)
    kept(page)
    page.goto("/signalements/")
    page.goto(APPEL)  # as after a crash of the browser
    expect(page.get_by_text("est restauré")).to_be_visible()
    expect(page.get_by_label("Adresse ou lieu connu")).to_have_value("3 rue Coupée")
    expect(page.get_by_label("Précision factuelle")).to_have_value("Dit pendant la coupure.")
    expect(page.get_by_role("radio", name=re.compile("Nuisances sonores"))).to_be_checked()
    page.get_by_label("Précision factuelle").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile(r"^Signalement \d+ inscrit"))).to_be_visible()
    expect(page.get_by_text("est restauré")).to_have_count(0)


def test_a_session_that_ends_in_mid_call_takes_nothing_away(
    coupable: Page, ville: Ville
) -> None:
    page = coupable
    page.goto(APPEL)
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    page.keyboard.type("5 rue Déconnectée")
    kept(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Précision factuelle").fill("Tapé après la fin de la session.")
    expect(page.locator("[data-brouillon]")).to_contain_text("session a pris fin")
    expect(page.get_by_label("Précision factuelle")).to_have_value(re.compile("Tapé après"))
    page.goto("/compte/connexion/?next=/")
    sign_in(page, ville, "agent")
    page.goto(APPEL)
    expect(page.get_by_label("Adresse ou lieu connu")).to_have_value("5 rue Déconnectée")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Effacer et recommencer").click()
    expect(page.get_by_text("est effacé")).to_be_visible()


def test_a_point_put_then_taken_off_follows_in_what_is_kept(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent")
    page.goto(APPEL)
    for tool, point in (("Poser le point au centre", "43%2C"), ("Ôter le point", "&")):
        with page.expect_request(f"**{APPEL}brouillon/") as kept_now:
            page.get_by_role("button", name=tool).click()
        assert f"latitude={point}" in (kept_now.value.post_data or "")
    expect(page.locator(".leaflet-interactive[fill='#a3171b']")).to_have_count(places(page))


def places(page: Page) -> int:
    """Known places, drawn like a point."""
    return int(
        page.evaluate(
            "JSON.parse(document.getElementById('carte-donnees').textContent).lieux.length"
        )
    )


def test_two_editors_on_one_sheet_lose_no_word(ouvrir: Ouvrir) -> None:
    first, second = ouvrir("agent"), ouvrir("coordonnateur")
    number = take(first, "9 rue des Deux")
    for page in (first, second):
        page.goto(f"/signalements/{number}/corriger/")
    first.get_by_label("Précision factuelle").fill("Écrit par la première.")
    first.get_by_role("button", name="Enregistrer").click()
    expect(first.get_by_text("est corrigé")).to_be_visible()
    second.get_by_label("Précision factuelle").fill("Écrit par la seconde.")
    second.get_by_role("button", name="Enregistrer").click()
    expect(second.locator("del", has_text="Écrit par la première.")).to_be_visible()
    expect(second.get_by_label("Précision factuelle")).to_have_value("Écrit par la seconde.")
    assert faults(second) == []
    second.get_by_role("button", name="Enregistrer quand même").click()
    expect(second.get_by_role("main")).to_contain_text("Écrit par la seconde.")
    second.get_by_role("link", name="Historique").click()
    expect(second.get_by_role("main")).to_contain_text("Écrit par la première.")


def test_a_report_is_followed_until_its_answer(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent")
    number = take(page, "11 rue Suivie")
    page.goto(f"/signalements/{number}/")
    page.locator("#geste-suite textarea").fill("Passage de la patrouille, plus de bruit.")
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Passage de la patrouille")
    page.get_by_text("Médiation", exact=True).click()
    page.get_by_label("Menée par").select_option(index=1)
    page.get_by_role("button", name="Noter la médiation").click()
    expect(page.locator("#chronologie")).to_contain_text("Médiation proposée")
    page.get_by_label("Nouvel état").select_option("Résolu")
    page.get_by_label("Le plaignant est-il satisfait").select_option("Oui")
    page.get_by_role("button", name="Changer l’état").click()
    expect(page.locator("#chronologie")).to_contain_text("Satisfaction du plaignant : oui")
    assert faults(page) == []
    page.set_viewport_size({"width": GRAND[0], "height": GRAND[1]})
    page.get_by_role("link", name="Faire un retour").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Préparer la lettre (PDF)").click()
    assert download.value.suggested_filename == f"signalement-{number}.pdf"
    page.get_by_role("button", name="Noter le retour").click()
    expect(page.locator("#chronologie")).to_contain_text("Retour au plaignant")


def test_a_call_is_taken_on_a_phone_without_javascript(ouvrir: Ouvrir) -> None:
    page = ouvrir("agent", TELEPHONE, javascript=False)
    page.goto(APPEL)
    page.get_by_label("Tags, graffitis").check()
    page.get_by_label("Adresse ou lieu connu").fill("2 rue Sans-Script")
    page.get_by_role("button", name="Garder la saisie").click()
    expect(page.get_by_label("Adresse ou lieu connu")).to_have_value("2 rue Sans-Script")
    page.get_by_role("button", name="Enregistrer et ouvrir").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tags, graffitis")


def test_a_category_is_made_in_the_browser(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.goto("/signalements/categories/")
    assert faults(page) == []
    # In the last kind: the numbers that other journeys type stay those of their categories.
    page.get_by_role("link", name="Ajouter une sous-catégorie à Autres demandes").click()
    page.get_by_label("Libellé").fill("Dépôts sauvages")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="Dépôts sauvages")).to_be_visible()
    page.goto(APPEL)
    expect(page.get_by_label("Dépôts sauvages")).to_be_visible()
