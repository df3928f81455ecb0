"""The workbook: typed cells, headings that stay, no text taken for a formula."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook, load_workbook

from quietude.documents.contenu import Classeur, Colonne, Feuille, Ligne, TableauDonnees
from quietude.documents.xlsx import render_xlsx
from tests.documents.factories import make_contenu, make_tableau


def read(*feuilles: Feuille) -> Workbook:
    contenu = Classeur("Tableau & essai", "Ville d'Essai", date(2026, 11, 23), feuilles)
    return load_workbook(BytesIO(render_xlsx(contenu)))


def make_feuille(nom: str = "Actions", *lignes: Ligne) -> Feuille:
    columns = (Colonne("Titre"), Colonne("Montant", nombre=True))
    return Feuille(nom, TableauDonnees(columns, lignes or (Ligne(("a", 1)),), notes=("Note",)))


def test_cells_keep_their_type() -> None:
    sheet = read(
        make_feuille(
            "Types",
            Ligne((date(2026, 5, 1), Decimal("12.50"))),
            Ligne(("texte", 3)),
            Ligne((None, None)),
            Ligne(("Total", 4), total=True),
        )
    )["Types"]
    assert sheet["A2"].value == datetime(2026, 5, 1)
    assert (sheet["A2"].number_format, sheet["B2"].number_format) == ("dd/mm/yyyy", "#,##0.00")
    assert (sheet["B2"].value, sheet["B3"].value, sheet["A4"].value) == (12.5, 3, None)
    assert sheet["A5"].font.bold


def test_text_is_never_a_formula() -> None:
    sheet = read(make_feuille("F", Ligne(('=HYPERLINK("http://x.example")', 1))))["F"]
    assert sheet["A2"].data_type == "s"


def test_sheet_is_ready_to_read_and_print() -> None:
    sheet = read(make_feuille())["Actions"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A1"].font.bold
    assert sheet["A4"].value == "Note"


def test_sheet_names_are_accepted_and_different() -> None:
    names = read(
        make_feuille("Un nom / trop long pour un tableur, vraiment"),
        make_feuille("Un nom / trop long pour un tableur, aussi"),
        make_feuille("[]"),
    ).sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 for name in names)
    assert names[2] == "Feuille"


def test_tables_of_a_document_become_sheets() -> None:
    content = make_contenu(make_tableau(legende="Faits"), make_tableau())
    names = load_workbook(BytesIO(render_xlsx(content))).sheetnames
    assert names == ["Faits", "Tableau 2"]


def test_workbook_without_table_opens() -> None:
    assert read().sheetnames == ["Vide"]
