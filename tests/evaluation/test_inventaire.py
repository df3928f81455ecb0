"""Each indicator of the document once, with its source and value or the reason for none."""

import re
from collections.abc import Iterator
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from quietude.documents.contenu import TableauDonnees, Titre
from quietude.documents.xlsx import render_xlsx
from quietude.evaluation.actions.annuelle import open_evaluation
from quietude.evaluation.documents.chiffres import workbook
from quietude.evaluation.documents.rapport import report
from quietude.evaluation.inventaire import TEXTE_ECRIT, list_indicators
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photographie import photograph
from quietude.evaluation.photographie_fiches import SANS_INDICATEUR, TEXTE_A_ECRIRE
from quietude.strategie.models import Indicateur, Strategie
from tests.evaluation.annuelles import (
    make_photo,
    make_value,
    make_vue_fiche,
    make_vue_indicateur,
)
from tests.registres.test_demo import istres  # noqa: F401 - a fixture

CODE = "istres-2017-2020"
SANS = [3, 6, 11, 13, 14, 20, 21]  # the sheets to which the document gives none


def test_a_line_says_the_value_or_why_there_is_none() -> None:
    values = {
        "connue": make_value(59),
        "partielle": make_value(76, etat="partielle", texte="76\xa0(partiel)"),
        "masquee": make_value(None, etat="masquée", texte="non affichée", raison="Trop peu."),
        "absente": make_value(None, raison="Le registre n’était pas tenu."),
        "a-ecrire": make_value(None, texte=TEXTE_A_ECRIRE),
        "ecrit": make_value(None, etat="connue", texte="Une année calme."),
    }
    rows = [
        make_vue_indicateur(code, unite="cas").model_copy(update={"valeurs": [value]})
        for code, value in values.items()
    ]
    rows.append(make_vue_indicateur("vide", origine="Le document ne dit pas où compter."))
    photo = make_photo(fiches=[make_vue_fiche(indicateurs=rows)])
    assert {row.code: (row.valeur, row.raison) for row in list_indicators(photo)} == {
        "connue": ("59 cas (2025)", ""),
        "partielle": ("76 cas (partiel, 2025)", ""),
        "masquee": ("", "non affichée, Trop peu"),
        "absente": ("", "pas de valeur, Le registre n’était pas tenu"),
        "a-ecrire": ("", TEXTE_A_ECRIRE),
        "ecrit": (TEXTE_ECRIT, ""),
        "vide": ("", "Le document ne dit pas où compter."),
    }


def test_an_action_without_indicator_has_a_line_that_says_so() -> None:
    photo = make_photo(fiches=[make_vue_fiche(sans_indicateur=SANS_INDICATEUR)])
    (line,) = list_indicators(photo)
    assert (line.fiche.numero, line.code, line.raison) == (1, "", SANS_INDICATEUR)


# -- Istres -----------------------------------------------------------------------------------


@pytest.fixture
def annee(istres: None) -> Iterator[EvaluationAnnuelle]:  # noqa: F811
    strategie = Strategie.objects.get(code=CODE)
    yield open_evaluation(actor=None, strategie=strategie, annee=2016)


@pytest.mark.django_db
def test_each_indicator_of_the_document_is_there_once_everywhere(
    annee: EvaluationAnnuelle, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = list(
        Indicateur.objects.filter(fiche__strategie__code=CODE).values_list(
            "fiche__numero", "code"
        )
    )
    assert len(declared) == len(set(declared)) == 46
    photo = photograph(None, annee)
    rows = list_indicators(photo)
    listed = [(row.fiche.numero, row.code) for row in rows if row.code]
    assert sorted(listed) == sorted(declared)
    assert all(row.source and bool(row.valeur) != bool(row.raison) for row in rows if row.code)
    assert [row.fiche.numero for row in rows if not row.code] == SANS

    # the report, the workbook
    blocs = report(photo, "#1f4e79").blocs
    assert isinstance(blocs[-2], Titre) and "inventaire" in blocs[-2].texte
    assert isinstance(blocs[-1], TableauDonnees)
    assert len(blocs[-1].lignes) == len(rows)
    sheet = load_workbook(BytesIO(render_xlsx(workbook(photo, "#1f4e79"))))["Inventaire"]
    told = [row[:2] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [(number, code) for number, code in told if code] == listed
    assert [number for number, code in told if not code] == SANS

    # the command
    call_command("evaluation", "2016", stdout=StringIO())
    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert said.count(" - Le document ne donne pas d’indicateur") == len(SANS)
    actions = said.split("Instances :")[0].partition("Actions :")[2]
    labels = [row.libelle for row in rows if row.code]
    for label in set(labels):
        words = re.sub(r"\s+", " ", label)
        count = actions.count(f" - {words} :") + actions.count(f" - {words}\xa0:")
        assert count == labels.count(label), label
