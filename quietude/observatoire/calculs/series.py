"""A series as everything else reads it: points in force, breaks, sources."""

from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire.enums import EtatObservation
from quietude.observatoire.models import Agregat, Perimetre, Rupture, Serie, Source
from quietude.socle.periodes import Periode


@dataclass(frozen=True)
class Taux:
    """A rate per 1,000 and what it was divided by; `publie` is the producer's own.

    `annee` is the vintage of the population or of the dwellings.
    """

    valeur: Decimal
    denominateur: int | None = None
    annee: int | None = None
    publie: bool = False


@dataclass(frozen=True)
class Point:
    """What holds today for one span. `valeur` is None unless published.

    `incomplet` marks a sum of which a part is missing: shown as "at least", never compared.
    """

    periode: Periode
    etat: EtatObservation
    valeur: Decimal | None
    source: Source
    taux: Taux | None = None
    incomplet: bool = False
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class SerieLue:
    """A series, or an aggregate computed over series, with its points in order of time."""

    cle: str  # stands for it in addresses: "123", or "agregat-proximite-45"
    libelle: str
    unite: str
    nature: str
    base: str
    perimetre: Perimetre
    points: tuple[Point, ...]
    ruptures: tuple[Rupture, ...] = ()
    dimensions: tuple[tuple[str, str], ...] = ()
    groupe: str = ""
    note: str = ""
    serie: Serie | None = None
    agregat: Agregat | None = None
