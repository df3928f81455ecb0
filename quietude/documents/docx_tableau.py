"""A data table in Word: repeated heading row, no row cut by a page."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from quietude.documents.contenu import Colonne, Ligne, TableauDonnees
from quietude.documents.docx_styles import TABLEAU
from quietude.documents.typographie import cell, french

_LARGEUR_CM = 16.6
_NOMBRE_CM = 2.1
_NOMBRE_SERRE_CM = 1.15
_COLONNES_SERREES = 7


def add_table(document: Any, into: Any, tableau: TableauDonnees) -> None:
    """Caption, table, notes."""
    if tableau.legende:
        into.add_paragraph(french(tableau.legende), style="Caption")
    widths = _widths(tableau.colonnes)
    table = into.add_table(rows=1 + len(tableau.lignes), cols=len(tableau.colonnes))
    table.style = document.styles[TABLEAU]
    table.autofit = False
    _look(table)
    size = Pt(9 if len(tableau.colonnes) <= _COLONNES_SERREES else 7.5)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    rows = list(table._tbl.tr_lst)
    _write(rows[0], [french(c.libelle) for c in tableau.colonnes], tableau, widths, size)
    _mark(rows[0], "tblHeader")
    for row, line in zip(rows[1:], tableau.lignes, strict=True):
        _line(row, line, tableau, widths, size)
    for note in tableau.notes:
        into.add_paragraph(french(note), style="Note")
    if not tableau.notes:
        into.add_paragraph(style="Note")


def _widths(columns: tuple[Colonne, ...]) -> list[float]:
    dense = len(columns) > _COLONNES_SERREES
    figure = _NOMBRE_SERRE_CM if dense else _NOMBRE_CM
    left = _LARGEUR_CM - figure * sum(column.nombre for column in columns)
    weight = sum(column.poids for column in columns if not column.nombre)
    if not weight or left < weight:
        return [_LARGEUR_CM / len(columns)] * len(columns)
    return [figure if c.nombre else left * c.poids / weight for c in columns]


def _look(table: Any) -> None:
    """The first row is a heading; columns and bands have no style of their own."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(
        parse_xml(
            f"<w:tblLook {nsdecls('w')} w:val='0020' w:firstRow='1' w:lastRow='0' "
            "w:firstColumn='0' w:lastColumn='0' w:noHBand='1' w:noVBand='1'/>"
        )
    )


def _mark(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def _line(
    row: Any, line: Ligne, tableau: TableauDonnees, widths: list[float], size: Pt
) -> None:
    _mark(row, "cantSplit")
    if not line.groupe:
        texts = [cell(value) for value in line.cellules]
        _write(row, texts, tableau, widths, size, bold=line.total)
        return
    first, *others = row.tc_lst
    for other in others:
        row.remove(other)
    if others:
        first.grid_span = len(widths)
    first.width = Cm(sum(widths))
    _put(first, cell(line.cellules[0]), size, bold=True)


def _write(
    row: Any,
    texts: list[str],
    tableau: TableauDonnees,
    widths: list[float],
    size: Pt,
    *,
    bold: bool = False,
) -> None:
    for target, text, column, width in zip(
        row.tc_lst, texts, tableau.colonnes, widths, strict=True
    ):
        target.width = Cm(width)
        _put(target, text, size, bold=bold, right=column.nombre)


def _put(target: Any, text: str, size: Pt, *, bold: bool = False, right: bool = False) -> None:
    paragraph = Paragraph(target.p_lst[0], target)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.font.size = size
    run.font.bold = bold or None
