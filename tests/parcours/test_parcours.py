"""One journey per main flow, as its user does it: read, amend, check, print, invite."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.parcours.conftest import TELEPHONE, Ouvrir, Ville

STRATEGIE = "/strategie/istres-2017-2020/"
FICHE = f"{STRATEGIE}fiches/15/"


def test_a_wrong_password_is_told_and_the_address_is_kept(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.get_by_label("Adresse électronique").fill("coordonnateur@istres.example")
    page.get_by_label("Mot de passe").fill("ce n'est pas le bon")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("main")).to_contain_text("n’est pas le bon")
    expect(page.get_by_label("Adresse électronique")).to_have_value(
        "coordonnateur@istres.example"
    )


def test_the_coordinator_amends_a_sheet_in_place_and_goes_back(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.get_by_role("link", name="Stratégie", exact=True).click()
    page.get_by_role("link", name=re.compile("participation citoyenne")).first.click()
    page.get_by_role("link", name="Modifier le constat").click()
    typed = page.get_by_label("Constat")
    typed.clear()
    typed.press_sequentially("Constat revu pour la **cellule** de lundi.")
    expect(page.get_by_text("Brouillon gardé à")).to_be_visible()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#constat strong")).to_have_text("cellule")

    page.get_by_role("link", name="Historique").click()
    newest = page.get_by_role("article").first
    expect(newest).to_contain_text("Coordination (démonstration)")
    page.on("dialog", lambda dialog: dialog.accept())
    newest.get_by_role("button", name=re.compile("Rétablir l’ancienne valeur")).click()
    page.goto(FICHE)
    expect(page.locator("#constat")).not_to_contain_text("cellule de lundi")


def test_what_was_typed_before_the_connection_dropped_comes_back(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.goto(f"{FICHE}modifier/contenu/")
    field = page.get_by_role("textbox").first
    field.fill("Phrase en cours quand le réseau est tombé")
    expect(page.get_by_text("Brouillon gardé à")).to_be_visible()
    page.goto(f"{FICHE}modifier/contenu/")
    expect(page.get_by_text("est restauré")).to_be_visible()
    expect(field).to_have_value("Phrase en cours quand le réseau est tombé")
    page.get_by_role("button", name="Oublier le brouillon").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("15.")
    expect(page.get_by_role("main")).not_to_contain_text("quand le réseau est tombé")


@pytest.mark.parametrize("role", ["coordonnateur"])
def test_everything_works_without_javascript(ouvrir: Ouvrir, role: str) -> None:
    page = ouvrir(role, TELEPHONE, javascript=False)
    page.goto(f"{STRATEGIE}fiches/16/")
    page.get_by_role("link", name="Modifier le constat").click()
    page.get_by_label("Constat").fill("Écrit sans JavaScript.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#constat")).to_contain_text("Écrit sans JavaScript.")
    page.goto(f"{STRATEGIE}fiches/?q=mediation")
    expect(page.get_by_role("main")).to_contain_text("médiation")


def ask_and_download(page: Page, folder: Path) -> bytes:
    """Wait for the document asked for, then fetch it."""
    ready = page.get_by_role("link", name=re.compile("Télécharger"))
    expect(ready).to_be_visible(timeout=20_000)
    with page.expect_download() as download:
        ready.click()
    file = folder / "document"
    download.value.save_as(file)
    return file.read_bytes()


def test_the_whole_strategy_is_printed_as_pdf(ouvrir: Ouvrir, tmp_path: Path) -> None:
    page = ouvrir("coordonnateur")
    page.goto(STRATEGIE)
    page.get_by_role("button", name="PDF").click()
    pdf = PdfReader(BytesIO(ask_and_download(page, tmp_path)))
    assert len(pdf.pages) > 40
    assert "Istres" in pdf.pages[0].extract_text()
    page.locator("summary", has_text="Compte").click()
    page.get_by_role("link", name="Documents", exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("Coordination (démonstration)")


def test_one_sheet_is_printed_as_word(ouvrir: Ouvrir, tmp_path: Path) -> None:
    page = ouvrir("lecteur")
    page.goto(FICHE)
    page.get_by_role("button", name="Word").click()
    assert ask_and_download(page, tmp_path).startswith(b"PK")


def test_a_finding_is_set_aside_with_its_reason_then_put_back(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.goto(f"{STRATEGIE}controle/?gravite=alerte")
    page.get_by_role("link", name=re.compile("^Écarter ici")).first.click()
    page.get_by_role("button", name="Écarter la règle ici").click()
    expect(page.get_by_label("Motif")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Motif").fill("Décidé en comité restreint (essai).")
    page.get_by_role("button", name="Écarter la règle ici").click()
    expect(page.get_by_text("Motif : Décidé en comité restreint (essai).")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Rétablir la règle")).click()
    expect(page.get_by_role("main")).not_to_contain_text("Décidé en comité restreint")


def invitation_link(ville: Ville) -> str:
    """The link in the e-mail that the demonstration prints."""
    found = re.findall(r"(/comptes/invitation/\S+)", ville.sortie.read_text())
    return str(found[-1])


def test_an_invited_partner_opens_an_account(ouvrir: Ouvrir, ville: Ville) -> None:
    page = ouvrir("coordonnateur")
    page.goto("/comptes/inviter/")
    page.get_by_label("Adresse électronique").fill("bailleur@essai.example")
    page.get_by_label("Nom affiché").fill("Bailleur (essai)")
    page.get_by_label("Rôle").select_option("Partenaire")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text("L’invitation est envoyée")).to_be_visible()

    invited = ouvrir()
    invited.goto(invitation_link(ville))
    invited.get_by_label("Mot de passe", exact=True).fill("une phrase longue d'essai")
    invited.get_by_label(re.compile("une seconde fois")).fill("une phrase longue d'essai")
    invited.get_by_role("button", name="Ouvrir mon compte").click()
    expect(invited.get_by_text("Bienvenue, Bailleur (essai)")).to_be_visible()
    invited.goto(FICHE)
    expect(invited.get_by_role("link", name="Modifier le constat")).to_have_count(0)

    page.goto("/journal/")
    expect(page.get_by_role("main")).to_contain_text("Bailleur (essai)")


def test_the_keyboard_is_enough(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.goto(f"{FICHE}modifier/constat/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    field = page.get_by_label("Constat")
    for _press in range(12):
        page.keyboard.press("Tab")
        if field.evaluate("node => node === document.activeElement"):
            break
    expect(field).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Ajout au clavier.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Enregistrer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#constat")).to_contain_text("Ajout au clavier.")


def test_a_sector_is_drawn_on_the_map(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.goto("/territoire/decoupages/quartiers/")
    page.get_by_role("link", name="Ajouter un secteur").click()
    page.get_by_label("Code").fill("secteur-essai")
    page.get_by_label("Nom").fill("Secteur dessiné (essai)")
    carte = page.locator("[data-carte]")
    for x, y in ((200, 150), (300, 150), (300, 250)):
        carte.click(position={"x": x, "y": y})
    expect(page.get_by_text("3 points")).to_be_visible()
    page.get_by_role("button", name="Fermer le contour").click()
    expect(page.get_by_text("Contour fermé.")).to_be_visible()
    page.get_by_role("button", name="Enregistrer").click()
    drawn = page.locator("#secteur-essai")
    expect(drawn).to_contain_text("Secteur dessiné (essai)")
    expect(drawn).not_to_contain_text("Sans contour")


def test_a_place_put_on_the_map_is_told_its_sector(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.goto("/territoire/lieux/creer/")
    page.get_by_label("Code").fill("lieu-essai")
    page.get_by_label("Nom").fill("Lieu posé (essai)")
    page.get_by_label("Nature").select_option("Autre lieu")
    page.locator("[data-carte]").click()  # its middle, in the town
    expect(page.get_by_label("Latitude")).to_have_value(re.compile(r"^43,\d+$"))
    page.get_by_role("button", name=re.compile("Proposer les secteurs")).click()
    expect(page.get_by_label("IRIS")).not_to_have_value("")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lieu posé (essai)")
    expect(page.get_by_role("main")).to_contain_text("IRIS")
