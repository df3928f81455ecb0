"""What stands around the marks: title, axes, source; places are in points.

Labels and lines are known by their rank: two that bear the same name stay two.
"""

import json
from dataclasses import dataclass

import altair as alt

from quietude.documents.graphiques import Genre, Graphique
from quietude.documents.vega.textes import decimals, known, width_of, wrap, written
from quietude.documents.vega.theme import (
    CORPS,
    CORPS_NOTE,
    CORPS_TITRE,
    ENCRE,
    GRIS,
    HAUTEUR_DOCUMENT,
    HAUTEUR_PAGE,
    INTERLIGNE,
    LARGEUR_DOCUMENT,
    LARGEUR_PAGE,
    LARGEUR_TELEPHONE,
)

NON_DIFFUSE = "n.d."
_NOTE = f"{NON_DIFFUSE}\u00a0: valeur non disponible ou non diffusée"
_AXE = 64  # what the figures of the axis and the margins take, about
_BARRES_SERREES = 20
_AU_DESSUS = 18  # room for the value of the highest point
_MOT_HORIZONTAL = 0.4  # share of the width that names may take


@dataclass(frozen=True)
class Cadre:
    """One chart being laid out."""

    graphique: Graphique
    titre: bool
    etroit: bool = False  # as wide as a phone
    bande: int = 0  # what legend and breaks take above the marks
    note: bool = False  # some missing value is said in words

    @property
    def largeur(self) -> int:
        if self.etroit:
            return LARGEUR_TELEPHONE
        return LARGEUR_PAGE if self.titre else LARGEUR_DOCUMENT

    @property
    def decimales(self) -> int:
        return decimals(known(self.graphique))

    @property
    def ecrites(self) -> list[str]:
        """Every value as it is written."""
        return [written(value, self.decimales) for value in known(self.graphique)]

    @property
    def horizontal(self) -> bool:
        return self.graphique.genre is Genre.BARRES_HORIZONTALES

    @property
    def trace(self) -> int:
        """The width left to the marks, about."""
        share = 1 - _MOT_HORIZONTAL if self.horizontal else 1
        return int(self.largeur * share) - _AXE

    @property
    def pas(self) -> float:
        return self.trace / max(1, len(self.graphique.abscisses))

    @property
    def noms(self) -> list[list[str]]:
        """The name of each horizontal bar, in lines."""
        width = self.largeur * _MOT_HORIZONTAL
        return [wrap(label, width) for label in self.graphique.abscisses]

    @property
    def hauteur(self) -> int:
        """Of the marks with the band above them."""
        if not self.horizontal:
            return self.bande + (HAUTEUR_PAGE if self.titre else HAUTEUR_DOCUMENT)
        return self.bande + self.rangee * max(1, len(self.graphique.abscisses))

    @property
    def rangee(self) -> int:
        own = sum(not trait.repere for trait in self.graphique.traits)
        lines = max((len(name) for name in self.noms), default=1)
        bars = max(1, own)
        crowded = bars * len(self.graphique.abscisses) > _BARRES_SERREES
        return max((16 if crowded else 20) * bars + 10, INTERLIGNE * lines + 6)

    # Axes

    def labels(self, padding: float) -> alt.X:
        """Labels under the marks: straight, thinned out when they are years, else slanted."""
        names, angle = self._label_lines()
        return alt.X(
            "rang:O",
            scale=alt.Scale(
                type="band",
                domain=list(range(len(names))),
                paddingInner=padding,
                paddingOuter=padding / 2,
            ),
            axis=alt.Axis(
                title=self.footer() or None,
                titleAnchor="start",
                titleAlign="left",
                titlePadding=12,
                grid=False,
                labelAngle=angle,
                labelExpr=f"{json.dumps(names)}[datum.value]",
            ),
        )

    def _label_lines(self) -> tuple[list[list[str]], int]:
        labels = self.graphique.abscisses
        if all(len(label) <= 5 for label in labels):
            widest = max(map(width_of, labels), default=0) + 8
            step = max(1, -int(-widest // self.pas))
            last = len(labels) - 1
            return [
                [label] if (last - rank) % step == 0 else [""]
                for rank, label in enumerate(labels)
            ], 0
        longest = max(width_of(word) for label in labels for word in [*label.split(" "), ""])
        if longest <= self.pas - 4:
            return [wrap(label, self.pas - 4) for label in labels], 0
        return [wrap(label, 150) for label in labels], -45

    def categories(self) -> alt.Y:
        """Names beside the bars; Vega centres their first line only, so they are lifted."""
        lifts = [-CORPS * (len(name) - 1) / 2 for name in self.noms]
        return alt.Y(
            "rang:O",
            scale=alt.Scale(
                type="band",
                domain=list(range(len(self.noms))),
                range=[self.bande, self.hauteur],
                paddingInner=0.25,
                paddingOuter=0.125,
            ),
            axis=alt.Axis(
                title=None,
                grid=False,
                ticks=False,
                domain=min(known(self.graphique), default=0) >= 0,
                labelPadding=8,
                labelOffset=alt.ExprRef(expr=f"{json.dumps(lifts)}[datum.value]"),
                labelExpr=f"{json.dumps(self.noms)}[datum.value]",
            ),
        )

    def values(self) -> alt.Y:
        """Figures from zero, with room above for what is written there."""
        values = known(self.graphique)
        whole = not self.decimales
        axis = alt.Axis(
            title=None,
            tickCount=5,
            format=",d" if whole else ",~r",
            tickMinStep=1 if whole else alt.Undefined,
        )
        # Below the axis too, when some values are negative.
        foot = self.hauteur - (_AU_DESSUS if min(values, default=0) < 0 else 0)
        span = [foot, self.bande + _AU_DESSUS]
        scale = alt.Scale(zero=True, nice=True, range=span)
        if not any(values):
            scale, axis = alt.Scale(domain=[0, 1], range=span), alt.Axis(title=None, values=[0])
        return alt.Y("valeur:Q", axis=axis, scale=scale)

    def lengths(self) -> alt.X:
        """The same along horizontal bars: each value is written, no figure on the axis."""
        values = [float(value) for value in known(self.graphique)]
        spread = max([0.0, *values]) - min([0.0, *values]) or 1.0
        room = spread * (0.04 + width_of(max(self.ecrites, key=len, default="")) / self.trace)
        low = min([0.0, *values])
        domain = [low - room if low < 0 else 0, max([0.0, *values]) + room]
        axis = alt.Axis(
            title=self.footer() or None,
            titleAnchor="start",
            titleAlign="left",
            titlePadding=6,
            grid=False,
            labels=False,
            ticks=False,
            domain=False,
        )
        return alt.X("valeur:Q", axis=axis, scale=alt.Scale(domain=domain, nice=False))

    # Words around

    def footer(self) -> list[str]:
        """What missing values are, then the source unless the document says it."""
        lines = [_NOTE] if self.note else []
        if self.titre and self.graphique.source:
            source = f"Source\u00a0: {self.graphique.source}"
            lines += wrap(source, self.trace + 40, CORPS_NOTE)
        return lines

    def heading(self) -> alt.TitleParams:
        """The fact and the unit, or the unit alone where the document says the fact."""
        room = self.largeur - 24
        unit = wrap(self.graphique.unite, room)
        if not self.titre:
            return alt.TitleParams(
                text=unit, fontSize=CORPS - 1, fontWeight="normal", color=GRIS
            )
        return alt.TitleParams(
            text=wrap(self.graphique.titre, room, CORPS_TITRE * 1.06),
            subtitle=unit,
            fontSize=CORPS_TITRE,
            fontWeight="bold",
            color=ENCRE,
            subtitleColor=GRIS,
            subtitleFontSize=CORPS - 1,
            subtitlePadding=5,
        )
