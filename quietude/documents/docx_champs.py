"""Fields, bookmarks, links and list numbering: what python-docx leaves to the XML."""

import re
from collections.abc import Callable
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from quietude.documents.contenu import Titre
from quietude.documents.typographie import french

# The schema orders the settings; these come after `updateFields`.
_SUITE = (
    "hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr attachedSchema "
    "themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats shapeDefaults "
    "doNotEmbedSmartTags decimalSymbol listSeparator"
)
_APRES_UPDATE_FIELDS = [f"w:{name}" for name in re.split(" ", _SUITE)]


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _field_run(paragraph: Any, kind: str, *, into: Any = None, dirty: bool = False) -> None:
    run = paragraph.add_run()
    char = _element("fldChar", fldCharType=kind)
    if dirty:
        char.set(qn("w:dirty"), "true")
    run._element.append(char)
    if into is not None:
        into.append(run._element)


def _instruction(paragraph: Any, code: str, *, into: Any = None) -> None:
    run = paragraph.add_run()
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    run._element.append(text)
    if into is not None:
        into.append(run._element)


def add_field(paragraph: Any, code: str, shown: str, *, into: Any = None) -> None:
    """A field with the value shown until the reader's software computes it."""
    _field_run(paragraph, "begin", into=into)
    _instruction(paragraph, code, into=into)
    _field_run(paragraph, "separate", into=into)
    run = paragraph.add_run(shown)
    if into is not None:
        into.append(run._element)
    _field_run(paragraph, "end", into=into)


class Signets:
    """Bookmarks on headings: the contents are written before them, with the same names."""

    def __init__(self) -> None:
        self._placed = 0

    @staticmethod
    def name(rank: int) -> str:
        return f"_Toc{rank:08d}"

    def mark(self, paragraph: Any, text: str, *, listed: bool) -> None:
        """Write the heading's text, inside a bookmark when the contents list it."""
        if not listed:
            paragraph.add_run(text)
            return
        self._placed += 1
        number = str(self._placed)
        start = _element("bookmarkStart", id=number, name=self.name(self._placed))
        paragraph._element.append(start)
        paragraph.add_run(text)
        paragraph._element.append(_element("bookmarkEnd", id=number))


def add_toc(document: Any, entries: list[Titre], signets: Signets) -> None:
    """A real table of contents, already filled: text, link, and page as a field."""
    depth = max((entry.niveau for entry in entries), default=1)
    first = True
    paragraph = None
    for rank, entry in enumerate(entries, start=1):
        paragraph = document.add_paragraph(style=f"toc {entry.niveau}")
        if first:
            _field_run(paragraph, "begin", dirty=True)
            _instruction(paragraph, f'TOC \\o "1-{depth}" \\h \\z \\u')
            _field_run(paragraph, "separate")
            first = False
        name = signets.name(rank)
        link = _element("hyperlink", anchor=name, history="1")
        paragraph._element.append(link)
        link.append(paragraph.add_run(french(entry.complet))._element)
        link.append(paragraph.add_run("\t")._element)
        add_field(paragraph, f"PAGEREF {name} \\h", "–", into=link)
    if paragraph is not None:
        _field_run(paragraph, "end")


def add_link(paragraph: Any, url: str) -> Any:
    """A run inside a hyperlink to `url`."""
    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    element = OxmlElement("w:r")
    link.append(element)
    paragraph._element.append(link)
    run = Run(element, paragraph)
    run._r.style = "Hyperlink"
    return run


def list_numbering(document: Any, style: str, start: int) -> Callable[[Any], None]:
    """A numbering of its own for one list, so that it starts again at `start`."""
    numbering = document.part.numbering_part.element
    base = document.styles[style].element.pPr.numPr.numId.val
    abstract = next(n for n in numbering.num_lst if n.numId == base).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)

    def apply(paragraph: Any) -> None:
        properties = paragraph._element.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number.numId

    return apply


def refresh_fields_on_opening(document: Any) -> None:
    """Word computes page numbers and contents when the file is opened."""
    flag = _element("updateFields", val="true")
    document.settings.element.insert_element_before(flag, *_APRES_UPDATE_FIELDS)
