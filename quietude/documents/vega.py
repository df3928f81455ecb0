"""Charts drawn by Vega-Lite through Altair: sober, readable in grey and by the colour-blind."""

import re
import textwrap
from decimal import Decimal
from html import escape
from typing import Any

import altair as alt
import vl_convert

from quietude.documents.graphiques import Genre, Graphique

LARGEUR, HAUTEUR = 560, 240
_TITRE, _NOM, _RUPTURE = 68, 34, 22  # characters a line
_VALEURS_ECRITES = 16
_POINTS_ECRITS = 10
_ETIQUETTES_DROITES = 10
_LIGNE = 26  # points for each horizontal bar

ENCRE, GRIS, FILET = "#1f2933", "#5b6770", "#d8dee3"
# Lines: at least 3:1 on white, told apart by dashes and marks too.
TRAITS = (
    "#1f4e79", "#c2410c", "#00735c", "#7a3e8e", "#806000", "#3f3f46", "#a3123f", "#2b7fb8",
)  # fmt: skip
_TIRETS = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 4], [1, 3], [6, 2, 1, 2])
_MARQUES = (
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left",
)  # fmt: skip
# Bars: from dark to light, so that they stay distinct in grey.
_BARRES = (
    "#1f4e79", "#e08f46", "#dbe9e2", "#5b2c6f", "#d9c27e", "#7f8c95", "#a3123f", "#c9dcea",
)  # fmt: skip


def draw_svg(graphique: Graphique, *, titre: bool) -> str:
    """The SVG, with its title and description for those who do not see it."""
    svg = vl_convert.vegalite_to_svg(
        _specification(graphique, titre=titre).to_json(),
        format_locale="fr-FR",
        time_format_locale="fr-FR",
    )
    return _described(svg, graphique)


def to_png(svg: str, echelle: int) -> bytes:
    return bytes(vl_convert.svg_to_png(svg, scale=echelle))


def _described(svg: str, graphique: Graphique) -> str:
    words = graphique.alternative or graphique.titre
    said = f"<title>{escape(graphique.titre)}</title><desc>{escape(words)}</desc>"
    return re.sub(r"<svg([^>]*)>", rf'<svg role="img"\1>{said}', svg, count=1)


def _specification(graphique: Graphique, *, titre: bool) -> Any:
    horizontal = graphique.genre is Genre.BARRES_HORIZONTALES
    layers = _lines(graphique) if graphique.genre is Genre.COURBE else _bars(graphique)
    if not horizontal:
        layers += _breaks(graphique)
    height = HAUTEUR
    if horizontal:
        height = max(80, _LIGNE * len(graphique.abscisses) * max(1, len(graphique.traits)))
    if titre and graphique.source:
        layers.append(_source(graphique, height))
    chart = alt.layer(*layers).properties(width=LARGEUR, height=height, background="white")
    if titre:
        chart = chart.properties(title=_title(graphique))
    elif graphique.unite:
        chart = chart.properties(title=_subtitle(graphique))
    return _themed(chart, graphique)


def _longest_name(graphique: Graphique) -> int:
    return max((len(trait.libelle) for trait in graphique.traits), default=0)


def _themed(chart: Any, graphique: Graphique) -> Any:
    return (
        chart.configure(font="sans-serif", padding=8)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=ENCRE,
            labelFontSize=12,
            titleColor=GRIS,
            titleFontSize=12,
            titleFontWeight="normal",
            domainColor=GRIS,
            tickColor=GRIS,
            gridColor=FILET,
            labelLimit=320,
        )
        .configure_legend(
            orient="top",
            direction="horizontal",
            columns=1 if _longest_name(graphique) > _NOM else 2,
            labelColor=ENCRE,
            labelFontSize=12,
            labelLimit=LARGEUR,
            symbolSize=110,
            symbolStrokeWidth=2.5,
            title=None,
            offset=6,
        )
        .configure_title(anchor="start", frame="group", offset=10)
    )


def _title(graphique: Graphique) -> alt.TitleParams:
    return alt.TitleParams(
        text=textwrap.wrap(graphique.titre, _TITRE) or [""],
        subtitle=graphique.unite,
        fontSize=15,
        fontWeight="bold",
        color=ENCRE,
        subtitleColor=GRIS,
        subtitleFontSize=12,
    )


