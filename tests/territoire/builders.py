"""Fictional divisions, sectors, places."""

from typing import Any

from quietude.territoire.enums import NatureDivision, NatureLieu
from quietude.territoire.models import Division, Lieu, LieuSecteur, Secteur
from tests.strategie.factories import write


def carre(west: float) -> dict[str, Any]:
    """A square one degree wide, from (west, 0)."""
    ring = [[west, 0.0], [west + 1, 0.0], [west + 1, 1.0], [west, 1.0], [west, 0.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def make_division(code: str, **fields: Any) -> Division:
    values = {"nom": f"Découpage {code}", "nature": NatureDivision.QUARTIERS, **fields}
    return write(Division, code=code, **values)


def make_secteur(division: Division, code: str, **fields: Any) -> Secteur:
    return write(Secteur, division=division, code=code, **{"nom": f"Secteur {code}", **fields})


def make_lieu(code: str, *secteurs: Secteur, **fields: Any) -> Lieu:
    values = {"nom": f"Lieu {code}", "nature": NatureLieu.ECOLE, **fields}
    lieu = write(Lieu, code=code, **values)
    for secteur in secteurs:
        write(LieuSecteur, lieu=lieu, secteur=secteur, division=secteur.division)
    return lieu
