"""What a measure is: a stream of dated facts, what to count of it, how to split it.

Each app above hands its own in AppConfig.ready; the engine (`moteur.py`) answers them all.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.db.models import Expression, F, QuerySet

from quietude.comptes.models import Utilisateur
from quietude.indicateurs.enums import Agregat, EtatCollecte, EtatValeur
from quietude.socle.periodes import Periode

Cellule: TypeAlias = str | int | Decimal | date | None
# Values by dimension: only the rows that bear one of them are counted.
Filtres: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
# Codes of one or two dimensions, in the order of the split.
Coordonnees: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Modalite:
    """One value of a dimension, in the order of the closed list."""

    code: str
    libelle: str


@dataclass(frozen=True)
class Dimension:
    """What rows can be split or filtered by. `champ` gives the code as text.

    A row that says nothing has the empty code.
    """

    cle: str
    libelle: str
    champ: str | Expression | F
    modalites: Callable[[], Sequence[Modalite]]


@dataclass(frozen=True)
class Manque:
    """A span that somebody has not handed in."""

    organisation: str
    nom: str
    periode: Periode


@dataclass(frozen=True)
class Collecte:
    """Whether a period was counted; `raison` says in French why it is not, or not wholly."""

    etat: EtatCollecte
    raison: str = ""
    manques: tuple[Manque, ...] = ()


@dataclass(frozen=True)
class Exemple:
    """How the rows behind a figure are shown to those who may see them."""

    colonnes: tuple[tuple[str, Callable[[Any], Cellule]], ...]
    adresse: Callable[[Any], str]


@dataclass(frozen=True)
class Flux:
    """A stream of dated facts: rows that begin and end on a day, the same for an instant.

    A row counts in the periods that hold it whole. `lignes` are all the rows, `lisibles` those
    that a reader may open. `modeles` are the journal's names of the tables that the figures
    come from. A stream that comes from named follow-up (`nominatif`) hides figures under
    `seuil`.
    """

    cle: str
    libelle: str
    lignes: Callable[[], QuerySet[Any]]
    debut: str
    fin: str
    modeles: tuple[str, ...]
    lisibles: Callable[[Utilisateur], QuerySet[Any]]
    exemple: Exemple
    dimensions: tuple[Dimension, ...] = ()
    collecte: Callable[[Sequence[Periode]], Sequence[Collecte]] | None = None
    par_qui: str = ""  # field of the provider: what "last known value" is kept for
    nominatif: bool = False
    seuil: int = 0

    def dimension(self, cle: str) -> Dimension | None:
        return next((row for row in self.dimensions if row.cle == cle), None)

    def code(self, cle: str) -> Expression | F:
        """The expression that gives the code of this dimension; KeyError on another."""
        dimension = self.dimension(cle)
        if dimension is None:
            raise KeyError(cle)
        return as_expression(dimension.champ)


def as_expression(champ: str | Expression | F) -> Expression | F:
    return F(champ) if isinstance(champ, str) else champ


@dataclass(frozen=True)
class Mesure:
    """What is counted of a stream. `champ` is summed, averaged... as `agregat` says.

    `faits` says of a sum whether it adds facts counted one by one, which chance makes vary:
    hours and euros are not, nor a number of different values.
    """

    cle: str
    libelle: str
    unite: str
    flux: Flux
    agregat: Agregat = Agregat.COMPTE
    champ: str | Expression | F = ""
    definition: str = ""
    faits: bool = True

    @property
    def additive(self) -> bool:
        """Whether its parts add up to its total."""
        return self.agregat in {Agregat.COMPTE, Agregat.SOMME}

    @property
    def nul(self) -> bool:
        """Whether it is zero where nothing was counted: of a mean, nothing can be said."""
        return self.additive or self.agregat is Agregat.DISTINCTS

    @property
    def denombre(self) -> bool:
        """Whether two values may be tested as numbers of facts."""
        return self.additive and self.faits


@dataclass(frozen=True)
class Denominateur:
    """What a figure is divided by; `facteur` 100 makes a percentage.

    A split figure is divided by the whole (the share of each part in it), or by the same part
    (`par_part`: the rate within each).
    """

    mesure: str
    filtres: Filtres = ()
    facteur: Decimal = Decimal(100)
    par_part: bool = False


@dataclass(frozen=True)
class Demande:
    """A question: a measure, over periods, of some rows, split or not, as a share or not."""

    mesure: str
    periodes: tuple[Periode, ...]
    filtres: Filtres = ()
    par: tuple[str, ...] = ()
    rapport: Denominateur | None = None


@dataclass(frozen=True)
class Valeur:
    """A figure of one period. `nombre` is None unless known or partial; zero is a figure."""

    etat: EtatValeur
    nombre: Decimal | None = None
    raison: str = ""
    manques: tuple[Manque, ...] = ()


@dataclass(frozen=True)
class Resultat:
    """The answer. `parts` holds each period's split, by coordinates: the same in each period,
    those that some row bears in any of them. Others are zero of what is counted.
    """

    demande: Demande
    mesure: Mesure
    valeurs: dict[Periode, Valeur]
    parts: dict[Periode, dict[Coordonnees, Valeur]]
    libelles: tuple[dict[str, str], ...] = ()  # code -> label, for each dimension of the split


class MesureInconnue(LookupError):
    """No app offers a measure of this key any more."""


Fournisseur: TypeAlias = Callable[[], Iterable[Mesure]]

_FOURNISSEURS: list[Fournisseur] = []


def register(fournisseur: Fournisseur) -> None:
    """Offer measures; asked anew each time, since a town defines its own."""
    _FOURNISSEURS.append(fournisseur)


def catalogue() -> dict[str, Mesure]:
    """Every measure on offer, by key."""
    return {mesure.cle: mesure for offer in _FOURNISSEURS for mesure in offer()}
