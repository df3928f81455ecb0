"""What is an outline and what is not, told in French; who is inside."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.territoire.contours import (
    ContourInvalide,
    check_contour,
    contains,
    naming_properties,
    read_collection,
    read_contour,
)

CARRE = [[4.0, 43.0], [5.0, 43.0], [5.0, 44.0], [4.0, 44.0], [4.0, 43.0]]
TROU = [[4.4, 43.4], [4.6, 43.4], [4.6, 43.6], [4.4, 43.6], [4.4, 43.4]]


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(nom: str, ring: list[list[float]] | None = None) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring or CARRE]}
    return {"type": "Feature", "properties": {"nom": nom}, "geometry": geometry}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"type": "Point", "coordinates": [4, 43]}, "pas « Point »"),
        ("Polygon", "pas « None »"),
        ({"type": "Polygon"}, "aucun point"),
        ({"type": "Polygon", "coordinates": [[]]}, "partie vide"),
        ({"type": "Polygon", "coordinates": [[[4, 43], [5, 43]]]}, "trois points"),
        ({"type": "Polygon", "coordinates": [[["a", 43]]]}, "une longitude et une latitude"),
        ({"type": "Polygon", "coordinates": [[4, 43]]}, "une longitude et une latitude"),
        (
            {"type": "Polygon", "coordinates": [["45", "46", "47"]]},
            "une longitude et une latitude",
        ),
        (
            {"type": "Polygon", "coordinates": [[[10**400, 43]]]},
            "une longitude et une latitude",
        ),
        ({"type": "Polygon", "coordinates": [[[4, 43]] * 4]}, "trois points"),
        ({"type": "Polygon", "coordinates": [[[870000, 6270000]]]}, "Lambert-93"),
    ],
)
def test_what_is_not_an_outline_is_told(value: Any, told: str) -> None:
    with pytest.raises(ContourInvalide, match=told):
        check_contour(value)


def test_an_open_ring_is_closed_and_altitudes_are_left_out() -> None:
    ring = [[*point, 12.5] for point in CARRE[:-1]]
    found = check_contour({"type": "Polygon", "coordinates": [ring], "bbox": [0]})
    assert found == {"type": "Polygon", "coordinates": [CARRE]}


def test_a_pasted_feature_gives_its_outline() -> None:
    assert read_contour(json.dumps(feature("x")))["coordinates"] == [CARRE]
    with pytest.raises(ContourInvalide, match="ligne 1"):
        read_contour("{pas du json")
    with pytest.raises(ContourInvalide, match="illisible"):
        read_contour("[" * 200_000)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bonjour", "n’est pas du GeoJSON"),
        (json.dumps(feature("seul")), "pas « Feature »"),
        (collection(), "aucun secteur"),
        (collection(feature("a"), "b"), "Secteur n° 2"),
        (collection(feature("a"), {"geometry": None}), "Secteur n° 2 : Un contour est"),
    ],
)
def test_a_wrong_file_is_refused_where_it_is_wrong(text: str, told: str) -> None:
    with pytest.raises(ContourInvalide, match=told):
        read_collection(text)


def test_only_a_property_that_tells_sectors_apart_names_them() -> None:
    figures = read_collection(collection(feature("Nord"), feature("Sud")))
    assert naming_properties(figures) == ["nom"]
    twice = read_collection(collection(feature("Nord"), feature("nord")))
    assert naming_properties(twice) == []


def test_a_hole_is_outside() -> None:
    contour = {"type": "MultiPolygon", "coordinates": [[CARRE, TROU]]}
    assert contains(contour, 4.2, 43.2)
    assert not contains(contour, 4.5, 43.5)
    assert not contains(contour, 6.0, 43.5)


@given(x=st.floats(-10, 10), y=st.floats(40, 50))
def test_in_a_rectangle_being_inside_is_a_matter_of_bounds(x: float, y: float) -> None:
    inside = contains({"type": "Polygon", "coordinates": [CARRE]}, x, y)
    on_the_edge = x in (4.0, 5.0) or y in (43.0, 44.0)
    assert on_the_edge or inside == (4 < x < 5 and 43 < y < 44)
