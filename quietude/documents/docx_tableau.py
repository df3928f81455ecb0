"""A data table in Word: repeated heading row, no row cut by a page.

Written as XML in one go: python-docx, cell by cell, takes twenty times longer.
"""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from quietude.documents.contenu import Colonne, Ligne, TableauDonnees
from quietude.documents.docx_styles import CELLULES, TABLEAU_ID, add_paragraph
from quietude.documents.typographie import cell, french

# Widths are in twentieths of a point.
_LARGEUR = 9411
_NOMBRE, _NOMBRE_SERRE = 1190, 650
_COLONNES_SERREES = 7


def add_table(into: Any, tableau: TableauDonnees) -> None:
    """Caption, table, notes."""
    if tableau.legende:
        add_paragraph(into, "Caption", french(tableau.legende))
    container = getattr(into, "_body", into)
    container._element._insert_tbl(parse_xml(_table(tableau)))
    for note in tableau.notes or ("",):  # Word wants a paragraph after a table
        add_paragraph(into, "Note", french(note))


def _table(tableau: TableauDonnees) -> str:
    widths = _widths(tableau.colonnes)
    styles = _cell_styles(tableau.colonnes)
    head = [french(column.libelle) for column in tableau.colonnes]
    rows = [_row(zip(head, styles, widths, strict=True), "<w:tblHeader/>")]
    rows += [_line(line, styles, widths) for line in tableau.lignes]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{TABLEAU_ID}"/>'
        f'<w:tblW w:w="{_LARGEUR}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _widths(columns: tuple[Colonne, ...]) -> list[int]:
    dense = len(columns) > _COLONNES_SERREES
    figure = _NOMBRE_SERRE if dense else _NOMBRE
    left = _LARGEUR - figure * sum(column.nombre for column in columns)
    weight = sum(column.poids for column in columns if not column.nombre)
    narrowest = min((column.poids for column in columns if not column.nombre), default=1)
    if not weight or left * narrowest < weight * _NOMBRE_SERRE:
        return [_LARGEUR // len(columns)] * len(columns)
    return [figure if c.nombre else left * c.poids // weight for c in columns]


def _cell_styles(columns: tuple[Colonne, ...]) -> list[str]:
    dense = len(columns) > _COLONNES_SERREES
    return [CELLULES[column.nombre, dense] for column in columns]


def _line(line: Ligne, styles: list[str], widths: list[int]) -> str:
    texts = [cell(value) for value in line.cellules]
    if line.groupe:
        spanned = _cell(texts[0], styles[0], sum(widths), bold=True, span=len(widths))
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{spanned}</w:tr>"
    parts = zip(texts, styles, widths, strict=True)
    return _row(parts, "<w:cantSplit/>", bold=line.total)


def _row(parts: Iterable[tuple[str, str, int]], properties: str, *, bold: bool = False) -> str:
    cells = "".join(_cell(text, style, width, bold=bold) for text, style, width in parts)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _cell(text: str, style: str, width: int, *, bold: bool, span: int = 1) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    strong = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}</w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/></w:pPr><w:r>{strong}{lines}</w:r></w:p></w:tc>'
    )
