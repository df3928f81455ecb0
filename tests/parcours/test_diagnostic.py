"""The diagnosis as its users live it: read, compare, hand files in, type, write, print."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import TELEPHONE, Ouvrir

DONNEES = Path(__file__).parents[2] / "donnees"
VERBATIM = DONNEES / "extrait_verbatim_com_geographie2026.csv"


def deposit(page: Page, *files: Path) -> None:
    page.goto("/diagnostic/sources/")
    page.get_by_label("Fichiers").set_input_files(files)
    page.get_by_role("button", name="Déposer").click()


def count_of_sources(page: Page) -> str:
    page.goto("/diagnostic/sources/")
    return page.get_by_text(re.compile(r"^\d+ résultats$")).first.inner_text()


def test_from_the_summary_to_the_figure_and_its_source(ouvrir: Ouvrir) -> None:
    page = ouvrir("elu")
    page.get_by_role("link", name="Diagnostic", exact=True).click()
    expect(page.get_by_role("heading", name="Ce que l’on ne peut pas dire")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Les cambriolages").click()
    picture = page.locator("main img").first
    picture.scroll_into_view_if_needed()
    # The first chart of a process takes a second, more on a busy machine.
    expect(picture).to_have_js_property("complete", value=True, timeout=30_000)
    assert picture.evaluate("image => image.naturalWidth") > 300
    expect(page.get_by_role("main")).to_contain_text("223 faits")
    page.get_by_role("link", name="Voir la série").first.click()
    expect(page.get_by_role("main")).to_contain_text("DDSP 13")


def test_two_towns_are_compared_by_their_rates(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur", TELEPHONE)
    page.goto("/diagnostic/comparer/")
    page.get_by_role("link", name="Deux lieux").click()
    expect(page.get_by_role("main")).to_contain_text("Martigues")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tronque.csv.gz", gzip.compress(VERBATIM.read_bytes())[:900], "s’arrête avant sa fin"),
        (
            "latin1.csv",
            VERBATIM.read_text("utf-8").encode("latin-1", "replace"),
            "n’est pas en UTF-8",
        ),
        ("autre.csv", b"date;montant\n2026-01-01;12\n", "ne ressemble à aucun fichier connu"),
        (
            "double.csv",
            VERBATIM.read_bytes() + VERBATIM.read_bytes().splitlines(keepends=True)[1],
            "est refusé en entier",
        ),
    ],
    ids=["tronqué", "mal encodé", "autre en-tête", "ligne en double"],
)
def test_a_bad_file_is_refused_in_words_and_changes_nothing(
    ouvrir: Ouvrir, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    page = ouvrir("coordonnateur")
    before = count_of_sources(page)
    file = tmp_path / name
    file.write_bytes(content)
    deposit(page, file)
    expect(page.get_by_text("Rien n’a été changé")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("main")).to_contain_text(said)
    assert count_of_sources(page) == before


def test_a_file_handed_in_twice_changes_nothing_the_second_time(
    ouvrir: Ouvrir, tmp_path: Path
) -> None:
    page = ouvrir("coordonnateur")
    file = tmp_path / "comptages.csv"
    file.write_text(
        "série;unité;lieu;période;valeur\nPassages;passages;;2025;12\nPassages;passages;;2026;40\n"
    )
    deposit(page, file)
    expect(page.get_by_role("heading", name="Ce qui est entré")).to_be_visible(timeout=30_000)
    deposit(page, file)
    expect(page.get_by_role("heading", name="Rien de nouveau")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("main")).to_contain_text("déjà été importé")


def test_an_analysis_that_its_figures_deny_is_told_so(ouvrir: Ouvrir) -> None:
    page = ouvrir("coordonnateur")
    page.goto("/diagnostic/themes/degradations/")
    page.get_by_role("link", name="Écrire l’analyse").click()
    page.get_by_role("textbox", name="Analyse").fill("Les dégradations baissent.")
    page.get_by_role("button", name=re.compile("Enregistrer")).click()
    expect(page.get_by_role("main")).to_contain_text("Évolution dite sans chiffre attaché")
    page.goto("/diagnostic/themes/degradations/")
    expect(page.get_by_role("main")).to_contain_text("Les dégradations baissent.")
