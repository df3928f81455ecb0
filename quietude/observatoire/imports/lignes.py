"""What an import hands over to be written: one figure, and the series it belongs to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from quietude.observatoire.enums import Base, EtatObservation, NatureSerie


@dataclass(frozen=True)
class Lieu:
    """A place, by level (NiveauPerimetre) and code; `nom` is used when it is new."""

    niveau: str
    code: str
    nom: str


@dataclass(frozen=True)
class CleSerie:
    """A series, made when it is new. `grandeur` is a code of a nomenclature, or empty."""

    code: str
    libelle: str
    lieu: Lieu
    unite: str = ""
    nature: str = NatureSerie.EVENEMENTS
    base: str = Base.AUCUNE
    grandeur: str = ""
    theme: str = ""
    groupe: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    recueil: str = ""


@dataclass(frozen=True)
class LigneObservation:
    """One figure over one span; see `models.Observation` for what each field promises."""

    serie: CleSerie
    debut: date
    fin: date
    valeur: Decimal | None = None
    taux: Decimal | None = None
    etat: str = EtatObservation.PUBLIEE
    denominateur: int | None = None
    denominateur_annee: int | None = None
    reference: str = ""
    note: str = ""


def code_of(grandeur: str, lieu: Lieu) -> str:
    """The code of the series that follows an official quantity in a place."""
    return f"{grandeur}-{lieu.niveau}-{lieu.code.lower()}"
