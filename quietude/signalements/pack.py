"""signalements.yaml: what can be reported, the facts ticked, how long contacts are kept, and
which landlord a place belongs to."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from quietude.socle.pack.champs import Code, Court, PackModel, Titre


class PackSousCategorie(PackModel):
    """Empty `delai` and `service` follow the kind above."""

    code: Code
    libelle: Titre
    definition: Court = ""
    delai: Annotated[int, Field(ge=0, le=365)] | None = None
    service: Code | None = None
    urgence: bool = False
    depuis: date | None = None
    jusqu_au: date | None = None


class PackCategorie(PackModel):
    """`delai` is in working days; `service` is the code of the organisation that answers."""

    code: Code
    libelle: Titre
    definition: Court = ""
    delai: Annotated[int, Field(ge=0, le=365)] = 5
    service: Code | None = None
    depuis: date | None = None
    jusqu_au: date | None = None
    sous_categories: list[PackSousCategorie] = []


class PackFait(PackModel):
    code: Code
    libelle: Titre
    depuis: date | None = None
    jusqu_au: date | None = None


class PackConservation(PackModel):
    """How long a caller's contact details are kept: months after closing, days while the
    sending is in quarantine."""

    depuis: date
    mois: Annotated[int, Field(ge=1, le=36)]
    quarantaine_jours: Annotated[int, Field(ge=1, le=90)] = 30
    source: Titre


class PackPatrimoine(PackModel):
    """A place (its code) in the estates of a landlord (its code), between two days."""

    lieu: Code
    bailleur: Code
    depuis: date | None = None
    jusqu_au: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.depuis and self.jusqu_au and self.jusqu_au < self.depuis:
            raise ValueError("la date de fin précède la date de début")
        return self


class PackSignalements(PackModel):
    """signalements.yaml"""

    categories: list[PackCategorie] = []
    faits: list[PackFait] = []
    conservation: list[PackConservation] = []
    patrimoine: list[PackPatrimoine] = []

    @model_validator(mode="after")
    def _one_landlord_at_a_time(self) -> Self:
        rows = sorted(self.patrimoine, key=lambda row: (row.lieu, row.depuis or date.min))
        for one, after in pairwise(rows):
            if one.lieu == after.lieu and (
                one.jusqu_au is None or (after.depuis or date.min) <= one.jusqu_au
            ):
                raise ValueError(f"« {one.lieu} » a deux bailleurs à la fois")
        return self
