"""Reports that may tell of the same nuisance: suggested, then chosen by a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from quietude.comptes.models import Utilisateur
from quietude.signalements.models import Categorie, Signalement
from quietude.signalements.querysets import SignalementQuerySet
from quietude.signalements.situation import Situation

JOURS = 60
METRES = 150
NOMBRE = 5
_RAYON_TERRE = 6_371_000
_METRES_PAR_DEGRE = 111_320
_MOTS = 2  # one word alone ("rue") resembles everything


@dataclass(frozen=True)
class Ressemblance:
    """One report, and why it is suggested."""

    signalement: Signalement
    raison: str


def similar(
    user: Utilisateur,
    situation: Situation,
    *,
    on: date,
    categorie: Categorie | None = None,
    sauf: Signalement | None = None,
) -> list[Ressemblance]:
    """The latest within some weeks of that day, at that place, at that address, or near that
    point for the same kind; open or closed."""
    around = timedelta(days=JOURS)
    rows = (
        Signalement.objects.visible_to(user)
        .current()
        .filter(dernier_fait_le__range=(on - around, on + around))
        .select_related("categorie", "lieu", "service")
        .order_by("-dernier_fait_le", "-id")
    )
    rows = rows.exclude(pk=sauf.pk) if sauf else rows
    found: dict[int, Ressemblance] = {}
    for one in _all(rows, situation, categorie):
        found.setdefault(one.signalement.pk, one)
    ranked = sorted(found.values(), key=lambda one: one.signalement.dernier_fait_le)
    return ranked[::-1][:NOMBRE]


def _all(
    rows: SignalementQuerySet, situation: Situation, categorie: Categorie | None
) -> Iterator[Ressemblance]:
    """Each way apart: one index each, and the surest reason first."""
    if situation.lieu:
        for row in rows.filter(lieu=situation.lieu)[:NOMBRE]:
            yield Ressemblance(row, "même lieu")
    if len(situation.adresse.split()) >= _MOTS:
        text = SearchQuery(situation.adresse, config="fr", search_type="plain")
        for row in rows.filter(recherche=text)[:NOMBRE]:
            yield Ressemblance(row, "même adresse")
    if categorie and situation.longitude is not None and situation.latitude is not None:
        yield from _near(rows, situation.longitude, situation.latitude, categorie)


def _near(
    rows: SignalementQuerySet, longitude: float, latitude: float, categorie: Categorie
) -> Iterator[Ressemblance]:
    high = METRES / _METRES_PAR_DEGRE
    wide = high / max(cos(radians(latitude)), 0.01)
    box = Q(
        latitude__range=(latitude - high, latitude + high),
        longitude__range=(longitude - wide, longitude + wide),
    )
    for row in rows.filter(box, categorie=categorie)[: NOMBRE * 2]:
        away = distance(longitude, latitude, row.longitude or 0, row.latitude or 0)
        if away <= METRES:
            yield Ressemblance(row, f"même sujet, à {round(away)} m")


def distance(x1: float, y1: float, x2: float, y2: float) -> float:
    """Metres between two points in degrees."""
    half_y, half_x = radians(y2 - y1) / 2, radians(x2 - x1) / 2
    chord = sin(half_y) ** 2 + cos(radians(y1)) * cos(radians(y2)) * sin(half_x) ** 2
    return 2 * _RAYON_TERRE * asin(sqrt(chord))
