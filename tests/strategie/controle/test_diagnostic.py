"""The plan of a diagnosis leads to figures that the document prints, and to its chapters."""

from datetime import date
from typing import Any

import pytest

from quietude.observatoire.pack import PackChiffres, PackTableau
from quietude.observatoire.pack_diagnostic import PackDiagnostic
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import REGLES, Trouvaille
from quietude.strategie.pack import PackChapitre

ANNEE = {"debut": date(2015, 1, 1), "fin": date(2015, 12, 31)}
TABLEAU = PackTableau.model_validate(
    {
        "code": "appels",
        "titre": "Appels",
        "lieu": "2.4",
        "unite": "appels",
        "colonnes": [
            {"code": "2015", "libelle": "2015", "periode": ANNEE},
            {"code": "evol", "libelle": "Évolution", "unite": "%"},
        ],
        "lignes": [{"code": "total", "libelle": "Total", "valeurs": {"2015": 322, "evol": 5}}],
    }
)
CHIFFRES = PackChiffres.model_validate(
    {
        "chiffres": [
            {"code": "bailleurs", "grandeur": "bailleurs", "libelle": "Bailleurs", "valeur": 15,
             "unite": "bailleurs", "lieu": "2.4"}
        ]
    }
)  # fmt: skip
CHAPITRE = PackChapitre.model_validate({"code": "calme", "numero": "2.4", "titre": "Calme"})


def found(code: str, *, chapitre: str = "calme", **serie: Any) -> list[Trouvaille]:
    values = {
        "code": "appels",
        "libelle": "Appels",
        "unite": "appels",
        "points": ["appels:total"],
    }
    plan = PackDiagnostic.model_validate(
        {
            "themes": [
                {
                    "code": "calme",
                    "titre": "Calme",
                    "chapitre": chapitre,
                    "series": [{**values, **serie}],
                }
            ]
        }
    )
    pack = Pack(
        items={
            "tableaux/appels.yaml": TABLEAU,
            "chiffres.yaml": CHIFFRES,
            "chapitres/calme.yaml": CHAPITRE,
            "diagnostic.yaml": plan,
        }
    )
    return list(REGLES[code].check(pack))


def test_a_series_of_dated_figures_is_fine() -> None:
    for code in ("SERIE-INCONNUE", "SERIE-UNITE", "REF-INCONNUE"):
        assert found(code) == []


@pytest.mark.parametrize("reference", ["rien", "appels:rien", "appels:total:2016"])
def test_a_reference_that_leads_nowhere_is_told_with_its_place(reference: str) -> None:
    (seen,) = found("SERIE-INCONNUE", points=["appels:total", reference])
    assert seen.endroit == ("themes", 0, "series", 0, "points", 1)
    assert f"« {reference} » est introuvable" in seen.message


def test_a_figure_without_a_date_draws_nothing() -> None:
    (seen,) = found("SERIE-INCONNUE", points=["bailleurs"], unite="bailleurs")
    assert "n'a pas de période" in seen.message


@pytest.mark.parametrize(
    "serie", [{"unite": "faits"}, {"points": ["appels:total", "appels:total:evol"]}]
)
def test_a_series_has_one_unit_that_of_its_figures(serie: dict[str, Any]) -> None:
    (seen,) = found("SERIE-UNITE", **serie)
    assert "« appels »" in seen.message


def test_a_theme_names_a_chapter_of_the_strategy() -> None:
    assert [seen.message for seen in found("REF-INCONNUE", chapitre="bruit")]
