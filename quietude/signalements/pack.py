"""signalements.yaml: what can be reported, the facts ticked, how long contacts are kept."""

from datetime import date
from typing import Annotated

from pydantic import Field

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


class PackSignalements(PackModel):
    """signalements.yaml"""

    categories: list[PackCategorie] = []
    faits: list[PackFait] = []
    conservation: list[PackConservation] = []
