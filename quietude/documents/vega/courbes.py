"""Lines over the years: a gap stays a gap, benchmarks are thin and dashed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from quietude.documents.graphiques import Trait
from quietude.documents.vega.bandeau import Rang, computed, rows_of
from quietude.documents.vega.cadre import Cadre
from quietude.documents.vega.textes import width_of, written
from quietude.documents.vega.theme import CORPS, EPAISSEUR, EPAISSEUR_REPERE, Aspect

_PETIT_POINT = 15  # more labels than that, smaller marks


def lines(cadre: Cadre, looks: Sequence[Aspect]) -> list[Any]:
    """The lines, their marks, and the values of a line that is alone."""
    base = rows_of(_rows(cadre, looks)).encode(
        x=cadre.labels(padding=0), y=cadre.values(), **computed(color="datum.couleur")
    )
    traced = base.mark_line(invalid="break-paths-filter-domains").encode(
        detail=alt.Detail("trait:N"),
        **computed(
            strokeDash="datum.tirets",
            strokeWidth=f"datum.repere ? {EPAISSEUR_REPERE} : {EPAISSEUR}",
        ),
    )
    few = len(cadre.graphique.abscisses) <= _PETIT_POINT
    # A benchmark has no marks, but a value between two gaps must be seen.
    points = base.transform_filter("isValid(datum.valeur) && (!datum.repere || datum.seul)")
    marks = points.mark_point(filled=True, opacity=1).encode(
        **computed(
            shape="datum.marque",
            stroke="datum.repere ? datum.couleur : null",
            size=f"datum.repere ? 200 : {60 if few else 28}",
        )
    )
    layers = [traced, marks]
    for side, baseline, shift in (("above", "bottom", -8), ("below", "top", 9)):
        words = base.transform_filter(f"datum.cote == '{side}'")
        text = words.mark_text(baseline=baseline, dy=shift)
        layers.append(text.encode(text=alt.Text("ecrit:N")))
    return layers


def _rows(cadre: Cadre, looks: Sequence[Aspect]) -> list[Rang]:
    own = [trait for trait in cadre.graphique.traits if not trait.repere]
    widest = max(map(width_of, cadre.ecrites), default=0)
    says = len(own) == 1 and widest * (CORPS - 1) / CORPS <= cadre.pas
    return [
        {
            "trait": order,
            "rang": rank,
            "valeur": None if value is None else float(value),
            "couleur": look.couleur,
            "tirets": look.tirets,
            "marque": look.marque,
            "repere": look.repere,
            "seul": _alone(trait, rank),
            "ecrit": "" if value is None else written(value, cadre.decimales),
            "cote": _side(trait, rank) if says and not look.repere else "",
        }
        for order, (trait, look) in enumerate(zip(cadre.graphique.traits, looks, strict=True))
        for rank, value in enumerate(trait.valeurs)
    ]


def _beside(trait: Trait, rank: int) -> list[Decimal | None]:
    values = trait.valeurs
    return [values[i] for i in (rank - 1, rank + 1) if 0 <= i < len(values)]


def _alone(trait: Trait, rank: int) -> bool:
    return all(value is None for value in _beside(trait, rank))


def _side(trait: Trait, rank: int) -> str:
    """The value of a hollow is written under it, where the line does not pass."""
    value = trait.valeurs[rank]
    if value is None:
        return ""
    beside = [other for other in _beside(trait, rank) if other is not None]
    hollow = bool(beside) and all(other > value for other in beside)
    return "below" if hollow and value > 0 else "above"
