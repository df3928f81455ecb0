"""Reports on the map: put together by cells as wide as a finger, counted by sector.

Everything is worked out here: no third party is asked for anything.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from math import floor
from typing import Any

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse

from quietude.signalements.par_logement import dwellings_of, per_hundred
from quietude.signalements.querysets import SignalementQuerySet
from quietude.socle.periodes import Periode
from quietude.territoire.models import Division

# More points than anyone can look at; the last ones received are kept.
PLAFOND = 10_000
ZOOMS = (8, 19)
_PIXELS = 44
_APLATI = 0.72  # a degree of latitude seen from France is that much longer on screen


@dataclass(frozen=True)
class Boite:
    """What the map shows, in degrees."""

    ouest: float
    sud: float
    est: float
    nord: float

    @classmethod
    def read(cls, text: str) -> "Boite | None":
        """From "west,south,east,north"; None when it is not that."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            return None
        return cls(west, south, east, north) if west < east and south < north else None


@dataclass
class Nuage:
    """The reports found, as GeoJSON; those without a point are counted apart."""

    features: list[dict[str, Any]] = field(default_factory=list)
    places: int = 0
    sans_point: int = 0
    secteurs: Counter[str] = field(default_factory=Counter)  # code of the sector -> how many
    tronque: bool = False

    @property
    def geojson(self) -> dict[str, Any]:
        return {"type": "FeatureCollection", "features": self.features}


def read_zoom(text: str) -> int:
    """The level asked for, within what is worked out."""
    number = int(text) if text.isdecimal() else 12
    return max(ZOOMS[0], min(ZOOMS[1], number))


def gather(
    rows: SignalementQuerySet,
    zoom: int,
    boite: Boite | None = None,
    division: Division | None = None,
) -> Nuage:
    """One feature a cell: its count, its middle, its own address when it is alone.

    Counted by sector too when a division is given.
    """
    inside = rows.within(boite.ouest, boite.sud, boite.est, boite.nord) if boite else rows
    last = inside.order_by("-recu_le", "-id")[: PLAFOND + 1]
    sector = KeyTextTransform(division.code, "secteurs") if division else F("pk")
    found = list(last.values_list("longitude", "latitude", "pk", sector))
    cloud = Nuage(tronque=len(found) > PLAFOND)
    width = _PIXELS * 360 / (256 * 2**zoom)
    height = width * _APLATI
    cells: dict[tuple[int, int], list[float]] = {}
    if division:
        cloud.secteurs.update(row[3] or "" for row in found[:PLAFOND])
    for x, y, pk, _ in found[:PLAFOND]:
        if x is None or y is None:
            cloud.sans_point += 1
            continue
        cell = cells.setdefault((floor(x / width), floor(y / height)), [0, 0.0, 0.0, pk])
        cell[0] += 1
        cell[1] += x
        cell[2] += y
    for (column, line), (count, sum_x, sum_y, key) in cells.items():
        cloud.places += int(count)
        corner = [column * width, line * height, (column + 1) * width, (line + 1) * height]
        middle = (sum_x / count, sum_y / count)
        cloud.features.append(_feature(int(count), middle, int(key), corner))
    return cloud


def _feature(
    count: int, middle: tuple[float, float], pk: int, corners: list[float]
) -> dict[str, Any]:
    properties: dict[str, Any] = {"n": count, "case": [round(each, 6) for each in corners]}
    if count == 1:
        properties["adresse"] = reverse("signalements:signalement", args=[pk])
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(each, 6) for each in middle]},
        "properties": properties,
    }


@dataclass(frozen=True)
class LigneSecteur:
    """What the map says, in words: a sector, how many, and for a hundred dwellings."""

    nom: str
    code: str
    nombre: int
    pour_cent: Decimal | None = None


def lines_by_sector(
    counts: Counter[str], division: Division, span: Periode
) -> Iterator[LigneSecteur]:
    """In the order of the division, then those in none of its sectors; nothing is ranked."""
    dwellings = dwellings_of(division, span)
    known = list(division.secteurs.all())
    for row in known:
        count = counts[row.code]
        rate = per_hundred(count, dwellings.get(row.code))
        yield LigneSecteur(row.nom, row.chemin, count, rate)
    outside = counts.total() - sum(counts[row.code] for row in known)
    if outside:
        yield LigneSecteur("Hors de ces secteurs", "", outside)
