"""Indicators and legal references of a measure are edited with those of the whole sheet."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.strategie.models import FicheAction, Indicateur
from quietude.strategie.packs.fiches import fetch_fiche
from quietude.strategie.sections import PARTIES, fingerprint
from tests.strategie.factories import (
    make_fiche,
    make_indicateur,
    make_mesure,
    make_reference,
    make_strategie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> FicheAction:
    """A sheet with two measures and an indicator on the second."""
    sheet = make_fiche(make_strategie("essai"), 1)
    make_mesure(sheet, titre="Veille")
    second = make_mesure(sheet, titre="Suivi")
    make_indicateur(sheet, mesure=second, code="1.2.1", libelle="Jeunes suivis")
    return sheet


def address(section: str) -> str:
    return reverse("strategie:fiche_section_edit", args=["essai", 1, section])


def rows(name: str, *given: dict[str, Any], was: int) -> dict[str, Any]:
    data = {f"{name}-TOTAL_FORMS": len(given), f"{name}-INITIAL_FORMS": was}
    for rank, row in enumerate(given):
        data |= {f"{name}-{rank}-{field}": value for field, value in row.items()}
    return data


def send(client: Client, fiche: FicheAction, section: str, data: dict[str, Any]) -> Any:
    _, item = fetch_fiche(fiche.pk)
    mark = fingerprint(item, PARTIES[section])
    return client.post(address(section), {"empreinte": mark, **data})


def test_the_form_says_which_measure_each_row_is_for(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    page = client_coordonnateur.get(address("indicateurs")).content.decode()
    assert "Jeunes suivis" in page
    assert '<option value="2" selected>Mesure 2 : Suivi</option>' in page


def test_a_row_goes_to_the_measure_that_it_names(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    data = rows(
        "indicateurs",
        {"mesure": "1", "code": "1.2.1", "libelle": "Jeunes suivis"},
        {"mesure": "", "code": "1.1", "libelle": "Séances tenues"},
        was=1,
    )
    assert send(client_coordonnateur, fiche, "indicateurs", data).status_code == 302
    held = dict(Indicateur.objects.values_list("code", "mesure__titre"))
    assert held == {"1.2.1": "Veille", "1.1": None}


def test_a_measure_keeps_its_texts_and_the_other_rows(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    data = rows("cadre", {"mesure": "2", "reference": "CSI, art. L132-7"}, was=0)
    assert send(client_coordonnateur, fiche, "cadre", data).status_code == 302
    second = fiche.mesures.get(numero=2)
    assert second.titre == "Suivi"
    assert second.indicateurs.get().libelle == "Jeunes suivis"
    assert [row.reference for row in second.cadre.all()] == ["CSI, art. L132-7"]


def test_two_editors_of_the_indicators_of_a_measure_are_told(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    _, item = fetch_fiche(fiche.pk)
    mark = fingerprint(item, PARTIES["indicateurs"])
    make_indicateur(fiche, mesure=fiche.mesures.get(numero=1), code="1.1.1", libelle="Autre")
    data = rows("indicateurs", {"code": "1.1", "libelle": "Séances"}, was=0)
    page = client_coordonnateur.post(address("indicateurs"), {"empreinte": mark, **data})
    assert "Enregistrer quand même ma version" in page.content.decode()
    assert Indicateur.objects.filter(libelle="Autre").exists()


def test_a_sheet_without_measures_does_not_ask_which(client_coordonnateur: Client) -> None:
    sheet = make_fiche(make_strategie("essai"), 1)
    make_reference(sheet)
    page = client_coordonnateur.get(address("cadre")).content.decode()
    assert "L’action entière" not in page


def test_the_form_costs_the_same_for_one_and_four_rows(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    counts = []
    for rank in range(4):
        make_indicateur(fiche, code=f"9.{rank}")
        with CaptureQueriesContext(connection) as queries:
            client_coordonnateur.get(address("indicateurs"))
        counts.append(len(queries))
    assert counts[0] == counts[3]
