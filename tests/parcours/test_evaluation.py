"""A year from its opening to the public: computed, adopted, published, read, withdrawn."""

import csv
import io
import re

from playwright.sync_api import Page, expect

from tests.parcours.conftest import TELEPHONE, Ouvrir
from tests.parcours.test_pages import faults

ANNEE = 2014  # a year that the demonstration leaves to open
PUBLIQUE = f"/evaluation/publique/istres-2017-2020/{ANNEE}/"


def confirm(page: Page, button: str, said: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(said)).to_be_visible()
    assert faults(page) == [], page.url


def test_the_coordinator_adopts_a_year_and_a_visitor_reads_it(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.goto("/evaluation/annees/ouvrir/")
    page.get_by_label("Année évaluée").fill(str(ANNEE))
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_text(f"L’évaluation {ANNEE} est ouverte.")).to_be_visible()
    assert faults(page) == []

    page.get_by_role("link", name="Écrire la synthèse").click()
    page.get_by_label("Synthèse de l’année").fill("Une année **calme**.")
    page.get_by_label("Propositions au Conseil plénier").fill("- Poursuivre la médiation")
    confirm(page, "Enregistrer", "Synthèse et propositions enregistrées.")

    page.get_by_role("link", name="Adopter", exact=True).click()
    assert faults(page) == []
    confirm(page, "Adopter et garder la copie", "sa copie est gardée")

    visitor = ouvrir()
    assert visitor.request.get(PUBLIQUE).status == 404, "adopted is not yet public"
    page.get_by_role("link", name="Rendre publique").click()
    page.get_by_label("Publier les propositions").check()
    assert faults(page) == []
    confirm(page, "Publier", f"L’évaluation {ANNEE} est publique.")

    read_without_account(visitor)

    page.get_by_role("link", name="Retirer du public").click()
    page.get_by_role("button", name="Retirer", exact=True).click()
    expect(page.get_by_text("n’est plus publique")).to_be_visible()
    assert visitor.request.get(PUBLIQUE).status == 404, "withdrawn at once"


def read_without_account(visitor: Page) -> None:
    visitor.context.clear_cookies()  # those of the door at which a page is opened
    visitor.goto("/evaluation/publique/")
    assert faults(visitor) == []
    visitor.get_by_role("link", name=f"Évaluation {ANNEE}", exact=True).click()
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("Poursuivre la médiation")
    expect(main).to_contain_text("Dégradations")
    expect(main).not_to_contain_text("Une année calme")
    assert faults(visitor) == []
    visitor.get_by_text("Les 15 colonnes").click()
    with visitor.expect_download() as caught:
        visitor.get_by_role("link", name="Les chiffres de cette page (CSV)").click()
    assert caught.value.suggested_filename == f"evaluation-istres-2017-2020-{ANNEE}.csv"
    rows = list(csv.DictReader(io.StringIO(caught.value.path().read_text("utf-8"))))
    assert {row["annee"] for row in rows} == {str(ANNEE)}
    assert {"delinquance", "indicateurs", "actions"} <= {row["rubrique"] for row in rows}
    assert visitor.context.cookies() == []


def test_money_asked_of_the_state_is_ready_to_be_copied_on_a_phone(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur", TELEPHONE)
    page.goto("/evaluation/fipd/")
    assert faults(page) == []
    page.get_by_role("link", name=re.compile(r"Fiche \d{4} de l’action 3$")).first.click()
    expect(page.get_by_role("main")).to_contain_text("Éducation nationale")
    expect(page.get_by_role("main")).to_contain_text("non dit")
    assert faults(page) == []
