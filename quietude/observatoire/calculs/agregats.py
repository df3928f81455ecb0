"""Sums over a nomenclature: complete, or said to be at least so much."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from quietude.observatoire.calculs.series import Point, SerieLue, Taux
from quietude.observatoire.enums import Base, EtatObservation
from quietude.observatoire.models import Agregat
from quietude.socle.periodes import Periode


def aggregate(agregat: Agregat, composants: Sequence[SerieLue]) -> SerieLue:
    """The sum of these series of one place, span by span.

    ValueError when units are mixed. A part that is missing or doubtful makes the sum a minimum;
    a withheld part leaves no sum at all, since subtraction would give it away.
    """
    if len({serie.unite for serie in composants}) > 1:
        raise ValueError("Un agrégat additionne des grandeurs de même unité.")
    if len({serie.nature for serie in composants}) > 1:
        raise ValueError("Un agrégat additionne des grandeurs de même nature.")
    first = composants[0]
    bases = {serie.base for serie in composants}
    spans = sorted({point.periode for serie in composants for point in serie.points})
    ruptures = {r.pk: r for serie in composants for r in serie.ruptures}
    return SerieLue(
        cle=f"agregat-{agregat.code}-{first.perimetre.pk}",
        libelle=agregat.libelle,
        unite=first.unite,
        nature=first.nature,
        # Per dwelling and per inhabitant never meet: their sum has no rate.
        base=first.base if len(bases) == 1 else Base.AUCUNE,
        perimetre=first.perimetre,
        points=tuple(_sum(span, len(agregat.composition), composants) for span in spans),
        ruptures=tuple(sorted(ruptures.values(), key=lambda rupture: rupture.le)),
        note=agregat.source,
        agregat=agregat,
    )


def _sum(span: Periode, expected: int, series: Iterable[SerieLue]) -> Point:
    parts = [point for serie in series for point in serie.points if point.periode == span]
    published = [p for p in parts if p.etat == EtatObservation.PUBLIEE and p.valeur is not None]
    source = max((part.source for part in parts), key=lambda source: source.rang)
    if any(part.etat == EtatObservation.NON_DIFFUSEE for part in parts):
        return Point(span, EtatObservation.NON_DIFFUSEE, None, source)
    if not published:
        return Point(span, EtatObservation.MANQUANTE, None, source)
    total = sum((part.valeur for part in published if part.valeur is not None), Decimal(0))
    missing = expected - len(published)
    return Point(
        span,
        EtatObservation.PUBLIEE,
        total,
        source,
        taux=None if missing else _rate(total, published),
        incomplet=missing > 0,
        note=_note(missing),
    )


def _rate(total: Decimal, parts: Sequence[Point]) -> Taux | None:
    """Over the inhabitants or dwellings that came with every part, when they are the same."""
    rates = {(p.taux.denominateur, p.taux.annee) if p.taux else (None, None) for p in parts}
    denominateur, annee = next(iter(rates))
    if len(rates) > 1 or not denominateur:
        return None
    return Taux(total * 1000 / denominateur, denominateur, annee)


def _note(missing: int) -> str:
    if missing < 2:
        return "Un élément de la somme manque." if missing else ""
    return f"{missing} éléments de la somme manquent."
