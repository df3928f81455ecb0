"""quietude evaluation ANNÉE: opened, computed, told, written, adopted; errors in French."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from quietude.documents import recettes
from quietude.documents.contenu import Classeur
from quietude.documents.enums import Format
from quietude.documents.recettes import Recette
from quietude.evaluation import terminal
from quietude.evaluation.enums import EtatEvaluation
from quietude.evaluation.manques import Lacune
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photo import VueParole
from quietude.evaluation.photographie import is_intact
from quietude.journal.models import Trace
from quietude.socle.regles import OUI
from quietude.strategie.models import Strategie
from tests.evaluation.annuelles import (
    make_evaluation,
    make_photo,
    make_value,
    make_vue_fiche,
    make_vue_financement,
    make_vue_indicateur,
    make_vue_instance,
    make_vue_serie,
)
from tests.strategie.factories import (
    make_fiche,
    make_indicateur,
    make_organisation,
    make_strategie,
)


@pytest.fixture
def strategie(db: None) -> Strategie:
    found = make_strategie("essai", titre="Plan de Valmont")
    fiche = make_fiche(found, 1, titre="Médiation", pilotes=[make_organisation(nom="Mairie")])
    make_indicateur(fiche, libelle="Séances", source={"manque": "Le document ne dit pas où."})
    return found


def run(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    call_command("evaluation", *args, stdout=StringIO())
    return " ".join(capsys.readouterr().out.split())


def test_a_year_is_opened_by_the_system_and_told(
    strategie: Strategie, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, "2025")
    assert "Plan de Valmont" in told and "Action 1. Médiation" in told
    assert "Séances : pas de valeur [Le document ne dit pas où]" in told
    assert "Ce qui manque avant d’adopter" in told
    assert EvaluationAnnuelle.objects.get().etat == EtatEvaluation.OUVERTE
    trace = Trace.objects.filter(action="evaluation.open_evaluation").get()
    assert trace.acteur is None
    run(capsys, "2025")
    assert EvaluationAnnuelle.objects.count() == 1


def test_it_is_adopted_by_the_system_once(
    strategie: Strategie, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "adoptée le" in run(capsys, "2025", "--adopter")
    found = EvaluationAnnuelle.objects.get()
    assert found.etat == EtatEvaluation.ADOPTEE and is_intact(found)
    assert "Ce qui manque" not in run(capsys, "2025")
    with pytest.raises(CommandError, match="déjà adoptée"):
        run(capsys, "2025", "--adopter")


def test_an_adopted_year_is_told_as_it_was(
    strategie: Strategie, capsys: pytest.CaptureFixture[str]
) -> None:
    make_evaluation(strategie, etat=EtatEvaluation.ADOPTEE)
    assert "Stratégie fictive" in run(capsys, "2025")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["25"], "n’est pas une année"),
        (["deux mille"], "n’est pas une année"),
        (["1950"], "de 2002 à"),
        (["2025", "--strategie", "inconnue"], "Stratégies : essai"),
    ],
)
def test_errors_say_what_to_do(
    strategie: Strategie, capsys: pytest.CaptureFixture[str], args: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        run(capsys, *args)


def test_without_a_strategy_a_pack_is_asked_for(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="chargez un pack"):
        run(capsys, "2025")


def test_another_strategy_is_named_by_its_code(
    strategie: Strategie, capsys: pytest.CaptureFixture[str]
) -> None:
    make_strategie("ancienne", titre="L’ancienne", debut=date(2014, 1, 1), etat="close")
    assert "L’ancienne" in run(capsys, "2025", "--strategie", "ancienne")


# -- documents ------------------------------------------------------------------------------


def offer(monkeypatch: pytest.MonkeyPatch, *built: Any) -> None:
    """One recipe alone, which answers an empty workbook."""
    monkeypatch.setattr(recettes, "_RECETTES", {})
    recettes.register(
        Recette(
            cle="evaluation-chiffres",
            libelle="Chiffres",
            description="",
            formats=(Format.XLSX,),
            choix=lambda user: [],
            construire=lambda parametres, user: Classeur("Essai", "Valmont", date(2026, 3, 1)),
            autorise=lambda user, parametres: OUI,
            titre=lambda parametres: "Chiffres",
        )
    )


def test_the_documents_that_can_be_made_are_written_in_the_folder(
    strategie: Strategie,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    offer(monkeypatch)
    monkeypatch.setattr(
        "quietude.evaluation.management.commands.evaluation.render", lambda *args: b"PK"
    )
    folder = tmp_path / "sortie" / "2025"
    told = run(capsys, "2025", "--sortie", str(folder))
    assert [path.name for path in folder.iterdir()] == ["evaluation-chiffres-2025.xlsx"]
    assert "evaluation-chiffres-2025.xlsx" in told


def test_a_folder_that_cannot_be_written_is_told(
    strategie: Strategie,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    offer(monkeypatch)
    (tmp_path / "fichier").write_text("")
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        run(capsys, "2025", "--sortie", str(tmp_path / "fichier"))


def test_without_any_recipe_it_is_said(
    strategie: Strategie,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(recettes, "_RECETTES", {})
    told = run(capsys, "2025", "--sortie", str(tmp_path))
    assert "Aucun document d’évaluation" in told


# -- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Indicateur a : 9 actions, 2025 [Registre fictif]"),
        ({"unite": ""}, "Indicateur a : 9, 2025 [Registre fictif]"),
        (
            {"valeurs": [make_value(9, etat="partielle", texte="9 (partiel)")]},
            "Indicateur a : 9 actions (partiel), 2025 [Registre fictif]",
        ),
        (
            {"valeurs": [make_value(None, raison="Pas de collecte.")]},
            "Indicateur a : pas de valeur, Pas de collecte [Registre fictif]",
        ),
        (
            {"valeurs": [make_value(None, etat="connue", texte="Dit.")]},
            "Indicateur a : Dit., 2025 [Registre fictif]",
        ),
        ({"valeurs": []}, "Indicateur a : Registre fictif"),
    ],
)
def test_an_indicator_says_its_source_and_its_value_or_why_it_has_none(
    fields: dict[str, object], said: str
) -> None:
    row = make_vue_indicateur("a", 9, **fields)
    assert terminal.indicator_line(row).replace("\u00a0", " ") == said


def test_every_part_is_told() -> None:
    from rich.console import Console

    photo = make_photo(
        adoptee_le=date(2026, 3, 1),
        synthese="Une année calme.",
        propositions="Continuer.",
        delinquance=[make_vue_serie("1", 2, sens="hausse", lieu="Commissariat")],
        fiches=[make_vue_fiche(financements=[make_vue_financement(demande=1000)])],
        instances=[make_vue_instance()],
        paroles=[VueParole(organisation="Collège", texte="Mieux.")],
    )
    file = StringIO()
    lack = Lacune("Collège", "contribution", "contributions")
    terminal.show(Console(file=file, width=100), photo, [("Collège", [lack])])
    told = " ".join(file.getvalue().split())
    for part in (
        "Une année calme.",
        "Série 1 (Commissariat) : Rien à comparer.",
        "Conseil plénier : 1 réunion tenue.",
        "demandé 1 000 €, accordé non dit",
        "Collège, l’année",
        "Continuer.",
        "Collège : 1",
        "adoptée le 1er mars 2026",
    ):
        assert part in told
