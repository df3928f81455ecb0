"""Tables as a workbook: typed cells, frozen headings, ready to print."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from quietude.documents.contenu import (
    Cellule,
    Classeur,
    DocumentContenu,
    Feuille,
    Ligne,
    TableauDonnees,
)
from quietude.documents.couleurs import Palette, palette
from quietude.documents.typographie import french

_INTERDIT = re.compile(r"[\[\]:*?/\\']")
_NOM_MAX = 31
_LARGEUR_MIN, _LARGEUR_MAX = 8, 55
_CELLULE_MAX = 32_000
_FILET = Border(bottom=Side(style="hair", color="999999"))


def render_xlsx(contenu: Classeur | DocumentContenu) -> bytes:
    """The workbook; of a document, its tables."""
    classeur = contenu if isinstance(contenu, Classeur) else _tables_of(contenu)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    properties = workbook.properties
    properties.title, properties.creator = french(classeur.titre), french(classeur.emetteur)
    properties.language = "fr-FR"
    properties.created = properties.modified = datetime.combine(
        classeur.date, time(12), UTC
    ).replace(tzinfo=None)
    colors = palette(classeur.couleur)
    for feuille in classeur.feuilles:
        sheet = workbook.create_sheet(_free_name(feuille.nom, workbook.sheetnames))
        _fill(sheet, feuille.tableau, colors)
        _print_setup(sheet, classeur)
    if not workbook.sheetnames:
        workbook.create_sheet("Vide")
    output = BytesIO()
    workbook.save(output)
    return output.getvalue()


def _tables_of(contenu: DocumentContenu) -> Classeur:
    tables = [bloc for bloc in contenu.blocs if isinstance(bloc, TableauDonnees)]
    return Classeur(
        titre=contenu.titre,
        emetteur=contenu.emetteur,
        date=contenu.date,
        couleur=contenu.couleur,
        feuilles=tuple(
            Feuille(table.legende or f"Tableau {rank}", table)
            for rank, table in enumerate(tables, start=1)
        ),
    )


def _free_name(name: str, taken: list[str]) -> str:
    """A sheet name that Excel accepts, unlike the others."""
    base = _INTERDIT.sub(" ", french(name)).strip()[:_NOM_MAX] or "Feuille"
    used = {other.lower() for other in taken}
    candidate, rank = base, 2
    while candidate.lower() in used:
        suffix = f" ({rank})"
        candidate, rank = base[: _NOM_MAX - len(suffix)] + suffix, rank + 1
    return candidate


def _fill(sheet: Worksheet, tableau: TableauDonnees, colors: Palette) -> None:
    heading = PatternFill("solid", fgColor=colors.fond.lstrip("#"))
    for index, column in enumerate(tableau.colonnes, start=1):
        target = _put(sheet, 1, index, column.libelle)
        target.font = Font(bold=True, color=colors.encre.lstrip("#"))
        target.fill = heading
        target.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="right" if column.nombre else "left"
        )
    for number, line in enumerate(tableau.lignes, start=2):
        _write_line(sheet, number, line, colors)
    for offset, note in enumerate(tableau.notes, start=2):
        _put(sheet, len(tableau.lignes) + 1 + offset, 1, note).font = Font(italic=True, size=9)
    _widths(sheet, tableau)
    sheet.freeze_panes = "B2"
    last = get_column_letter(len(tableau.colonnes))
    data = [line for line in tableau.lignes if not line.total]
    if data:
        sheet.auto_filter.ref = f"A1:{last}{len(data) + 1}"


def _write_line(sheet: Worksheet, number: int, line: Ligne, colors: Palette) -> None:
    pale = PatternFill("solid", fgColor=colors.pale.lstrip("#"))
    for index, value in enumerate(line.cellules, start=1):
        target = _put(sheet, number, index, value)
        target.border = _FILET
        if line.groupe or line.total:
            target.font = Font(bold=True)
            target.fill = pale


def _put(sheet: Worksheet, row: int, column: int, value: Cellule) -> Cell:
    """Write a value with its type; a text is never taken for a formula."""
    target = sheet.cell(row, column)
    assert isinstance(target, Cell)
    target.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        target.value = french(value)[:_CELLULE_MAX]
        target.data_type = "s"
    elif value is not None:
        target.value = value
        target.number_format = _number_format(value)
    return target


def _number_format(value: int | Decimal | date) -> str:
    if isinstance(value, date):
        return "dd/mm/yyyy"
    if isinstance(value, int):
        return "#,##0"
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _widths(sheet: Worksheet, tableau: TableauDonnees) -> None:
    for index, column in enumerate(tableau.colonnes):
        lines = [str(line.cellules[index] or "") for line in tableau.lignes if not line.groupe]
        longest = max(
            (len(part) for text in [column.libelle, *lines] for part in text.split("\n")),
            default=0,
        )
        width = max(_LARGEUR_MIN, min(_LARGEUR_MAX, longest + 2))
        sheet.column_dimensions[get_column_letter(index + 1)].width = width


def _print_setup(sheet: Worksheet, classeur: Classeur) -> None:
    setup: Any = sheet  # openpyxl declares as optional what it always sets
    setup.page_setup.orientation = "landscape"
    setup.page_setup.paperSize = sheet.PAPERSIZE_A4
    setup.page_setup.fitToWidth, setup.page_setup.fitToHeight = 1, 0
    setup.sheet_properties.pageSetUpPr.fitToPage = True
    setup.print_title_rows = "1:1"
    # An ampersand starts a code in a header.
    setup.oddHeader.left.text = french(classeur.titre).replace("&", "&&")[:120]
    setup.oddHeader.right.text = french(classeur.emetteur).replace("&", "&&")[:80]
    setup.oddFooter.right.text = "page &P / &N"