def _subtitle(graphique: Graphique) -> alt.TitleParams:
    return alt.TitleParams(text=graphique.unite, fontSize=12, fontWeight="normal", color=GRIS)


def _rows(graphique: Graphique) -> list[dict[str, Any]]:
    return [
        {
            "rang": rank,
            "etiquette": _wrapped(label, graphique),
            "trait": trait.libelle,
            "valeur": None if value is None else float(value),
            "repere": trait.repere,
        }
        for trait in graphique.traits
        for rank, (label, value) in enumerate(
            zip(graphique.abscisses, trait.valeurs, strict=True)
        )
    ]


def _wrapped(label: str, graphique: Graphique) -> str:
    """Labels on several lines."""
    width = _NOM if graphique.genre is Genre.BARRES_HORIZONTALES else 14
    return "\n".join(textwrap.wrap(label, width)) or " "


def _order(graphique: Graphique) -> list[str]:
    return [_wrapped(label, graphique) for label in graphique.abscisses]


def _data(graphique: Graphique) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=_rows(graphique)))


def _decimals(graphique: Graphique) -> str:
    """A d3 format: whole numbers stay whole, small ones keep two decimals."""
    values = [v for trait in graphique.traits for v in trait.valeurs if v is not None]
    whole = all(value == value.to_integral_value() for value in values)
    if whole:
        return ",d"
    return ",.1f" if max(map(abs, values), default=Decimal(0)) >= 100 else ",.2f"


def _labels(graphique: Graphique, **more: Any) -> alt.X:
    crowded = len(graphique.abscisses) > _ETIQUETTES_DROITES
    return alt.X(
        "etiquette:N",
        sort=_order(graphique),
        scale=alt.Scale(type="band", **more),
        axis=alt.Axis(
            title=None,
            grid=False,
            labelAngle=-45 if crowded else 0,
            labelExpr="split(datum.label, '\\n')",
            labelOverlap=len(graphique.abscisses) > 2 * _ETIQUETTES_DROITES,
        ),
    )


def _values(graphique: Graphique, channel: type[alt.X] | type[alt.Y]) -> Any:
    known = [v for trait in graphique.traits for v in trait.valeurs if v is not None]
    lowest = min(known, default=Decimal(0))
    whole = _decimals(graphique) == ",d"
    axis = alt.Axis(title=None, tickCount=5, format=",~f" if not whole else ",d")
    if whole:
        axis = alt.Axis(title=None, tickCount=5, format=",d", tickMinStep=1)
    scale = alt.Scale(zero=True, nice=True, domainMin=float(min(lowest, Decimal(0))))
    if not any(known):
        scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(title=None, values=[0])
    return channel("valeur:Q", axis=axis, scale=scale)


def _names(graphique: Graphique, *, repere: bool = False) -> list[str]:
    return [trait.libelle for trait in graphique.traits if trait.repere == repere]


