"""Indicators as their users meet them: made on a register, explained, commented, taken back."""

import re

from playwright.sync_api import Page, expect

from tests.parcours.conftest import TELEPHONE, Ouvrir
from tests.parcours.test_pages import faults

INDICATEUR = "/evaluation/indicateurs/istres-2017-2020/1/1.1.2/"


def find_nothing_wrong(page: Page) -> None:
    found = faults(page)
    assert found == [], f"{page.url} : {found}"


def figure(page: Page) -> str:
    return page.locator(".eval-nombre").first.inner_text()


def test_the_coordinator_makes_an_indicator_on_a_register_and_opens_its_calculation(
    ouvrir: Ouvrir,
) -> None:
    page = ouvrir("coordonnateur")
    page.get_by_role("link", name="Évaluation", exact=True).click()
    find_nothing_wrong(page)
    page.get_by_role("link", name="Nouvel indicateur").click()
    page.get_by_label("Action").select_option(label=page.locator("option").nth(1).inner_text())
    page.get_by_label("Ce que l’on mesure").fill("Situations du secondaire, part")
    find_nothing_wrong(page)
    page.get_by_role("button", name="Continuer vers la source").click()

    page.get_by_label("Chercher une mesure").fill("veille educative examinees")
    measure = page.locator("#catalogue").get_by_role("link", name="Situations examinées")
    expect(page.locator("#catalogue section")).to_have_count(1)
    find_nothing_wrong(page)
    measure.click()
    whole = figure(page)
    page.locator("summary", has_text="Niveau").click()
    page.get_by_label("Secondaire").check()
    expect(page.locator(".eval-nombre").first).not_to_have_text(whole)
    page.get_by_label("Diviser par").select_option("registre.veille-educative.situations")
    expect(page.locator(".eval-apercu")).to_contain_text("%")
    find_nothing_wrong(page)
    part = figure(page)
    page.get_by_role("button", name="Enregistrer").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("La source de l’indicateur est enregistrée")
    assert figure(page) == part
    find_nothing_wrong(page)

    page.get_by_role("link", name="Comment ce chiffre est calculé").click()
    expect(main).to_contain_text("Seules comptent les lignes où")
    expect(main).to_contain_text("multiplié par 100, en pour cent")
    expect(main.get_by_role("table")).to_contain_text("DCCS")
    find_nothing_wrong(page)
    page.get_by_role("link", name=re.compile("Ce qui divise")).click()
    expect(main).to_contain_text("Toutes les lignes comptent.")

    page.get_by_role("link", name="Retour à l’indicateur").click()
    page.get_by_role("link", name="Changer la source").click()
    page.get_by_role("link", name="Retirer la source").click()
    page.get_by_role("button", name="Retirer").click()
    expect(main).to_contain_text("Aucune source n’est reliée à cet indicateur")


def test_a_figure_of_a_split_opens_to_its_own_rows_on_a_phone_without_javascript(
    ouvrir: Ouvrir,
) -> None:
    page = ouvrir("coordonnateur", TELEPHONE, javascript=False)
    page.goto(f"{INDICATEUR}?annee=2016")
    cell = (
        page.get_by_role("row", name=re.compile("^Autre difficulté")).get_by_role("link").last
    )
    told = cell.inner_text()
    cell.click()
    assert figure(page).startswith(told)
    expect(page.get_by_role("main")).to_contain_text("Autre difficulté")
    assert page.locator("tbody tr").count() > 1


def test_the_preview_works_without_javascript(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur", TELEPHONE, javascript=False)
    page.goto(f"{INDICATEUR}source/")
    whole = figure(page)
    page.locator("summary", has_text="Niveau").click()
    page.get_by_label("Primaire").check()
    page.get_by_role("button", name="Voir l’aperçu").click()
    assert figure(page) != whole
    expect(page.get_by_label("Primaire")).to_be_checked()
    page.goto(INDICATEUR)
    assert figure(page) == whole  # nothing was saved


def test_a_partner_sees_what_it_must_provide_and_comments_its_indicator(
    ouvrir: Ouvrir,
) -> None:
    page = ouvrir("partenaire")
    page.get_by_role("link", name=re.compile("à écrire ou à commenter")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que je dois fournir")
    find_nothing_wrong(page)
    page.get_by_role("link", name=re.compile("^Commenter")).first.click()
    find_nothing_wrong(page)
    page.get_by_label("Ce que dit ce chiffre").fill("Une **classe** de plus cette année.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#commentaires strong")).to_have_text("classe")
    find_nothing_wrong(page)
    page.get_by_role("link", name="Historique").click()
    expect(page.get_by_role("article").first).to_contain_text("Partenaire (démonstration)")
    find_nothing_wrong(page)


def test_the_strategy_shows_what_its_indicators_say(ouvrir: Ouvrir) -> None:
    page = ouvrir("lecteur")
    page.goto("/strategie/istres-2017-2020/fiches/4/")
    table = page.locator("#indicateurs").get_by_role("table")
    expect(table.get_by_role("img").first).to_have_accessible_name(re.compile("2016"))
    expect(table).to_contain_text("sans cible ni sens attendu")
    find_nothing_wrong(page)
