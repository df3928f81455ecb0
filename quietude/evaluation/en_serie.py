"""Figures of an indicator as a series of the observatory: same words, charts and tables."""

from collections.abc import Mapping
from itertools import pairwise

from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Resultat, Valeur
from quietude.observatoire.calculs.evolution import Evolution, compare
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import (
    Base,
    EtatObservation,
    FamilleSource,
    NatureSerie,
    NiveauPerimetre,
)
from quietude.observatoire.models import Perimetre, Source
from quietude.socle.periodes import Periode


def as_series(
    libelle: str,
    unite: str,
    valeurs: Mapping[Periode, Valeur],
    mesure: Resultat | None = None,
    serie: SerieLue | None = None,
) -> SerieLue:
    """A series in memory, with the figures that are known. One of the observatory keeps its
    own nature, place and breaks; a share is a rate; counts are events that chance explains.
    """
    place = Perimetre(niveau=NiveauPerimetre.AUTRE, nom="")
    told = mesure.mesure.flux.libelle if mesure else ""
    source = Source(famille=FamilleSource.VILLE, titre=told)
    own = {point.periode: point.source for point in serie.points} if serie else {}
    points = tuple(
        _point(span, value, own.get(span, source)) for span, value in sorted(valeurs.items())
    )
    return SerieLue(
        cle=serie.cle if serie else "",
        libelle=libelle,
        unite=unite,
        nature=serie.nature if serie else _nature(mesure),
        base=Base.AUCUNE,
        perimetre=serie.perimetre if serie else place,
        points=points,
        ruptures=serie.ruptures if serie else (),
    )


def _nature(mesure: Resultat | None) -> NatureSerie:
    if mesure and mesure.demande.rapport:
        return NatureSerie.TAUX
    if mesure and not mesure.mesure.denombre:
        return NatureSerie.STOCK
    return NatureSerie.EVENEMENTS


def _point(span: Periode, value: Valeur, source: Source) -> Point:
    known = value.nombre is not None
    return Point(
        periode=span,
        etat=EtatObservation.PUBLIEE if known else EtatObservation.MANQUANTE,
        valeur=value.nombre,
        source=source,
        incomplet=value.etat is EtatValeur.PARTIELLE,
        note=value.raison,
    )


def evolution_of(serie: SerieLue, valeurs: Mapping[Periode, Valeur]) -> Evolution | None:
    """From the last but one figure to the last, in the order asked, when both are whole."""
    spans = list(valeurs)
    if len(spans) < 2:
        return None
    (before, after) = list(pairwise(spans))[-1]
    if any(valeurs[span].etat is not EtatValeur.CONNUE for span in (before, after)):
        return None
    points = {point.periode: point for point in serie.points}
    if points[before].valeur is None or points[after].valeur is None:
        return None
    return compare(serie, points[before], points[after])
