"""Charts of an evaluation, drawn from what was frozen."""

from quietude.documents.graphiques import Genre, Graphique, Trait
from quietude.evaluation.photo import VueIndicateur, VueSerie

_COURBE_DES = 4  # fewer spans are bars: a line between two points would tell a story


def series_chart(serie: VueSerie) -> Graphique | None:
    """The last points of a series; None when fewer than two may be drawn."""
    drawn = [point for point in serie.points if point.nombre is not None]
    if len(drawn) < 2:
        return None
    spans = tuple(point.periode for point in serie.points)
    told = "; ".join(f"{point.periode} : {point.texte}" for point in serie.points)
    return Graphique(
        titre=f"{serie.libelle}, {serie.lieu}",
        genre=Genre.COURBE if len(spans) >= _COURBE_DES else Genre.BARRES,
        abscisses=spans,
        traits=(Trait(serie.libelle, tuple(point.nombre for point in serie.points)),),
        unite=serie.unite,
        source=serie.source,
        alternative=f"{serie.phrase} {told}.",
    )


def split_chart(indicateur: VueIndicateur) -> Graphique | None:
    """The parts of the last period, when none of them is hidden."""
    if len(indicateur.dimensions) != 1 or not indicateur.parts:
        return None
    last = [part.valeurs[-1] for part in indicateur.parts if part.valeurs]
    numbers = tuple(value.nombre for value in last)
    if len(last) < 2 or any(number is None for number in numbers) or not any(numbers):
        return None
    span = last[0].periode
    return Graphique(
        titre=f"{indicateur.libelle}, {span}",
        genre=Genre.BARRES_HORIZONTALES,
        abscisses=tuple(part.libelles[0] for part in indicateur.parts),
        traits=(Trait(span, numbers),),
        unite=indicateur.unite,
        source=indicateur.origine,
        alternative=f"{indicateur.libelle} en {span}, par {indicateur.dimensions[0].lower()}.",
    )
