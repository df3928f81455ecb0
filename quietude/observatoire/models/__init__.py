from quietude.observatoire.models.diagnostic import Analyse, Rupture, Theme
from quietude.observatoire.models.importation import Importation
from quietude.observatoire.models.nomenclature import Agregat, CodeOfficiel, Grandeur
from quietude.observatoire.models.publication import Affirmation, Chiffre, Tableau
from quietude.observatoire.models.serie import (
    Observation,
    Perimetre,
    Repere,
    Serie,
    Source,
)

__all__ = [
    "Affirmation",
    "Agregat",
    "Analyse",
    "Chiffre",
    "CodeOfficiel",
    "Grandeur",
    "Importation",
    "Observation",
    "Perimetre",
    "Repere",
    "Rupture",
    "Serie",
    "Source",
    "Tableau",
    "Theme",
]
