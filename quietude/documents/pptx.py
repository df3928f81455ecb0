"""Slides that a partner can amend: real titles, lists and tables, charts as pictures."""

from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from quietude.documents.contenu import Figure, Liste, Paragraphe, TableauDonnees
from quietude.documents.diaporama import BlocDiapo, Chiffres, Diapo, Diaporama
from quietude.documents.graphiques import Graphique, render_png
from quietude.documents.pptx_pages import (
    ECART,
    HAUTEUR,
    LARGEUR,
    PUCE,
    best_size,
    column_widths,
    figure_size,
    fitted,
    plain,
    row_height,
    share_of,
    table_size,
    written,
)
from quietude.documents.typographie import french
from quietude.socle.formats import jour

_LARGE, _HAUT = 13.333, 7.5  # 16:9, in inches
_GAUCHE, _SOUS_TITRE = 0.6, 1.45
_COUVERTURE, _TITRE_SEUL = 0, 5  # layouts of the library's own template
_Rgb: Any = RGBColor  # the library does not say its types
_GRIS, _BLANC, _NOIR = (_Rgb.from_string(code) for code in ("505050", "FFFFFF", "000000"))
_LANGUE = "fr-FR"


def render_pptx(diaporama: Diaporama) -> bytes:
    """The deck as a file."""
    return _Deck(diaporama).render()


