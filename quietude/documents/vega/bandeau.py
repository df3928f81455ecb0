"""The band above the marks: our own legend, with true dashes and marks, and the breaks.

Places are read from the data by expressions: no scale, no legend of Vega's.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt

from quietude.documents.graphiques import Genre, Graphique
from quietude.documents.vega.cadre import Cadre
from quietude.documents.vega.textes import width_of, wrap
from quietude.documents.vega.theme import (
    BORD,
    CORPS,
    CORPS_NOTE,
    ENCRE,
    EPAISSEUR,
    EPAISSEUR_REPERE,
    INTERLIGNE,
    Aspect,
)

Rang = dict[str, Any]

_ECHANTILLON, _CARRE = 42, 20  # a sample in the legend, and the room after it
_LIGNE, _RUPTURE = 20, 14


def computed(**codes: str) -> dict[str, Any]:
    """Channels that Vega works out for each row; as objects, ten times quicker than dicts."""
    return {
        name: getattr(alt, f"{name[0].upper()}{name[1:]}Value")(alt.ExprRef(expr=code))
        for name, code in codes.items()
    }


def rows_of(rows: Sequence[Rang]) -> Any:
    return alt.Chart(alt.InlineData(values=list(rows)))


def legend_rows(cadre: Cadre, looks: Sequence[Aspect]) -> tuple[list[Rang], int]:
    """Where each name goes, in two columns when they hold, and the height they take."""
    traits = cadre.graphique.traits
    if len(traits) < 2:
        return [], 0
    half = cadre.trace / 2 - _ECHANTILLON - 8
    columns = 2 if all(width_of(trait.libelle) <= half for trait in traits) else 1
    rows: list[Rang] = []
    top = 0
    for rank, (trait, look) in enumerate(zip(traits, looks, strict=True)):
        lines = wrap(trait.libelle, half if columns == 2 else cadre.trace - _ECHANTILLON)
        rows.append(
            {
                "colonne": rank % columns / columns,
                "haut": top + _LIGNE / 2,
                "mots": "\n".join(lines),
                "couleur": look.couleur,
                "tirets": look.tirets,
                "marque": look.marque,
                "repere": look.repere,
            }
        )
        if rank % columns == columns - 1 or rank == len(traits) - 1:
            top += _LIGNE + INTERLIGNE * (len(lines) - 1)
    return rows, top + 8


def legend(graphique: Graphique, rows: Sequence[Rang]) -> list[Any]:
    """A sample of each line or colour, and its name."""
    if not rows:
        return []
    bars = graphique.genre is not Genre.COURBE
    squares = bars and not any(row["repere"] for row in rows)
    sample = _CARRE if squares else _ECHANTILLON
    left = "datum.colonne * width"
    base = rows_of(rows).encode(**computed(y="datum.haut"))
    line = base.mark_rule().encode(
        **computed(
            x=left,
            x2=f"{left} + 34",
            color="datum.couleur",
            strokeDash="datum.tirets",
            strokeWidth=f"datum.repere ? {EPAISSEUR_REPERE} : {EPAISSEUR}",
        )
    )
    mark = base.mark_point(filled=True, opacity=1, size=170 if bars else 65).encode(
        **computed(
            x=f"{left} + {7 if bars else 17}",
            fill="datum.couleur",
            stroke=f"'{BORD}'" if bars else "datum.couleur",
            strokeWidth="0.7",
            shape="'square'" if bars else "datum.marque",
        )
    )
    words = base.mark_text(align="left", baseline="middle", fontSize=CORPS, lineBreak="\n")
    return [
        line.transform_filter("datum.repere") if bars else line,
        mark.transform_filter("!datum.repere"),
        words.encode(text=alt.Text("mots:N"), **computed(x=f"{left} + {sample}")),
    ]


def break_rows(cadre: Cadre, top: int) -> tuple[list[Rang], int]:
    """Each break on lines of its own, its words on the side where there is more room."""
    count = len(cadre.graphique.abscisses)
    rows: list[Rang] = []
    for rank, words in cadre.graphique.ruptures:
        if cadre.horizontal or not 0 <= rank < count:
            continue
        place = rank / count
        lines = wrap(words, cadre.trace * max(place, 1 - place) - 12, CORPS_NOTE)
        rows.append(
            {"place": place, "haut": top, "gauche": place > 0.5, "mots": "\n".join(lines)}
        )
        top += _RUPTURE * len(lines) + 4
    return rows, top


def breaks(cadre: Cadre, rows: Sequence[Rang]) -> list[Any]:
    """A dashed rule before the first label that a break reaches, with its words."""
    if not rows:
        return []
    x = "datum.place * width"
    base = rows_of(rows).encode(**computed(y="datum.haut"))
    rule = base.mark_rule(strokeDash=[4, 3], color=ENCRE, strokeWidth=1.2)
    layers = [rule.encode(**computed(x=x, y2=str(cadre.hauteur)))]
    for side, align, shift in (("!datum.gauche", "left", 5), ("datum.gauche", "right", -5)):
        words = base.transform_filter(side).mark_text(
            align=align, baseline="top", fontSize=CORPS_NOTE, lineBreak="\n"
        )
        layers.append(words.encode(text=alt.Text("mots:N"), **computed(x=f"{x} + {shift}")))
    return layers
