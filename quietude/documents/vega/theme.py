"""The look of charts: colours, dashes and marks that hold in grey and for the colour-blind."""

from dataclasses import dataclass

import altair as alt

from quietude.documents.graphiques import Graphique

# On a page, text stays readable when a phone shrinks the picture; on paper there is more room.
LARGEUR_PAGE, LARGEUR_TELEPHONE, LARGEUR_DOCUMENT = 560, 330, 680
HAUTEUR_PAGE, HAUTEUR_DOCUMENT = 240, 200
CORPS, CORPS_TITRE, CORPS_NOTE = 14, 17, 12
INTERLIGNE = 17

EPAISSEUR, EPAISSEUR_REPERE = 2.5, 1.6

ENCRE, GRIS, FILET, BORD = "#1f2933", "#5b6770", "#d8dee3", "#26323a"

# Lines: at least 3:1 on white; dashes and marks tell them apart too.
TRAITS = (
    "#1f4e79", "#c2410c", "#00735c", "#7a3e8e", "#806000", "#3f3f46", "#a3123f", "#2b7fb8",
)  # fmt: skip
TIRETS = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 4], [1, 3], [6, 2, 1, 2])
MARQUES = (
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left",
)  # fmt: skip
TIRETS_REPERES = ([5, 3], [1.5, 2.5], [10, 3], [10, 3, 1.5, 3])
# Bars: dark then light, so that neighbours stay distinct in grey; the edge holds the contrast.
BARRES = (
    "#1f4e79", "#e08f46", "#dbe9e2", "#5b2c6f", "#d9c27e", "#7f8c95", "#a3123f", "#c9dcea",
)  # fmt: skip


@dataclass(frozen=True)
class Aspect:
    """How one line or one colour of bars is drawn."""

    couleur: str
    tirets: list[float]
    marque: str
    repere: bool


def aspects(graphique: Graphique, palette: tuple[str, ...]) -> list[Aspect]:
    """One look for each line: its own colour, or the grey of benchmarks."""
    found, own, others = [], 0, 0
    for trait in graphique.traits:
        if trait.repere:
            dashes: list[float] = [*TIRETS_REPERES[others % len(TIRETS_REPERES)]]
            found.append(Aspect(GRIS, dashes, "stroke", repere=True))
            others += 1
        else:
            rank = own % len(palette)
            found.append(Aspect(palette[rank], [*TIRETS[rank]], MARQUES[rank], repere=False))
            own += 1
    return found


def configuration() -> alt.Config:
    return alt.Config(
        font="sans-serif",
        padding=8,
        aria=False,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=ENCRE,
            labelFontSize=CORPS,
            labelLimit=0,
            titleColor=GRIS,
            titleFontSize=CORPS_NOTE,
            titleFontWeight="normal",
            domainColor=GRIS,
            tickColor=GRIS,
            gridColor=FILET,
        ),
        title=alt.TitleConfig(anchor="start", frame="bounds", offset=10),
        text=alt.MarkConfig(fontSize=CORPS - 1, color=ENCRE),
    )
