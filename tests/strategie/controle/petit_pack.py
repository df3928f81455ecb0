"""A pack of a few lines, on which each rule can be shown."""

from datetime import date
from typing import Any

from quietude.observatoire.pack import PackChiffres, PackTableau
from quietude.socle.pack.champs import PackModel
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import REGLES, Trouvaille
from quietude.strategie.pack import PackFiche, PackStrategie

PERIODE = {"debut": date(2026, 1, 1), "fin": date(2029, 12, 31)}
INDICATEURS = [
    {"code": "1.1", "libelle": "Séances tenues", "nature": "activite"},
    {"code": "1.2", "libelle": "Conflits apaisés", "nature": "resultat"},
]


def strategie(**fields: Any) -> PackStrategie:
    values: dict[str, Any] = {
        "code": "essai",
        "titre": "Stratégie d'essai",
        "periode": PERIODE,
        "objectifs": [
            {"code": "o1", "nature": "operationnel", "numero": "1", "titre": "Apaiser"}
        ],
    }
    return PackStrategie.model_validate({**values, **fields})


def fiche(**fields: Any) -> PackFiche:
    values: dict[str, Any] = {
        "numero": 1,
        "titre": "Médiation",
        "objectif": "o1",
        "pilotes": ["ville"],
        "debut": date(2026, 3, 1),
        "indicateurs": INDICATEURS,
    }
    return PackFiche.model_validate({**values, **fields})


def pack(*items: PackModel) -> Pack:
    found = Pack()
    for item in items or (strategie(), fiche()):
        match item:
            case PackFiche():
                found.items[f"fiches/{item.numero:02d}.yaml"] = item
            case PackTableau():
                found.items[f"tableaux/{item.code}.yaml"] = item
            case PackChiffres():
                found.items["chiffres.yaml"] = item
            case PackStrategie():
                found.items["strategie.yaml"] = item
            case _:
                found.items["instances.yaml"] = item
    return found


def trouvailles(code: str, *items: PackModel) -> list[Trouvaille]:
    return list(REGLES[code].check(pack(*items)))
