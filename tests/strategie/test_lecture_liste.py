"""The list of sheets: filters, search without accents, order, export, fragment."""

import pytest
from django.test import Client

from quietude.strategie.enums import RoleEngagement
from quietude.strategie.models import FicheAction
from tests.strategie import factories as make

pytestmark = pytest.mark.django_db
LIST = "/strategie/valmont-2025-2028/fiches/"


@pytest.fixture
def valmont() -> make.Valmont:
    return make.make_valmont()


def numbers(client: Client, query: str) -> list[int]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return [line.fiche.numero for line in response.context["grille"].objets]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("etat=en-cours", [1]),
        ("pilote=mairie", [1, 4]),
        ("partenaire=college", [1]),
        ("partenaire=college&etat=realisee", []),
        ("objectif=axe-a", [1, 2]),
        ("objectif=a1a", [1]),
        ("objectif=axe-b", []),
        ("q=mediation", [1]),
        ("q=médiateurs", [1]),
        ("q=EDUCATIFS", [2]),
        ("q=ecoute", [1]),
        ("q=demarche", [4]),
        ("q=3", [3]),
        ("q=introuvable", []),
        ("q=%22", []),
        ("etat=inconnu", [1, 2, 3, 4]),
        ("pilote=inconnu&objectif=inconnu&secteur=x", [1, 2, 3, 4]),
    ],
)
def test_filter_keeps_the_sheets_that_answer(
    valmont: make.Valmont, client_coordonnateur: Client, query: str, found: list[int]
) -> None:
    assert numbers(client_coordonnateur, query) == found


def test_sector_filter_keeps_the_sheets_that_name_it(
    valmont: make.Valmont, client_coordonnateur: Client
) -> None:
    assert numbers(client_coordonnateur, f"secteur={valmont.centre.pk}") == [1]


def test_pilot_of_a_measure_is_found(
    valmont: make.Valmont, client_coordonnateur: Client
) -> None:
    sheet = valmont.fiches[2]
    make.engage(sheet, RoleEngagement.PILOTE, [valmont.bailleur], make.make_mesure(sheet))
    assert numbers(client_coordonnateur, "pilote=bailleur") == [2, 3]


def test_choices_hold_only_what_the_strategy_uses(
    valmont: make.Valmont, client_coordonnateur: Client
) -> None:
    make.make_organisation("ailleurs")
    other = make.make_fiche()
    form = client_coordonnateur.get(LIST).context["filtre"]
    assert set(form.fields["pilote"].queryset) == {valmont.mairie, valmont.bailleur}
    assert other.objectif not in form.fields["objectif"].queryset


def test_sheets_of_another_strategy_stay_out(
    valmont: make.Valmont, client_coordonnateur: Client
) -> None:
    make.make_fiche()
    assert numbers(client_coordonnateur, "") == [1, 2, 3, 4]


def test_empty_answer_says_what_to_do(
    valmont: make.Valmont, client_coordonnateur: Client
) -> None:
    page = client_coordonnateur.get(f"{LIST}?q=introuvable").content.decode()
    assert "Retirez un filtre" in page


def test_export_gives_the_filtered_rows(
    valmont: make.Valmont, client_coordonnateur: Client
) -> None:
    response = client_coordonnateur.get(f"{LIST}?export=csv&etat=en-cours")
    text = b"".join(response) if response.streaming else response.content
    assert "Médiation à la sortie du collège" in text.decode("utf-8-sig")
    assert "Permanences" not in text.decode("utf-8-sig")


def test_fragment_is_the_same_part_of_the_page(
    valmont: make.Valmont, client_coordonnateur: Client
) -> None:
    page = client_coordonnateur.get(LIST).content.decode()
    part = client_coordonnateur.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.strip() in page


def test_search_of_nothing_keeps_everything(valmont: make.Valmont) -> None:
    assert FicheAction.objects.matching("   ").count() == 4
