"""Rates: the producer's own, or divided by the population of the year or of one before."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from quietude.observatoire.calculs.series import Point, SerieLue, Taux
from quietude.observatoire.enums import Base, EtatObservation, NatureSerie, NiveauPerimetre
from quietude.socle.periodes import Periode

# Inhabitants or dwellings of one place, by year.
Denominateurs = Mapping[int, int]


def with_rates(serie: SerieLue, denominateurs: Denominateurs) -> SerieLue:
    """The series with a rate wherever one can be told.

    Never for a police service, which is wider than the town, nor for what is not a count of
    events over a year. The vintage used is that of the year, else the nearest one before.
    """
    countable = (
        serie.base != Base.AUCUNE
        and serie.nature == NatureSerie.EVENEMENTS
        and serie.perimetre.niveau != NiveauPerimetre.SERVICE
    )
    if not countable or not denominateurs:
        return serie
    points = tuple(_rated(point, denominateurs) for point in serie.points)
    return replace(serie, points=points)


def _rated(point: Point, known: Denominateurs) -> Point:
    computable = (
        point.taux is None
        and point.etat == EtatObservation.PUBLIEE
        and point.valeur is not None
        and not point.incomplet
        and point.periode.est_annee
    )
    year = max((y for y in known if y <= point.periode.debut.year), default=None)
    if not computable or year is None or point.valeur is None or not known[year]:
        return point
    return replace(point, taux=Taux(point.valeur * 1000 / known[year], known[year], year))


def share(part: SerieLue, tout: SerieLue) -> list[tuple[Periode, Decimal]]:
    """The part in the whole, in %, for each span that both publish.

    ValueError when they do not count the same thing in the same place.
    """
    if (part.unite, part.perimetre.pk) != (tout.unite, tout.perimetre.pk):
        raise ValueError("Une part se calcule entre deux séries de même unité et de même lieu.")
    whole = {point.periode: point.valeur for point in tout.points if not point.incomplet}
    return [
        (point.periode, point.valeur * 100 / total)
        for point in part.points
        if point.valeur is not None
        and not point.incomplet
        and (total := whole.get(point.periode))
    ]
