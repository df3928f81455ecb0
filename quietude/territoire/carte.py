"""What the map draws, as data for the browser; no tile server, no third party."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quietude.territoire.models import Commune, Division, Lieu, Secteur

TEINTES = 4


@dataclass(frozen=True)
class Teinte:
    """How dark a sector is drawn, from 0 to TEINTES - 1 (None: hatched out, no figure)."""

    rang: int | None
    dit: str


def map_of(
    communes: Iterable[Commune],
    divisions: Iterable[Division],
    lieux: Iterable[Lieu],
    *,
    sectors: Mapping[int, Iterable[Secteur]] | None = None,
    teintes: Mapping[int, Teinte] | None = None,
) -> dict[str, Any]:
    """Outlines of the communes, one layer a division, one point a place.

    `sectors` limits what is drawn of each division (key of the division -> its sectors);
    `teintes` shades a sector (its key) and says why.
    """
    shades = teintes or {}
    return {
        "communes": [row.contour for row in communes if row.contour],
        "decoupages": [
            layer
            for row in divisions
            if (
                layer := _layer(row, sectors[row.pk] if sectors else row.secteurs.all(), shades)
            )["secteurs"]
        ],
        "lieux": [
            {
                "nom": row.nom,
                "adresse": row.get_absolute_url(),
                "point": [row.latitude, row.longitude],
            }
            for row in lieux
            if row.latitude is not None
        ],
    }


def _layer(
    division: Division, sectors: Iterable[Secteur], shades: Mapping[int, Teinte]
) -> dict[str, Any]:
    shapes = [
        {"nom": row.nom, "contour": row.contour}
        | ({"teinte": shade.rang, "dit": shade.dit} if (shade := shades.get(row.pk)) else {})
        for row in sectors
        if row.contour
    ]
    return {"nom": division.nom, "secteurs": shapes}


def credits_of(communes: Iterable[Commune], divisions: Iterable[Division]) -> list[str]:
    """What the licences of the outlines ask to write under the map."""
    found = {row.attribution for row in communes} | {row.attribution for row in divisions}
    return sorted(found - {""})
