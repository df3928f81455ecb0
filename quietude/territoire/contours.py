"""Outlines in GeoJSON (RFC 7946): read them, refuse what is not one, tell who is inside.

Coordinates are [longitude, latitude] in degrees, WGS 84.
"""

import json
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape

TAILLE_MAX = 2_000_000  # bytes of an imported file; the whole fits in one form
_SOMMETS_MIN = 3  # the first point, written again to close, counts once

Anneau = list[list[float]]
Contour = dict[str, Any]


class ContourInvalide(ValueError):
    """Not an outline; the message says what was expected and what was found."""


def check_contour(value: Any) -> Contour:
    """The same outline, cleaned of anything but its type and its points, or ContourInvalide."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ContourInvalide(
            f"Un contour est un « Polygon » ou un « MultiPolygon », pas « {kind} »."
        )
    points = value.get("coordinates")
    if not isinstance(points, list) or not points:
        raise ContourInvalide("Ce contour n’a aucun point.")
    polygons = [points] if kind == "Polygon" else points
    cleaned = [[_check_ring(ring) for ring in _list(polygon)] for polygon in polygons]
    return {"type": kind, "coordinates": cleaned[0] if kind == "Polygon" else cleaned}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise ContourInvalide("Ce contour a une partie vide.")
    return value


def _check_ring(ring: Any) -> Anneau:
    points = [_check_point(point) for point in _list(ring)]
    if points[0] != points[-1]:
        points.append(points[0])
    if len({tuple(point) for point in points}) < _SOMMETS_MIN:
        raise ContourInvalide("Un contour a au moins trois points différents.")
    return points


def _check_point(point: Any) -> list[float]:
    try:
        longitude, latitude = (float(number) for number in _list(point)[:2])
    except (TypeError, ValueError, OverflowError):  # ValueError: what `_list` refuses, too
        raise ContourInvalide(
            "Chaque point du contour est une longitude et une latitude."
        ) from None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ContourInvalide(
            f"Le point ({longitude:g} ; {latitude:g}) n’est pas en degrés. Un fichier en "
            "Lambert-93 ou en mètres se convertit d’abord en WGS 84 (EPSG:4326)."
        )
    return [longitude, latitude]


def read_contour(text: str) -> Contour:
    """An outline typed or pasted: a geometry, or a Feature that holds one."""
    value = _load(text, "Ce")
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    return check_contour(value)


def _load(text: str, subject: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:  # nested without end: no outline either
        raise ContourInvalide(f"{subject} n’est pas du GeoJSON : {_where(error)}.") from None


def _where(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f"erreur de syntaxe à la ligne {line}" if line else "le texte est illisible"


@dataclass(frozen=True)
class Figure:
    """One feature of an imported file: its properties, its outline."""

    proprietes: dict[str, Any]
    contour: Contour


def read_collection(text: str) -> list[Figure]:
    """Every feature of a FeatureCollection, or ContourInvalide naming the first bad one."""
    value = _load(text, "Ce fichier")
    kind = value.get("type") if isinstance(value, dict) else None
    if kind != "FeatureCollection":
        raise ContourInvalide(
            f"Le fichier doit être une « FeatureCollection » GeoJSON, pas « {kind} »."
        )
    features = value.get("features")
    if not isinstance(features, list) or not features:
        raise ContourInvalide("Le fichier ne contient aucun secteur.")
    return [_figure(rank, feature) for rank, feature in enumerate(features, start=1)]


def _figure(rank: int, feature: Any) -> Figure:
    if not isinstance(feature, dict):
        raise ContourInvalide(f"Secteur n° {rank} : ce n’est pas une « Feature ».")
    try:
        contour = check_contour(feature.get("geometry"))
    except ContourInvalide as error:
        raise ContourInvalide(f"Secteur n° {rank} : {error}") from None
    properties = feature.get("properties")
    return Figure(properties if isinstance(properties, dict) else {}, contour)


def naming_properties(figures: list[Figure]) -> list[str]:
    """Properties that give each feature a name of its own."""
    found = []
    for name in figures[0].proprietes:
        values = [name_of(figure, name) for figure in figures]
        if all(values) and len({value.casefold() for value in values}) == len(values):
            found.append(name)
    return found


def name_of(figure: Figure, property_name: str) -> str:
    """The name written in this property; empty when there is none."""
    value = figure.proprietes.get(property_name)
    return str(value).strip() if isinstance(value, str | int) else ""


def contains(contour: Contour, longitude: float, latitude: float) -> bool:
    """Whether the point is inside, holes excluded. Official outlines sometimes cross
    themselves by a rounding: they are taken as they are."""
    return bool(shapely.contains_xy(shape(contour), longitude, latitude))
