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
    """One slide. What is too long for one goes on to the next; `notes` are the speaker's."""

    titre: str
    blocs: tuple[BlocDiapo, ...]
    notes: str = ""


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
