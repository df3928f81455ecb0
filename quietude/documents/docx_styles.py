"""The styles of a Word document: what a town amends once, everywhere."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from quietude.documents.couleurs import Palette

POLICE = "Calibri"
TABLEAU, TABLEAU_ID = "Tableau Quiétude", "TableauQuietude"
# Paragraph style of a cell: of figures or not, in a wide table or not.
CELLULES = {
    (False, False): "Cellule",
    (True, False): "CelluleNombre",
    (False, True): "CelluleDense",
    (True, True): "CelluleNombreDense",
}
INTERTITRE = "Intertitre"
_LARGEUR = Cm(16.6)
_PREDEFINIS = {"Hyperlink", "TOC Heading", *(f"toc {level}" for level in range(1, 7))}
_TAILLES = {1: 20, 2: 15, 3: 12.5, 4: 11.5, 5: 11, 6: 11}


def _color(value: str) -> RGBColor:
    return RGBColor.from_string(value.lstrip("#").upper())


def prepare_styles(document: Any, colors: Palette) -> None:
    """Set every style used by the renderer; nothing is formatted by hand afterwards."""
    _language(document)
    accent = _color(colors.accent)
    _body(document)
    for level, size in _TAILLES.items():
        _heading(document, level, size, accent)
    _headline(document, accent)
    _contents(document)
    _small(document, accent, colors)
    _header_footer(document)
    _cells(document)
    _tables(document, colors)


def _font(style: Any, size: float | None = None, color: RGBColor | None = None) -> None:
    style.font.name = POLICE
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    if size is not None:
        style.font.size = Pt(size)
    if color is not None:
        style.font.color.rgb = color


def _language(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(
        parse_xml(f'<w:lang {nsdecls("w")} w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>')
    )


def _body(document: Any) -> None:
    styles = document.styles
    _font(styles["Normal"], 10.5)
    styles["Body Text"].paragraph_format.space_after = Pt(6)
    for base in ("List Bullet", "List Number"):
        for suffix in ("", " 2", " 3"):
            styles[f"{base}{suffix}"].paragraph_format.space_after = Pt(3)
    link = _add(styles, "Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    link.font.color.rgb = RGBColor(0x0B, 0x5C, 0xAD)


def _add(styles: Any, name: str, kind: Any = WD_STYLE_TYPE.PARAGRAPH) -> Any:
    if name in styles:
        return styles[name]
    style = styles.add_style(name, kind, builtin=name in _PREDEFINIS)
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        style.base_style = styles["Normal"]
    return style


def _heading(document: Any, level: int, size: float, color: RGBColor) -> None:
    style = document.styles[f"Heading {level}"]
    _font(style, size, color)
    style.font.bold = True
    style.font.italic = level == max(_TAILLES)
    style.paragraph_format.space_before = Pt(0 if level == 1 else 14)
    style.paragraph_format.space_after = Pt(8 if level <= 2 else 5)
    style.paragraph_format.keep_with_next = True


def _headline(document: Any, color: RGBColor) -> None:
    styles = document.styles
    title = styles["Title"]
    _font(title, 28, color)
    title.font.bold = True
    border = title.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    _font(styles["Subtitle"], 18, RGBColor(0x33, 0x33, 0x33))
    styles["Subtitle"].font.italic = False
    issuer = _add(styles, "Émetteur")
    _font(issuer, 20, color)
    issuer.paragraph_format.space_before = Pt(120)
    issuer.paragraph_format.space_after = Pt(60)
    mention = _add(styles, "Mention de couverture")
    _font(mention, 11)
    mention.paragraph_format.space_before = Pt(24)


def _contents(document: Any) -> None:
    styles = document.styles
    heading = _add(styles, "TOC Heading")
    _font(heading, 20, styles["Heading 1"].font.color.rgb)
    heading.paragraph_format.space_after = Pt(12)
    for level in range(1, 7):
        style = _add(styles, f"toc {level}")
        style.font.bold = level == 1
        style.paragraph_format.left_indent = Cm(0.5 * (level - 1))
        style.paragraph_format.space_before = Pt(6 if level == 1 else 0)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.tab_stops.add_tab_stop(
            _LARGEUR, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )


def _small(document: Any, accent: RGBColor, colors: Palette) -> None:
    styles = document.styles
    caption = styles["Caption"]
    _font(caption, 9.5, accent)
    caption.font.bold = True
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(10)
    caption.paragraph_format.space_after = Pt(4)
    note = _add(styles, "Note")
    _font(note, 8.5, RGBColor(0x50, 0x50, 0x50))
    note.paragraph_format.space_before = Pt(3)
    note.paragraph_format.space_after = Pt(3)
    above = _add(styles, "Surtitre")
    _font(above, 9.5, RGBColor(0x50, 0x50, 0x50))
    above.paragraph_format.keep_with_next = True
    above.paragraph_format.space_after = Pt(2)
    inside = _add(styles, INTERTITRE)
    _font(inside, 11.5, accent)
    inside.font.bold = True
    inside.paragraph_format.keep_with_next = True
    inside.paragraph_format.space_before = Pt(12)
    inside.paragraph_format.space_after = Pt(4)
    for name in ("Note", "Surtitre", INTERTITRE):
        styles[name].next_paragraph_style = styles["Body Text"]
    box = _add(styles, "Encadré")
    box.paragraph_format.left_indent = Cm(0.3)
    border = parse_xml(
        f"<w:pBdr {nsdecls('w')}><w:left w:val='single' w:sz='24' w:space='8' "
        f"w:color='{colors.fond.lstrip('#')}'/></w:pBdr>"
    )
    box.element.get_or_add_pPr().insert_element_before(border, "w:tabs", "w:spacing", "w:ind")


def _header_footer(document: Any) -> None:
    for name in ("Header", "Footer"):
        style = document.styles[name]
        _font(style, 8.5, RGBColor(0x50, 0x50, 0x50))
        tabs = style.paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(_LARGEUR, WD_TAB_ALIGNMENT.RIGHT)


def _cells(document: Any) -> None:
    for (figures, dense), name in CELLULES.items():
        style = _add(document.styles, name)
        style.font.size = Pt(7.5 if dense else 9)
        style.paragraph_format.space_after = Pt(0)
        if figures:
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _tables(document: Any, colors: Palette) -> None:
    fond, encre, pale = (
        value.lstrip("#") for value in (colors.fond, colors.encre, colors.pale)
    )
    head = (
        f"<w:tblStylePr w:type='firstRow'><w:rPr><w:b/><w:color w:val='{encre}'/></w:rPr>"
        f"<w:tcPr><w:shd w:val='clear' w:color='auto' w:fill='{fond}'/></w:tcPr>"
        "</w:tblStylePr>"
    )
    side = (
        "<w:tblStylePr w:type='firstCol'><w:rPr><w:b/>"
        f"<w:color w:val='{colors.accent.lstrip('#')}'/></w:rPr>"
        f"<w:tcPr><w:shd w:val='clear' w:color='auto' w:fill='{pale}'/></w:tcPr>"
        "</w:tblStylePr>"
    )
    for name, key, part in (
        (TABLEAU, TABLEAU_ID, head),
        (f"{TABLEAU} définitions", f"{TABLEAU_ID}Definitions", side),
    ):
        document.styles.element.append(parse_xml(_table_style(name, key, part)))


def _table_style(name: str, key: str, part: str) -> str:
    line = "w:val='single' w:sz='4' w:space='0' w:color='BEBEBE'"
    return (
        f"<w:style {nsdecls('w')} w:type='table' w:customStyle='1' w:styleId='{key}'>"
        f"<w:name w:val='{name}'/><w:basedOn w:val='TableNormal'/><w:uiPriority w:val='59'/>"
        "<w:qFormat/><w:pPr><w:spacing w:before='20' w:after='20' w:line='240' "
        "w:lineRule='auto'/></w:pPr><w:tblPr><w:tblBorders>"
        f"<w:top {line}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        "<w:tblCellMar><w:left w:w='85' w:type='dxa'/><w:right w:w='85' w:type='dxa'/>"
        f"</w:tblCellMar></w:tblPr>{part}</w:style>"
    )


def add_paragraph(into: Any, style: str, text: str = "") -> Any:
    """A paragraph of this style; python-docx searches every style each time, we name it."""
    paragraph = into.add_paragraph(text)
    paragraph._p.style = style.replace(" ", "")
    return paragraph
