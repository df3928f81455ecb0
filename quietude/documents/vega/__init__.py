"""Charts drawn by Vega-Lite through Altair: sober, readable in grey and by the colour-blind."""

import re
from dataclasses import replace
from html import escape
from typing import Any

import altair as alt
import vl_convert

from quietude.documents.graphiques import Genre, Graphique
from quietude.documents.vega.bandeau import (
    break_rows,
    breaks,
    computed,
    legend,
    legend_rows,
    rows_of,
)
from quietude.documents.vega.barres import bars, told
from quietude.documents.vega.cadre import Cadre
from quietude.documents.vega.courbes import lines
from quietude.documents.vega.textes import known, printed
from quietude.documents.vega.theme import BARRES, GRIS, TRAITS, aspects, configuration

_SANS_VALEUR = "Aucune valeur publiée"


def draw_svg(graphique: Graphique, *, titre: bool, etroit: bool = False) -> str:
    """The SVG, with its title and description for those who do not see it."""
    asked = specification(printed(graphique), titre=titre, etroit=etroit)
    svg = vl_convert.vegalite_to_svg(
        asked.to_dict(validate=False),  # tests do
        format_locale="fr-FR",
        time_format_locale="fr-FR",
    )
    return _described(svg, graphique)


def to_png(svg: str, echelle: int) -> bytes:
    return bytes(vl_convert.svg_to_png(svg, scale=echelle))


def _described(svg: str, graphique: Graphique) -> str:
    said = printed(graphique)
    words = said.alternative or said.titre
    tags = f"<title>{escape(said.titre)}</title><desc>{escape(words)}</desc>"
    return re.sub(r"<svg([^>]*)>", lambda m: f'<svg role="img"{m[1]}>{tags}', svg, count=1)


def specification(graphique: Graphique, *, titre: bool, etroit: bool = False) -> Any:
    """What Vega-Lite is asked to draw."""
    curve = graphique.genre is Genre.COURBE
    looks = aspects(graphique, TRAITS if curve else BARRES)
    cadre = Cadre(graphique, titre, etroit)
    names, top = legend_rows(cadre, looks)
    marks, top = break_rows(cadre, top)
    cadre = replace(cadre, bande=top)
    layers = lines(cadre, looks) if curve else bars(cadre := told(cadre), looks)
    layers += legend(graphique, names) + breaks(cadre, marks)
    if not known(graphique):
        layers.append(_nothing(cadre))
    return alt.layer(
        *layers,
        width=cadre.largeur,
        height=cadre.hauteur,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        background="white",
        title=cadre.heading() if titre or graphique.unite else alt.Undefined,
        config=configuration(),
    )


def _nothing(cadre: Cadre) -> Any:
    words = rows_of([{"mots": _SANS_VALEUR}]).mark_text(color=GRIS)
    middle = cadre.bande + (cadre.hauteur - cadre.bande) / 2
    return words.encode(text=alt.Text("mots:N"), **computed(x="width / 2", y=str(middle)))