def _coloured(graphique: Graphique, palette: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Every name, benchmarks last and grey, with its colour."""
    own, others = _names(graphique), _names(graphique, repere=True)
    colours = [palette[rank % len(palette)] for rank in range(len(own))]
    greys = ["#5b6770", "#8a959d", "#3f3f46", "#a9b2b8"]
    return [*own, *others], [*colours, *(greys[i % 4] for i in range(len(others)))]


def _lines(graphique: Graphique) -> list[alt.Chart]:
    names, colours = _coloured(graphique, TRAITS)
    own = len(_names(graphique))
    dashes = [
        _TIRETS[rank % len(_TIRETS)] if rank < own else [3, 3] for rank in range(len(names))
    ]
    marks = [_MARQUES[rank % len(_MARQUES)] for rank in range(len(names))]
    legend = alt.Legend() if len(names) > 1 else None
    base = _data(graphique).encode(
        x=_labels(graphique, paddingInner=0, paddingOuter=0),
        y=_values(graphique, alt.Y),
        color=alt.Color("trait:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
        detail="trait:N",
    )
    lines = base.mark_line(invalid="break-paths-filter-domains").encode(
        strokeDash=alt.StrokeDash(
            "trait:N", scale=alt.Scale(domain=names, range=dashes), legend=legend
        ),
        strokeWidth=alt.condition("datum.repere", alt.value(1.3), alt.value(2.5)),
    )
    shown = [trait for trait in graphique.traits if not trait.repere]
    points = base.transform_filter("isValid(datum.valeur) && !datum.repere").mark_point(
        filled=True, size=55, opacity=1
    )
    points = points.encode(
        shape=alt.Shape("trait:N", scale=alt.Scale(domain=names, range=marks), legend=legend)
    )
    layers = [lines, points]
    if len(shown) == 1 and len(graphique.abscisses) <= _POINTS_ECRITS:
        layers.append(_written(base.transform_filter("!datum.repere"), graphique, dy=-11))
    return layers


def _written(base: Any, graphique: Graphique, **place: Any) -> Any:
    valid = base.transform_filter("isValid(datum.valeur)")
    return valid.mark_text(fontSize=11, **place).encode(
        text=alt.Text("valeur:Q", format=_decimals(graphique)), color=alt.value(ENCRE)
    )


def _bars(graphique: Graphique) -> list[alt.Chart]:
    names, colours = _coloured(graphique, _BARRES)
    several = len(names) > 1
    horizontal = graphique.genre is Genre.BARRES_HORIZONTALES
    colour = alt.Color(
        "trait:N",
        scale=alt.Scale(domain=names, range=colours),
        legend=alt.Legend() if several else None,
    )
    base = _data(graphique).encode(color=colour)
    if horizontal:
        base = base.encode(y=_categories(graphique), x=_values(graphique, alt.X))
        offset = alt.YOffset("trait:N", sort=names)
        base = base.encode(yOffset=offset) if several else base
        place = {"align": "left", "dx": 4}
    else:
        wide = 0.3 if len(graphique.abscisses) > 2 else 0.5
        base = base.encode(x=_labels(graphique, padding=wide), y=_values(graphique, alt.Y))
        offset_x = alt.XOffset("trait:N", sort=names)
        base = base.encode(xOffset=offset_x) if several else base
        place = {"dy": -7}
    layers = [base.mark_bar(stroke="#26323a", strokeWidth=0.7)]
    if horizontal or len(graphique.abscisses) * len(names) <= _VALEURS_ECRITES:
        layers.append(_written(base, graphique, **place))
    return layers


def _categories(graphique: Graphique) -> alt.Y:
    return alt.Y(
        "etiquette:N",
        sort=_order(graphique),
        axis=alt.Axis(
            title=None, grid=False, labelExpr="split(datum.label, '\\n')", labelPadding=6
        ),
    )


def _breaks(graphique: Graphique) -> list[alt.Chart]:
    """A dashed rule before the first label that a break reaches, with its words."""
    order = _order(graphique)
    rows = [
        {"etiquette": order[rank], "mots": "\n".join(textwrap.wrap(words, _RUPTURE))}
        for rank, words in graphique.ruptures
        if 0 <= rank < len(order)
    ]
    if not rows:
        return []
    x = alt.X("etiquette:N", sort=order, bandPosition=0)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    back = 0 if graphique.genre is Genre.COURBE else -9  # beside the bars, not through them
    rule = base.mark_rule(strokeDash=[4, 3], color=ENCRE, strokeWidth=1.2, xOffset=back)
    words = base.mark_text(
        align="left", baseline="top", dx=4 + back, fontSize=10, color=ENCRE, lineBreak="\n"
    ).encode(text="mots:N", y=alt.value(0))
    return [rule, words]


def _source(graphique: Graphique, height: int) -> Any:
    if graphique.genre is Genre.BARRES_HORIZONTALES:
        below = 34
    elif len(graphique.abscisses) > _ETIQUETTES_DROITES:
        below = 56
    else:
        below = 22 + 14 * max(label.count("\n") + 1 for label in _order(graphique))
    text = "\n".join(textwrap.wrap(f"Source : {graphique.source}", 96))
    rows = alt.InlineData(values=[{"mots": text}])
    return (
        alt.Chart(rows)
        .mark_text(align="left", baseline="top", fontSize=10, color=GRIS, lineBreak="\n")
        .encode(text="mots:N", x=alt.value(0), y=alt.value(height + below))
    )