class _Deck:
    def __init__(self, diaporama: Diaporama) -> None:
        self.diaporama = diaporama
        self.couleur = _Rgb.from_string(diaporama.couleur.lstrip("#").upper())
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(_LARGE), Inches(_HAUT)
        told = self.deck.core_properties
        told.title, told.author = french(diaporama.titre), diaporama.emetteur
        told.language = _LANGUE

    def render(self) -> bytes:
        self._cover()
        for diapo in self.diaporama.diapos:
            for page in fitted(diapo):
                self._slide(page)
        out = BytesIO()
        self.deck.save(out)
        return out.getvalue()

    def _cover(self) -> None:
        said = self.diaporama
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_COUVERTURE])
        band = slide.background.fill
        band.solid()
        band.fore_color.rgb = self.couleur
        title, below = slide.shapes.title, slide.placeholders[1]
        self._place(title, _GAUCHE, 2.2, LARGEUR, 1.6)
        self._place(below, _GAUCHE, 3.9, LARGEUR, 2.0)
        self._write(title.text_frame, [said.titre], 44, bold=True, colour=_BLANC)
        when = f"{said.emetteur}, {jour(said.date)}"
        lines = [text for text in (said.sous_titre, said.mention, when) if text]
        self._write(below.text_frame, lines, 22, colour=_BLANC)

    def _slide(self, diapo: Diapo) -> None:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_TITRE_SEUL])
        title = slide.shapes.title
        self._place(title, _GAUCHE, 0.4, LARGEUR, 0.9)
        title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        size = 32 if len(diapo.titre) < 55 else 26
        self._write(title.text_frame, [diapo.titre], size, bold=True, colour=self.couleur)
        share = share_of(len(diapo.blocs))
        for rank, bloc in enumerate(diapo.blocs):
            self._bloc(slide, bloc, _GAUCHE + rank * (share + ECART), share)
        if diapo.notes:
            slide.notes_slide.notes_text_frame.text = french(diapo.notes)
        self._foot(slide)

    def _bloc(self, slide: Any, bloc: BlocDiapo, left: float, width: float) -> None:
        match bloc:
            case Chiffres():
                self._figures(slide, bloc, left, width)
            case Liste():
                texts = [plain(item) for item in bloc.elements]
                self._text(slide, texts, left, width, bullet=PUCE)
            case Paragraphe():
                self._text(slide, [plain(bloc.texte)], left, width)
            case TableauDonnees():
                self._table(slide, bloc, left)
            case Figure():
                self._chart(slide, bloc.graphique, left, width)

    def _figures(self, slide: Any, bloc: Chiffres, left: float, width: float) -> None:
        share = width / max(1, len(bloc.chiffres))
        for rank, figure in enumerate(bloc.chiffres):
            box = self._box(slide, left + rank * share, _SOUS_TITRE + 0.6, share - 0.2, 3.2)
            frame = box.text_frame
            size = figure_size(figure.valeur, share - 0.4)
            self._write(frame, [figure.valeur], size, bold=True, colour=self.couleur)
            self._add(frame, figure.libelle, 20)
            if figure.precision:
                self._add(frame, figure.precision, 16, colour=_GRIS)

    def _text(
        self, slide: Any, texts: list[str], left: float, width: float, bullet: str = ""
    ) -> None:
        box = self._box(slide, left, _SOUS_TITRE, width, HAUTEUR)
        told = [f"{bullet}{text}" for text in texts]
        self._write(box.text_frame, told, best_size(told, width, HAUTEUR))

    def _table(self, slide: Any, table: TableauDonnees, left: float) -> None:
        size, widths = table_size(table), column_widths(table)
        rows = [[french(column.libelle) for column in table.colonnes]]
        rows += [[written(value) for value in line.cellules] for line in table.lignes]
        heights = [row_height(row, widths, size) for row in rows]
        shape = slide.shapes.add_table(
            len(rows),
            len(widths),
            Inches(left),
            Inches(_SOUS_TITRE),
            Inches(sum(widths)),
            Inches(sum(heights)),
        )
        shape.name = french(table.legende) or "Tableau"
        shape._element.nvGraphicFramePr.cNvPr.set("descr", _told_table(table))
        for rank, width in enumerate(widths):
            shape.table.columns[rank].width = Inches(width)
        for rank, (row, height) in enumerate(zip(rows, heights, strict=True)):
            shape.table.rows[rank].height = Inches(height)
            for place, text in enumerate(row):
                self._cell(shape.table.cell(rank, place), text, size, head=not rank)
                if table.colonnes[place].nombre:
                    frame = shape.table.cell(rank, place).text_frame
                    frame.paragraphs[0].alignment = PP_ALIGN.RIGHT

    def _cell(self, target: Any, text: str, size: int, *, head: bool) -> None:
        target.margin_left = target.margin_right = Inches(0.1)
        target.margin_top = target.margin_bottom = Inches(0.04)
        target.fill.solid()
        target.fill.fore_color.rgb = self.couleur if head else _BLANC
        colour = _BLANC if head else _NOIR
        self._write(target.text_frame, [text], size, bold=head, colour=colour)

    def _chart(self, slide: Any, chart: Graphique, left: float, width: float) -> None:
        drawn = render_png(chart, titre=False, etroit=width < LARGEUR / 2, echelle=4)
        picture = slide.shapes.add_picture(BytesIO(drawn), Inches(left), Inches(_SOUS_TITRE))
        room = HAUTEUR - 0.9
        scale = min(Inches(width) / picture.width, Inches(room) / picture.height)
        picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
        words = french(chart.alternative or chart.titre)
        picture._element.nvPicPr.cNvPr.set("descr", words)
        top = _SOUS_TITRE + picture.height / Inches(1) + 0.1
        box = self._box(slide, left, top, width, 0.7)
        source = [f"Source : {chart.source}"] if chart.source else []
        self._write(box.text_frame, [french(chart.titre), *source], 12, colour=_GRIS)

    def _foot(self, slide: Any) -> None:
        said = self.diaporama
        number = len(self.deck.slides)
        told = " · ".join(text for text in (said.emetteur, said.titre, said.mention) if text)
        left = self._box(slide, _GAUCHE, 6.95, LARGEUR - 1, 0.35)
        self._write(left.text_frame, [told], 11, colour=_GRIS)
        right = self._box(slide, _LARGE - 1.6, 6.95, 1, 0.35)
        self._write(right.text_frame, [str(number)], 11, colour=_GRIS)
        right.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT

    def _box(self, slide: Any, left: float, top: float, width: float, height: float) -> Any:
        box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
        box.text_frame.word_wrap = True
        return box

    def _place(self, shape: Any, left: float, top: float, width: float, height: float) -> None:
        shape.left, shape.top = Inches(left), Inches(top)
        shape.width, shape.height = Inches(width), Inches(height)

    def _write(
        self,
        frame: Any,
        texts: list[str],
        size: int,
        *,
        bold: bool = False,
        colour: Any = None,
    ) -> None:
        """Replace what a frame says."""
        frame.clear()
        for rank, text in enumerate(texts):
            self._add(frame, text, size, bold=bold, colour=colour, first=not rank)

    def _add(
        self,
        frame: Any,
        text: str,
        size: int,
        *,
        bold: bool = False,
        colour: Any = None,
        first: bool = False,
    ) -> None:
        paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * 0.4)
        run = paragraph.add_run()
        run.text = french(text)
        run.font.size, run.font.bold = Pt(size), bold
        if colour is not None:
            run.font.color.rgb = colour
        run._r.get_or_add_rPr().set("lang", _LANGUE)


def _told_table(table: TableauDonnees) -> str:
    """What a reader who does not see it is told first."""
    heads = ", ".join(column.libelle for column in table.colonnes)
    return french(f"Tableau de {len(table.lignes)} lignes : {heads}.")
