"""A document as an editable Word file: real styles, so that the contents work."""

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.shared import Cm

from quietude.documents.contenu import (
    Bloc,
    Definitions,
    DocumentContenu,
    Encadre,
    Feuillet,
    Figure,
    Liste,
    Paragraphe,
    SautDePage,
    TableauDonnees,
    Titre,
    Valeur,
    without_gaps,
)
from quietude.documents.couleurs import palette
from quietude.documents.docx_champs import (
    Signets,
    add_field,
    add_link,
    add_toc,
    list_numbering,
    refresh_fields_on_opening,
)
from quietude.documents.docx_figure import add_figure
from quietude.documents.docx_styles import (
    INTERTITRE,
    TABLEAU,
    add_paragraph,
    prepare_styles,
)
from quietude.documents.docx_tableau import add_table
from quietude.documents.markdown import Alinea, Enumeration, Noeud, parse
from quietude.documents.typographie import french
from quietude.socle.formats import jour

_PROFONDEUR_LISTE = 3
_TERME, _VALEUR = Cm(4), Cm(12.6)


def render_docx(contenu: DocumentContenu) -> bytes:
    """The DOCX, ready to be amended in Word or LibreOffice."""
    return _Redaction(contenu).render()


class _Redaction:
    """One document being written."""

    def __init__(self, contenu: DocumentContenu) -> None:
        self.contenu = contenu
        self.palette = palette(contenu.couleur)
        self.document: Any = Document()
        self.signets = Signets()
        self.blocs = list(without_gaps(contenu.blocs))
        self.new_page = False  # the next block starts one

    def render(self) -> bytes:
        prepare_styles(self.document, self.palette)
        self._properties()
        self._page()
        if self.contenu.couverture:
            self._cover()
        if self.contenu.sommaire:
            self._contents()
        for bloc in self.blocs:
            self._turn_page(bloc)
            self._block(bloc, self.document)
        refresh_fields_on_opening(self.document)
        output = BytesIO()
        self.document.save(output)
        return output.getvalue()

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.title = french(self.contenu.titre)[:255]
        properties.subject = french(self.contenu.sous_titre)[:255]
        properties.author = french(self.contenu.emetteur)[:255]
        properties.last_modified_by = properties.author
        properties.language = "fr-FR"
        properties.comments = ""
        moment = datetime.combine(self.contenu.date, time(12), UTC)
        properties.created = properties.modified = moment

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
        section.different_first_page_header_footer = self.contenu.couverture
        self._tabbed(section.header, self.contenu.titre, self.contenu.emetteur)
        footer = self._tabbed(section.footer, self.contenu.mention, "page ")
        add_field(footer, "PAGE", "1")
        footer.add_run(" / ")
        add_field(footer, "NUMPAGES", "1")

    def _tabbed(self, part: Any, left: str, right: str) -> Any:
        paragraph = part.paragraphs[0]
        paragraph.text = f"{french(left)}\t{french(right)}"
        return paragraph

    def _cover(self) -> None:
        contenu = self.contenu
        self.document.add_paragraph(french(contenu.emetteur), style="Émetteur")
        self.document.add_paragraph(french(contenu.titre), style="Title")
        if contenu.sous_titre:
            self.document.add_paragraph(french(contenu.sous_titre), style="Subtitle")
        self.document.add_paragraph(jour(contenu.date), style="Mention de couverture")
        if contenu.mention:
            style = "Mention de couverture"
            self.document.add_paragraph(french(contenu.mention), style=style)
        self.new_page = True

    def _contents(self) -> None:
        headings = [b.titre if isinstance(b, Feuillet) else b for b in self.blocs]
        entries = [t for t in headings if isinstance(t, Titre) and t.au_sommaire]
        heading = self.document.add_paragraph("Sommaire", style="TOC Heading")
        heading.paragraph_format.page_break_before = self.new_page
        self.new_page = bool(entries)
        add_toc(self.document, entries, self.signets)

    def _turn_page(self, bloc: Bloc) -> None:
        """Headings carry their page break; before anything else, one stands alone."""
        if self.new_page and not isinstance(bloc, Titre | Feuillet | SautDePage):
            self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            self.new_page = False

    def _block(self, bloc: Bloc, into: Any) -> None:
        match bloc:
            case Titre():
                self._heading(bloc, into)
            case Feuillet():
                self._sheet_head(bloc, into)
            case TableauDonnees():
                add_table(into, bloc)
            case Figure():
                add_figure(into, bloc.graphique, bloc.notes)
            case SautDePage():
                self.new_page = True
            case _:
                self._words(bloc, into)

    def _words(self, bloc: Paragraphe | Liste | Definitions | Encadre, into: Any) -> None:
        match bloc:
            case Definitions():
                self._definitions(bloc, into)
            case Encadre():
                self._box(bloc, into)
            case Paragraphe() | Liste():
                self._text(bloc, into)

    def _heading(self, titre: Titre, into: Any) -> Any:
        style = f"Heading {titre.niveau}" if titre.au_sommaire else INTERTITRE
        paragraph = add_paragraph(into, style)
        self.signets.mark(paragraph, french(titre.complet), listed=titre.au_sommaire)
        first = titre.niveau == 1 and titre.au_sommaire
        if first or self.new_page:
            paragraph.paragraph_format.page_break_before = True
        self.new_page = False
        return paragraph

    def _sheet_head(self, feuillet: Feuillet, into: Any) -> None:
        if feuillet.surtitre:
            above = add_paragraph(into, "Surtitre", french(feuillet.surtitre))
            above.paragraph_format.page_break_before = True
            self.new_page = False
        heading = self._heading(feuillet.titre, into)
        heading.paragraph_format.page_break_before = not feuillet.surtitre
        if feuillet.mentions:
            mentions = "  ·  ".join(french(mention) for mention in feuillet.mentions)
            add_paragraph(into, "Surtitre", mentions)

    def _definitions(self, bloc: Definitions, into: Any) -> None:
        table = into.add_table(rows=0, cols=2)
        table.style = self.document.styles[f"{TABLEAU} définitions"]
        table.autofit = False
        table.columns[0].width, table.columns[1].width = _TERME, _VALEUR
        for term, value in bloc.termes:
            cells = table.add_row().cells
            cells[0].width, cells[1].width = _TERME, _VALEUR
            cells[0].paragraphs[0].add_run(french(term))
            self._fill(cells[1], self._nodes_of(value))
        add_paragraph(into, "Note")

    def _nodes_of(self, value: Valeur) -> tuple[Noeud, ...]:
        if not isinstance(value, tuple):
            return parse(value)
        return (Enumeration(tuple(parse(item) for item in value)),) if value else ()

    def _fill(self, cell: Any, nodes: tuple[Noeud, ...]) -> None:
        """Write in a cell, whose one empty paragraph goes once there is something else."""
        empty = cell.paragraphs[0]
        self._nodes(nodes, cell)
        if len(cell.paragraphs) > 1:
            empty._element.getparent().remove(empty._element)

    def _box(self, bloc: Encadre, into: Any) -> None:
        if bloc.titre:
            title = add_paragraph(into, "Encadré")
            title.add_run(french(bloc.titre)).bold = True
        for inner in bloc.blocs:
            if isinstance(inner, Paragraphe):
                for node in parse(inner.texte):
                    self._node(node, into, style="Encadré")
            else:
                self._block(inner, into)

    def _text(self, bloc: Paragraphe | Liste, into: Any) -> None:
        if isinstance(bloc, Paragraphe):
            self._nodes(parse(bloc.texte), into)
        else:
            items = tuple(parse(element) for element in bloc.elements)
            self._nodes((Enumeration(items, bloc.ordonnee),), into)

    def _nodes(self, nodes: tuple[Noeud, ...], into: Any) -> None:
        for node in nodes:
            self._node(node, into)

    def _node(self, node: Noeud, into: Any, *, style: str = "Body Text") -> None:
        if isinstance(node, Enumeration):
            self._list(node, into, depth=1)
        elif isinstance(node, TableauDonnees):
            add_table(into, node)
        else:
            self._paragraph(node, into, style)

    def _list(self, node: Enumeration, into: Any, depth: int) -> None:
        base = "List Number" if node.ordonnee else "List Bullet"
        level = min(depth, _PROFONDEUR_LISTE)
        style = base if level == 1 else f"{base} {level}"
        number = list_numbering(self.document, style, node.debut) if node.ordonnee else None
        for element in node.elements:
            first = True
            for inner in element:
                if isinstance(inner, Enumeration):
                    self._list(inner, into, depth + 1)
                    continue
                if isinstance(inner, TableauDonnees):
                    add_table(into, inner)
                    continue
                paragraph = self._paragraph(inner, into, style if first else "List Continue")
                if number is not None and first:
                    number(paragraph)
                first = False

    def _paragraph(self, node: Alinea, into: Any, style: str) -> Any:
        paragraph = add_paragraph(into, style)
        for part in node.fragments:
            run = add_link(paragraph, part.lien) if part.lien else paragraph.add_run()
            run.text = part.texte
            run.bold = part.gras or None
            run.italic = part.italique or None
        return paragraph
