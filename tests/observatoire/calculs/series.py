"""Series in memory, for the arithmetic that asks nothing of the database."""

from datetime import date
from decimal import Decimal
from typing import Any

from quietude.observatoire.calculs.series import Point, SerieLue, Taux
from quietude.observatoire.enums import Base, EtatObservation, NatureSerie, NiveauPerimetre
from quietude.observatoire.models import Perimetre, Rupture, Source
from quietude.socle.periodes import Periode

SOURCE = Source(code="essai", titre="Essai", rang="1")
VILLE = Perimetre(pk=1, niveau=NiveauPerimetre.COMMUNE, code="99001", nom="Valmont")
SERVICE = Perimetre(pk=2, niveau=NiveauPerimetre.SERVICE, code="pn-99", nom="CIAT")
RUPTURE = Rupture(pk=1, code="r", le=date(2014, 1, 1), titre="Nouvel outil")


def point(quand: int | Periode, valeur: Any = None, **fields: Any) -> Point:
    periode = Periode.annee(quand) if isinstance(quand, int) else quand
    number = None if valeur is None else Decimal(str(valeur))
    etat = fields.pop("etat", EtatObservation.PUBLIEE)
    return Point(periode, etat, number, SOURCE, **fields)


def rate(quand: int, valeur: str) -> Point:
    return point(quand, taux=Taux(Decimal(valeur), publie=True))


def serie(*points: Point, **fields: Any) -> SerieLue:
    values: dict[str, Any] = {
        "cle": "1",
        "libelle": "Faits",
        "unite": "faits",
        "nature": NatureSerie.EVENEMENTS,
        "base": Base.AUCUNE,
        "perimetre": VILLE,
        "points": points,
    }
    return SerieLue(**(values | fields))


def yearly(first: int, *values: Any, **fields: Any) -> SerieLue:
    """A figure a year; None is a missing one."""
    points = [
        point(first + rank, value)
        if value is not None
        else point(first + rank, etat=EtatObservation.MANQUANTE)
        for rank, value in enumerate(values)
    ]
    return serie(*points, **fields)
