"""Closed lists of the measures."""

from enum import Enum


class Agregat(Enum):
    """How the rows of a period make one figure."""

    COMPTE = "nombre de lignes"
    SOMME = "somme"
    MOYENNE = "moyenne"
    MEDIANE = "médiane"
    DISTINCTS = "nombre de valeurs distinctes"
    DERNIER = "dernière valeur connue"


class EtatCollecte(Enum):
    """Whether a period has been counted: what tells zero from "nobody counted"."""

    ABSENTE = "pas de collecte"
    PARTIELLE = "collecte partielle"
    COMPLETE = "collecte complète"


class EtatValeur(Enum):
    """What a figure is worth to its reader."""

    CONNUE = "connue"
    PARTIELLE = "partielle"
    ABSENTE = "absente"
    MASQUEE = "masquée"
    SANS_OBJET = "sans objet"
