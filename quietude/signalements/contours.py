"""Which sectors hold a point: outlines read once, until somebody changes one."""

from dataclasses import dataclass

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from quietude.journal.versions import kept_until_written
from quietude.territoire.models import Division, Secteur


@dataclass(frozen=True)
class Contour:
    division: str
    secteur: str
    forme: BaseGeometry


@kept_until_written(Secteur, Division)  # 40 ms for a town: too long for each field of a call
def _outlines() -> list[Contour]:
    rows = Secteur.objects.filter(contour__isnull=False).select_related("division")
    found = [Contour(row.division.code, row.code, shape(row.contour or {})) for row in rows]
    shapely.prepare([one.forme for one in found])
    return found


def sectors_around(longitude: float, latitude: float) -> dict[str, str]:
    """{division: sector}, one at most of each division."""
    found: dict[str, str] = {}
    for one in _outlines():
        if one.division not in found and shapely.contains_xy(one.forme, longitude, latitude):
            found[one.division] = one.secteur
    return found
