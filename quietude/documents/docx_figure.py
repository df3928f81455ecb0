"""A chart in Word: a picture with its title above, its source below, and words for it."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.shared import Cm

from quietude.documents.docx_styles import add_paragraph
from quietude.documents.graphiques import PEU, PROPORTION_MAX, Graphique, render_png
from quietude.documents.typographie import french

_LARGEUR, _PETITE, _HAUTEUR = Cm(15.4), Cm(10), Cm(19)


def add_figure(into: Any, graphique: Graphique, notes: Sequence[str] = ()) -> None:
    """Title, picture, source and notes, kept on one page."""
    source = (f"Source : {graphique.source}",) if graphique.source else ()
    told = (*source, *notes)
    add_paragraph(into, "Caption", french(graphique.titre))
    paragraph = add_paragraph(into, "Body Text")
    paragraph.paragraph_format.keep_with_next = bool(told)
    picture = BytesIO(render_png(graphique, titre=False))
    width = _PETITE if len(graphique.abscisses) <= PEU else _LARGEUR
    shape = paragraph.add_run().add_picture(picture, width=width)
    if shape.height > PROPORTION_MAX * shape.width:
        shape.width, shape.height = int(shape.width * _HAUTEUR / shape.height), _HAUTEUR
    described = shape._inline.docPr
    described.set("descr", french(graphique.alternative or graphique.titre))
    for note in told:
        add_paragraph(into, "Note", french(note))
