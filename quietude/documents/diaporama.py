"""What a deck of slides says: a title a slide, and few things under it."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from quietude.documents.contenu import Figure, Liste, Paragraphe, TableauDonnees


@dataclass(frozen=True)
class Chiffre:
    """A figure that stands alone, what it counts, and a precision."""

    valeur: str
    libelle: str
    precision: str = ""


@dataclass(frozen=True)
class Chiffres:
    """Two to four figures side by side."""

    chiffres: tuple[Chiffre, ...]


BlocDiapo: TypeAlias = Chiffres | Liste | TableauDonnees | Figure | Paragraphe


@dataclass(frozen=True)
class Diapo:
    """One slide; `notes` are the speaker's.

    What is too long goes on to the next slide, unless `reste` says where to read what this one
    leaves out. Blocks side by side never go on.
    """

    titre: str
    blocs: tuple[BlocDiapo, ...]
    notes: str = ""
    reste: str = ""


@dataclass(frozen=True)
class Diaporama:
    """A whole deck, its cover first."""

    titre: str
    emetteur: str
    date: date
    diapos: tuple[Diapo, ...]
    sous_titre: str = ""
    mention: str = ""
    couleur: str = "#1f4e79"
