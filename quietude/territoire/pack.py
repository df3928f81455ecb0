"""The territory as a pack describes it."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from quietude.socle.pack.champs import Code, PackModel, Texte, Titre
from quietude.territoire.enums import NatureDivision, NatureLieu

CodeInsee = Annotated[str, Field(pattern=r"^(\d{2}|2[AB])\d{3}$")]
CheminSecteur = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]


def _floats(value: Any) -> Any:
    """Coordinates are plain floats, as everywhere in GeoJSON."""
    if isinstance(value, dict):
        return {key: _floats(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_floats(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


class PackCommune(PackModel):
    insee: CodeInsee
    nom: Titre


class PackSecteur(PackModel):
    code: Code
    nom: Titre
    note: Texte = ""


class PackDivision(PackModel):
    """One way of cutting the territory; a place has at most one sector in each."""

    code: Code
    nom: Titre
    nature: NatureDivision
    source: Texte = ""
    secteurs: list[PackSecteur] = []


class PackLieu(PackModel):
    code: Code
    nom: Titre
    nature: NatureLieu
    adresse: Texte = ""
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    secteurs: list[CheminSecteur] = []  # "division/secteur"


class PackTerritoire(PackModel):
    """territoire.yaml: the town, or the group of towns, that runs the strategy."""

    nom: Titre
    couleur: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")] = "#1f4e79"
    communes: Annotated[list[PackCommune], Field(min_length=1)]
    divisions: list[PackDivision] = []
    lieux: list[PackLieu] = []


class PackGeometrie(PackModel):
    """geo/<division>.geojson: one outline per sector; geo/communes.geojson: per INSEE code."""

    type: Literal["FeatureCollection"]
    code: Code  # the division, or "communes"
    attribution: Texte = ""
    features: Annotated[list[dict[str, Any]], BeforeValidator(_floats)]
