"""Bars, upright or lying, from zero; a missing value is said, never a bar of no height."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import altair as alt

from quietude.documents.vega.bandeau import Rang, computed, rows_of
from quietude.documents.vega.cadre import NON_DIFFUSE, Cadre
from quietude.documents.vega.textes import known, width_of, written
from quietude.documents.vega.theme import (
    BORD,
    CORPS,
    CORPS_NOTE,
    ENCRE,
    EPAISSEUR_REPERE,
    GRIS,
    Aspect,
)

_LARGEUR_NON_DIFFUSE = 20
_ENTRE = {1: 0.6, 2: 0.45}  # room between bars when there are few


def told(cadre: Cadre) -> Cadre:
    """The same frame, with a note when a missing value is said on it."""
    own = [trait for trait in cadre.graphique.traits if not trait.repere]
    missing = any(None in trait.valeurs for trait in own) and bool(known(cadre.graphique))
    return replace(cadre, note=missing and _holds(cadre, _LARGEUR_NON_DIFFUSE))


def bars(cadre: Cadre, looks: Sequence[Aspect]) -> list[Any]:
    """The bars, the benchmarks across them, the values."""
    rows = _rows(cadre, looks)
    own = [row for row in rows if not row["repere"]]
    base = rows_of(own).encode(**_places(cadre, own))
    drawn = base.transform_filter("isValid(datum.valeur)").mark_bar(
        stroke=BORD, strokeWidth=0.7
    )
    layers = [drawn.encode(**computed(fill="datum.couleur")), *_benchmarks(cadre, rows)]
    return layers + _zero(cadre) + _values(cadre, base)


def _zero(cadre: Cadre) -> list[Any]:
    """Where bars start from, when some go the other way."""
    if min(known(cadre.graphique), default=0) >= 0:
        return []
    rule = rows_of([{"valeur": 0}]).mark_rule(color=GRIS)
    if not cadre.horizontal:
        return [rule.encode(y=cadre.values())]
    ends = computed(y=str(cadre.bande), y2=str(cadre.hauteur))
    return [rule.encode(x=cadre.lengths(), **ends)]


def _places(cadre: Cadre, own: Sequence[Rang]) -> dict[str, Any]:
    orders = sorted({row["trait"] for row in own})
    domain = alt.Scale(domain=orders)
    if cadre.horizontal:
        place: dict[str, Any] = {"y": cadre.categories(), "x": cadre.lengths()}
        offset: dict[str, Any] = {"yOffset": alt.YOffset("trait:O", scale=domain)}
    else:
        place = {"x": cadre.labels(_gap(cadre)), "y": cadre.values()}
        offset = {"xOffset": alt.XOffset("trait:O", scale=domain)}
    return place | offset if len(orders) > 1 else place


def _gap(cadre: Cadre) -> float:
    return _ENTRE.get(len(cadre.graphique.abscisses), 0.28)


def _own(cadre: Cadre) -> int:
    return max(1, sum(not trait.repere for trait in cadre.graphique.traits))


def _all_written(cadre: Cadre) -> bool:
    return _holds(cadre, max((width_of(text, CORPS - 1) for text in cadre.ecrites), default=0))


def _holds(cadre: Cadre, width: float) -> bool:
    """Words of this width stand over a bar."""
    room = cadre.pas * (1 - _gap(cadre)) / _own(cadre)
    return cadre.horizontal or width <= room - 3


def _rows(cadre: Cadre, looks: Sequence[Aspect]) -> list[Rang]:
    every = _all_written(cadre)
    rows = []
    for order, (trait, look) in enumerate(zip(cadre.graphique.traits, looks, strict=True)):
        for rank, value in enumerate(trait.valeurs):
            words = NON_DIFFUSE if value is None else written(value, cadre.decimales)
            # Without room for all, a zero is still told: else it would look missing.
            said = cadre.note if value is None else every or not value
            rows.append(
                {
                    "trait": order,
                    "rang": rank,
                    "valeur": None if value is None else float(value),
                    "pied": 0 if value is None else float(value),
                    "couleur": look.couleur,
                    "tirets": look.tirets,
                    "repere": look.repere,
                    "ecrit": words if said and not look.repere else "",
                }
            )
    return rows


def _values(cadre: Cadre, base: Any) -> list[Any]:
    """What each bar is worth, at its end; smaller and grey, that it is not published."""
    layers = []
    said = base.transform_filter("datum.ecrit != ''").encode(
        text=alt.Text("ecrit:N"),
        **computed(
            color=f"isValid(datum.valeur) ? '{ENCRE}' : '{GRIS}'",
            size=f"isValid(datum.valeur) ? {CORPS - 1} : {CORPS_NOTE - 1}",
        ),
    )
    place = cadre.lengths() if cadre.horizontal else cadre.values()
    place.shorthand = "pied:Q"
    for sign, beyond in (("datum.pied >= 0", 1), ("datum.pied < 0", -1)):
        side = said.transform_filter(sign)
        if cadre.horizontal:
            text = side.mark_text(align="left" if beyond > 0 else "right", dx=5 * beyond)
            layers.append(text.encode(x=place))
        else:
            text = side.mark_text(baseline="bottom" if beyond > 0 else "top", dy=-4 * beyond)
            layers.append(text.encode(y=place))
    return layers


def _benchmarks(cadre: Cadre, rows: Sequence[Rang]) -> list[Any]:
    """A benchmark is a dashed line across the bars of its label."""
    others = [row for row in rows if row["repere"] and row["valeur"] is not None]
    if not others:
        return []
    base = rows_of(others)
    if cadre.horizontal:
        edge, step = f"{cadre.bande} + ", f"{cadre.rangee}"
        base = base.encode(x=cadre.lengths())
        ends = {"y": f"{edge}datum.rang * {step}", "y2": f"{edge}(datum.rang + 1) * {step}"}
    else:
        step = f"width / {len(cadre.graphique.abscisses)}"
        base = base.encode(y=cadre.values())
        ends = {"x": f"datum.rang * {step}", "x2": f"(datum.rang + 1) * {step}"}
    base = base.encode(**computed(**ends))
    under = base.mark_rule(strokeWidth=4, color="white", opacity=0.85)  # seen on dark bars
    rule = base.mark_rule(strokeWidth=EPAISSEUR_REPERE).encode(
        **computed(color="datum.couleur", strokeDash="datum.tirets")
    )
    return [under, rule]
