"""Each rule on the bodies: what it finds, what it leaves alone."""

from typing import Any

import pytest

from quietude.instances.pack import PackInstances
from quietude.strategie.controle.constat import REGLES
from quietude.strategie.enums import Gravite
from tests.strategie.controle.petit_pack import fiche, strategie, trouvailles

MENSUEL = {"unite": "mois", "lieu": "6.2", "mention": "tous les mois"}
HEBDO = {"unite": "semaine", "lieu": "action 3", "mention": "chaque semaine"}
OBJECTIFS = [
    {"code": "o1", "nature": "operationnel", "numero": "1", "titre": "Apaiser"},
    {"code": "o2", "nature": "operationnel", "numero": "2", "titre": "Écouter"},
]


def instances(*changes: dict[str, Any]) -> PackInstances:
    """One sound body a change, or one alone."""
    sound = {
        "nom": "Cellule de veille",
        "sigle": "CV",
        "nature": "cellule",
        "confidentialite": "restreinte",
        "composition": [{"fonction": "Maire"}],
        "rythmes": [MENSUEL],
    }
    bodies = [
        {"code": f"i{rank}", **sound, **change} for rank, change in enumerate(changes or ({},))
    ]
    return PackInstances.model_validate({"instances": bodies})


@pytest.mark.parametrize(
    ("code", "fields", "field", "said"),
    [
        ("INS-RYTHME", {"rythmes": []}, "code", "CV : aucun rythme"),
        (
            "INS-RYTHMES",
            {"rythmes": [MENSUEL, HEBDO]},
            "rythmes",
            "« tous les mois » (6.2) et « chaque semaine » (action 3)",
        ),
        ("INS-COMPOSITION", {"composition": []}, "code", "CV : composition non dite"),
        (
            "INS-CHARTE",
            {"confidentialite": "nominative"},
            "confidentialite",
            "sans charte de déontologie",
        ),
    ],
)
def test_a_body_at_fault_is_found_where_it_is(
    code: str, fields: dict[str, Any], field: str, said: str
) -> None:
    (found,) = trouvailles(code, instances({}, fields))
    assert said in found.message.replace("\u202f", " ").replace("\xa0", " ")
    assert found.suggestion
    assert (found.fichier, found.objet) == ("instances.yaml", "instances#i1")
    assert found.endroit == ("instances", 1, field)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("INS-RYTHME", {}),
        ("INS-RYTHMES", {}),
        # the same rhythm said in two places, or one for each public, is no contradiction
        ("INS-RYTHMES", {"rythmes": [MENSUEL, {**MENSUEL, "lieu": "action 3"}]}),
        (
            "INS-RYTHMES",
            {"rythmes": [{**MENSUEL, "public": "primaire"}, {**HEBDO, "public": "collège"}]},
        ),
        ("INS-COMPOSITION", {}),
        ("INS-CHARTE", {}),
        ("INS-CHARTE", {"confidentialite": "nominative", "charte": True}),
        ("INS-OBJECTIF", {"objectifs": ["o1"]}),
        ("REF-INCONNUE", {"rend_compte_a": "i0", "objectifs": ["o1"]}),
        ("REF-DOUBLE", {}),
    ],
)
def test_a_sound_body_is_left_alone(code: str, fields: dict[str, Any]) -> None:
    assert trouvailles(code, strategie(), instances(fields)) == []


def test_an_objective_without_body_is_found_when_others_have_one() -> None:
    text = strategie(objectifs=OBJECTIFS)
    (found,) = trouvailles("INS-OBJECTIF", text, instances({"objectifs": ["o1"]}))
    assert "Écouter" in found.message
    assert found.objet == "strategie#o2"
    assert found.endroit == ("objectifs", 1)


def test_no_objective_is_blamed_when_none_has_a_body() -> None:
    assert trouvailles("INS-OBJECTIF", strategie(objectifs=OBJECTIFS), instances()) == []
    assert trouvailles("INS-OBJECTIF", instances({"objectifs": ["o1"]})) == []


@pytest.mark.parametrize(("held", "missing"), [("o1", []), ("o2", ["o3"])])
def test_a_body_serves_what_depends_on_its_objective_and_what_it_depends_on(
    held: str, missing: list[str]
) -> None:
    above, below = OBJECTIFS[0], {**OBJECTIFS[1], "parent": "o1"}
    beside = {**below, "code": "o3", "numero": "3"}
    text = strategie(objectifs=[above, below, beside])
    found = trouvailles("INS-OBJECTIF", text, instances({"objectifs": [held]}))
    assert [one.objet.partition("#")[2] for one in found] == missing


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rend_compte_a": "absente"}, "instance « absente »"),
        ({"objectifs": ["o9"]}, "objectif « o9 »"),
        (
            {"composition": [{"fonction": "Maire", "organisation": "nulle"}]},
            "organisation « nulle »",
        ),
    ],
)
def test_a_body_that_refers_to_nothing_is_an_error(fields: dict[str, Any], said: str) -> None:
    (found,) = trouvailles("REF-INCONNUE", strategie(), instances(fields))
    assert said in found.message
    assert found.fichier == "instances.yaml"


def test_a_sheet_may_name_a_body_of_the_pack_and_no_other() -> None:
    def named(*codes: str) -> list[str]:
        sheet = fiche(instances=list(codes), pilotes=[])
        found = trouvailles("REF-INCONNUE", strategie(), sheet, instances())
        return [one.message for one in found]

    assert named("i0") == []
    assert "« absente »" in named("absente")[0]


def test_two_bodies_of_one_code_are_an_error() -> None:
    (found,) = trouvailles("REF-DOUBLE", instances({"code": "cv"}, {"code": "cv"}))
    assert found.endroit == ("instances", 1, "code")


def test_only_names_without_charter_are_an_error() -> None:
    rules = {code: rule.gravite for code, rule in REGLES.items() if code.startswith("INS-")}
    assert len(rules) == 5
    assert [code for code, weight in rules.items() if weight == Gravite.ERREUR] == [
        "INS-CHARTE"
    ]
