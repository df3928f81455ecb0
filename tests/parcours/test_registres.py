"""Registers as people keep them: defined without help, filled in, imported, refused."""

import re

from playwright.sync_api import Page, expect

from tests.parcours.conftest import TELEPHONE, Ouvrir
from tests.parcours.test_pages import faults


def add_field(page: Page, label: str, kind: str, **more: str) -> None:
    page.get_by_label("Libellé").fill(label)
    page.get_by_label("Type", exact=True).select_option(kind)
    for name, value in more.items():
        page.get_by_label(name).fill(value)
    expect(page.locator("#apercu-champ")).to_contain_text(label)
    page.get_by_role("button", name="Ajouter ce champ").click()
    expect(page.get_by_text(f"« {label} » est ajouté.")).to_be_visible()


def test_the_coordinator_defines_a_register_and_enters_a_row(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.get_by_role("link", name="Registres", exact=True).click()
    page.get_by_role("link", name="Nouveau registre").click()
    assert faults(page) == []
    page.get_by_label("Nom du registre").fill("Ateliers de quartier")
    page.get_by_label("Fréquence de remise").select_option("Au fil de l’eau")
    page.get_by_label("Chercher dans la liste").fill("police mun")
    page.get_by_label("Police municipale d'Istres").check()
    page.get_by_role("button", name="Ouvrir le registre").click()

    add_field(page, "Personnes présentes", "Nombre entier", Unité="personnes")
    page.get_by_label("Libellé").fill("Nom de l’élève")
    expect(page.locator("#apercu-champ")).to_contain_text("il ne nomme pas")
    page.get_by_label("Type", exact=True).select_option("Choix dans une liste")
    page.get_by_label("Choix, un par ligne").fill("Sport\nMusique")
    page.get_by_label("Libellé").fill("Thème")
    expect(page.locator("#apercu-champ")).to_contain_text("Musique")
    page.get_by_role("button", name="Ajouter ce champ").click()
    add_field(page, "En plein air", "Oui ou non")
    assert faults(page) == []

    page.get_by_role("link", name="Terminé").click()
    assert faults(page) == []
    page.get_by_role("link", name="Saisir", exact=True).click()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("3 points à corriger")).to_be_visible()
    page.get_by_label("Personnes présentes").fill("1 012")
    page.get_by_label("Thème").select_option("Musique")
    page.get_by_label("En plein air").select_option("Oui")
    assert faults(page) == []
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text(re.compile(r"1\s012\s+Musique\s+Oui"))
    assert faults(page) == []


TITRES = "Période;Mesures mises en œuvre;Élèves concernés"
FAUX = [TITRES, "mars 2026;3;3", "avril 2026;trois;2", "2025;1;1", "mai 2026;;4"]
JUSTE = [TITRES, "mars 2026;3;3", "avril 2026;3;2", "mai 2026;4;4"]


def give(page: Page, lines: list[str]) -> None:
    page.get_by_label("Fichier").set_input_files(
        {"name": "chiffres.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    )
    page.get_by_role("button", name="Lire le tableau").click()


def test_a_partner_mends_a_spreadsheet_that_was_refused(ouvrir: Ouvrir) -> None:
    page = ouvrir("partenaire", TELEPHONE)
    page.get_by_role("link", name=re.compile("registres à compléter")).click()
    assert faults(page) == []
    page.get_by_role("link", name="Mesures de responsabilisation", exact=True).click()
    page.get_by_role("link", name="Voir les lignes").click()
    page.get_by_label("Période").fill("2026")
    expect(page.get_by_text("Aucune ligne")).to_be_visible()
    expect(page.get_by_text("Au total")).to_have_count(0)
    page.get_by_role("link", name="Importer un tableau").click()
    give(page, FAUX)
    told = page.locator("#lu")
    expect(told).to_contain_text("Rien n’a été changé")
    expect(told).to_contain_text("3 erreurs à corriger")
    expect(told).to_contain_text("Ligne 3, colonne « Mesures mises en œuvre »")
    expect(told).to_contain_text("Ligne 4, colonne « Période »")
    expect(told).to_contain_text("Ligne 5, colonne « Mesures mises en œuvre »")
    assert faults(page) == []

    give(page, JUSTE)
    expect(told).to_contain_text("3 lignes à ajouter")
    page.get_by_role("button", name="Enregistrer ces lignes").click()
    expect(page.get_by_text("3 ligne(s) ajoutée(s)")).to_be_visible()
    page.get_by_role("link", name="Importer un tableau").click()
    give(page, JUSTE)
    expect(told).to_contain_text("Il n’y a rien à enregistrer")
    assert faults(page) == []
