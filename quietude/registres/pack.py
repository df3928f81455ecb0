"""registres.yaml: what the town counts, by whom, how often."""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from quietude.registres.enums import NOMBRES, Cumul, Frequence, TypeChamp
from quietude.socle.pack.champs import Code, Court, Mention, Nombre, PackModel, Texte, Titre


class PackChoix(PackModel):
    """A value of a closed list, and the dates between which it can be chosen."""

    code: Code
    libelle: Titre
    depuis: date | None = None
    jusqu_au: date | None = None


class PackChamp(PackModel):
    """A field. `division` is the code of the division whose sectors can be chosen."""

    code: Code
    libelle: Titre
    type: TypeChamp
    unite: Mention = ""
    aide: Court = ""
    obligatoire: bool = True
    cumul: Cumul | None = None
    minimum: Nombre | None = None
    maximum: Nombre | None = None
    division: Code | None = None
    depuis: date | None = None
    jusqu_au: date | None = None
    choix: list[PackChoix] = []

    @model_validator(mode="after")
    def _told(self) -> "PackChamp":
        if (self.type in NOMBRES) != (self.cumul is not None):
            raise ValueError("un nombre, et lui seul, dit comment il se cumule")
        if (self.type == TypeChamp.CHOIX) != bool(self.choix):
            raise ValueError("un choix, et lui seul, a une liste")
        if (self.type == TypeChamp.SECTEUR) != (self.division is not None):
            raise ValueError("un secteur, et lui seul, a un découpage")
        return self


class PackFournisseur(PackModel):
    organisation: Code
    depuis: date | None = None
    jusqu_au: date | None = None


class PackRegistre(PackModel):
    code: Code
    nom: Titre
    definition: Texte = ""
    frequence: Frequence
    depuis: date
    jusqu_au: date | None = None
    delai: Annotated[int, Field(ge=0, le=365)] = 15
    nominatif: bool = False
    seuil: Annotated[int, Field(ge=2, le=100)] = 5
    fournisseurs: list[PackFournisseur] = []
    champs: list[PackChamp] = []


class PackRegistres(PackModel):
    """registres.yaml"""

    registres: list[PackRegistre] = []
