from datetime import date
from typing import Any

import pytest

from tests.strategie.controle.petit_pack import INDICATEURS, fiche, strategie, trouvailles

ACTIVITE, RESULTAT = INDICATEURS


@pytest.mark.parametrize(
    ("code", "fields", "said"),
    [
        ("FA-PILOTE", {"pilotes": []}, "n'a pas de pilote"),
        ("FA-CALENDRIER", {"debut": None}, "ni date ni étape"),
        ("FA-TITRE", {"titre_sommaire": "Médiations"}, "« Médiations » dans la liste"),
        ("FA-INDICATEUR", {"indicateurs": []}, "aucun indicateur"),
        ("FA-ACTIVITE", {"indicateurs": [RESULTAT]}, "pas d'indicateur d'activité"),
        ("FA-RESULTAT", {"indicateurs": [ACTIVITE]}, "pas d'indicateur de résultat"),
        ("FA-AVANCEMENT", {"etat": "realisee", "avancement": 80}, "« réalisée » à 80 %"),
        ("FA-AVANCEMENT", {"etat": "a-lancer", "avancement": 5}, "« à lancer » à 5 %"),
        ("FA-PERIODE", {"debut": date(2030, 1, 1)}, "hors de la période 2026-2029"),
        (
            "FA-PERIODE",
            {"jalons": [{"titre": "Ouvrir", "echeance": date(2025, 1, 1)}]},
            "Ouvrir",
        ),
        ("FA-MONTANT", {"financements": [{"financeur": "fipd"}]}, "sans montant"),
        (
            "FA-FINANCEMENT",
            {"financements": [{"financeur": "fipd", "demande": 100, "accorde": 200}]},
            "200 € accordés pour 100 €",
        ),
        (
            "FA-DROIT",
            {
                "cadre": [
                    {
                        "reference": "CGCT L2212-2-1",
                        "remplacee_par": "CSI L132-7",
                        "remplacee_le": date(2012, 5, 1),
                    }
                ]
            },
            "est remplacé depuis le 01/05/2012 par CSI L132-7",
        ),
        ("IND-REFERENCE", {}, "sans valeur de référence (1.1 et 1.2)"),
        ("IND-CIBLE", {}, "sans cible (1.1 et 1.2)"),
        ("IND-ECHEANCE", {"indicateurs": [{**ACTIVITE, "cible": 3}]}, "cible sans échéance"),
        ("IND-NATURE", {"indicateurs": [{"code": "1", "libelle": "x"}]}, "nature non dite"),
    ],
)
def test_a_sheet_at_fault_is_found(code: str, fields: dict[str, Any], said: str) -> None:
    (found,) = trouvailles(code, strategie(), fiche(**fields))
    assert said in found.message
    assert found.suggestion
    assert found.fichier == "fiches/01.yaml"


@pytest.mark.parametrize(
    "code",
    [
        "FA-PILOTE",
        "FA-CALENDRIER",
        "FA-TITRE",
        "FA-INDICATEUR",
        "FA-ACTIVITE",
        "FA-RESULTAT",
        "FA-AVANCEMENT",
        "FA-PERIODE",
        "FA-MONTANT",
        "FA-FINANCEMENT",
        "FA-DROIT",
        "IND-ECHEANCE",
        "IND-NATURE",
        "IND-COPIE",
        "OBJ-VIDE",
        "OBJ-TITRE",
        "OBJ-LIEN",
        "STR-NUMEROS",
        "STR-SIGNATURE",
    ],
)
def test_a_sound_sheet_is_left_alone(code: str) -> None:
    assert trouvailles(code) == []


def test_a_pilot_of_a_measure_alone_is_told() -> None:
    mesures = [{"numero": 3, "titre": "Cellule", "pilotes": ["ville"]}]
    (found,) = trouvailles("FA-PILOTE", fiche(pilotes=[], mesures=mesures))
    assert "seule la mesure 3 en a un" in found.message


def test_indicators_copied_from_another_sheet_are_found() -> None:
    (found,) = trouvailles("IND-COPIE", fiche(), fiche(numero=2))
    assert "reprend mot pour mot les indicateurs de l'action 1" in found.message


def test_an_indicator_of_a_measure_counts_for_the_sheet() -> None:
    mesures = [{"numero": 1, "titre": "m", "indicateurs": INDICATEURS}]
    assert trouvailles("FA-INDICATEUR", fiche(indicateurs=[], mesures=mesures)) == []


OBJECTIF = {"code": "o1", "nature": "operationnel", "numero": "1", "titre": "Apaiser"}


@pytest.mark.parametrize(
    ("code", "fields", "said"),
    [
        ("OBJ-VIDE", {"objectifs": [{**OBJECTIF, "code": "o2"}]}, "Aucune action ne sert"),
        ("OBJ-TITRE", {"objectifs": [{**OBJECTIF, "titre_sommaire": "Calmer"}]}, "« Calmer »"),
        (
            "OBJ-LIEN",
            {
                "objectifs": [
                    OBJECTIF,
                    {"code": "s", "nature": "strategique", "numero": "S", "titre": "Vivre"},
                ]
            },
            "n'est rattaché à aucun objectif stratégique",
        ),
        ("STR-SIGNATURE", {"etat": "adoptee"}, "n'a pas de signataire"),
    ],
)
def test_a_strategy_at_fault_is_found(code: str, fields: dict[str, Any], said: str) -> None:
    (found,) = trouvailles(code, strategie(**fields), fiche())
    assert said in found.message


def test_a_missing_number_is_found() -> None:
    (found,) = trouvailles("STR-NUMEROS", strategie(), fiche(), fiche(numero=4))
    assert "l'action 2 et 3" in found.message
