"""Rows of a part: added, removed, put in order; a row never eats another."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quietude.strategie.enums import RoleEngagement
from quietude.strategie.models import FicheAction, Mesure
from quietude.strategie.pack import PackFiche
from quietude.strategie.packs.fiches import fetch_fiche
from tests.strategie import factories as make
from tests.strategie.formulaire import Formulaire

pytestmark = pytest.mark.django_db
FICHE = "/strategie/valmont-2025-2028/fiches/1/"
MANY = "Une autre ligne le porte déjà"

# For each kind of rows: its part, and what makes a complete new row.
ROWS: dict[str, tuple[str, dict[str, str]]] = {
    "mesures": ("mesures", {"numero": "7", "titre": "Nouvelle mesure"}),
    "cadre": ("cadre", {"reference": "Nouvel article fictif"}),
    "jalons": ("calendrier", {"titre": "Nouvelle étape"}),
    "financements": ("financements", {"financeur": "region", "note": "Nouvelle demande"}),
    "indicateurs": ("indicateurs", {"code": "nouveau", "libelle": "Nouvel indicateur"}),
    "documents": ("documents", {"titre": "Nouveau document"}),
    "liens": ("liens", {"nature": "complete", "fiche": "3"}),
}


@pytest.fixture
def fiche() -> FicheAction:
    sheet = make.make_valmont().fiches[0]
    make.make_document(sheet)
    return sheet


def said(fiche: FicheAction) -> PackFiche:
    return fetch_fiche(fiche.pk)[1]


def count(fiche: FicheAction, rows: str) -> int:
    return len(getattr(said(fiche), rows))


@pytest.mark.parametrize("rows", ROWS)
class TestRow:
    def test_button_adds_an_empty_row_and_keeps_what_is_typed(
        self, client_coordonnateur: Client, fiche: FicheAction, rows: str
    ) -> None:
        before = said(fiche)
        name = list(ROWS[rows][1])[-1]
        form = Formulaire(client_coordonnateur, FICHE, ROWS[rows][0])
        kept = form.type({f"{rows}-0-{name}": "4"}).champs
        form.add_row(rows)
        rank = count(fiche, rows)
        assert form.champs[f"{rows}-0-{name}"] == kept[f"{rows}-0-{name}"]
        assert form.champs[f"{rows}-{rank}-{name}"] == [""]
        assert f"id_{rows}-{rank}-{name}_error" not in form.page
        assert said(fiche) == before

    def test_new_row_is_saved_after_the_others(
        self, client_coordonnateur: Client, fiche: FicheAction, rows: str
    ) -> None:
        section, values = ROWS[rows]
        before, rank = getattr(said(fiche), rows), count(fiche, rows)
        form = Formulaire(client_coordonnateur, FICHE, section).add_row(rows)
        form.type({f"{rows}-{rank}-{name}": value for name, value in values.items()})
        assert form.save().status_code == 302
        after = getattr(said(fiche), rows)
        assert after[:-1] == before
        added = after[-1].model_dump(mode="json")
        assert {name: str(added[name]) for name in values} == values

    def test_row_left_blank_is_not_kept(
        self, client_coordonnateur: Client, fiche: FicheAction, rows: str
    ) -> None:
        before = said(fiche)
        form = Formulaire(client_coordonnateur, FICHE, ROWS[rows][0])
        assert form.add_row(rows).add_row(rows).save().status_code == 302
        assert said(fiche) == before

    def test_row_ticked_is_removed_alone(
        self, client_coordonnateur: Client, fiche: FicheAction, rows: str
    ) -> None:
        before = getattr(said(fiche), rows)
        form = Formulaire(client_coordonnateur, FICHE, ROWS[rows][0])
        form.type({f"{rows}-0-DELETE": "on"})
        assert form.save().status_code == 302
        assert getattr(said(fiche), rows) == before[1:]

    def test_sheet_without_row_says_so_and_offers_one(
        self, client_coordonnateur: Client, fiche: FicheAction, rows: str
    ) -> None:
        bare = "/strategie/valmont-2025-2028/fiches/3/"
        form = Formulaire(client_coordonnateur, bare, ROWS[rows][0])
        assert "Aucune ligne." in form.page
        assert f'value="{rows}"' in form.page

    def test_more_rows_do_not_cost_more_queries(
        self, client_coordonnateur: Client, fiche: FicheAction, rows: str
    ) -> None:
        section, _ = ROWS[rows]
        make_rows(fiche, 1)
        once = queries_of(client_coordonnateur, section)
        make_rows(fiche, 3)
        assert queries_of(client_coordonnateur, section) == once
        assert once <= 25


def make_rows(fiche: FicheAction, times: int) -> None:
    """`times` more of each kind of rows, with what they refer to."""
    for _ in range(times):
        organisation, mesure = make.make_organisation(), make.make_mesure(fiche)
        make.engage(fiche, RoleEngagement.PILOTE, [organisation], mesure)
        make.engage(fiche, RoleEngagement.PARTENAIRE, [organisation])
        make.make_reference(fiche, mesure=mesure)
        make.make_jalon(fiche)
        make.make_financement(fiche)
        make.make_indicateur(fiche, fournisseur=organisation)
        make.make_document(fiche)
        make.make_lien(fiche, vers=make.make_fiche(fiche.strategie))


def queries_of(client: Client, section: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{FICHE}modifier/{section}/").status_code == 200
    return len(captured)


def test_the_page_of_actors_does_not_cost_more_with_more_of_them(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    once = queries_of(client_coordonnateur, "acteurs")
    make_rows(fiche, 4)
    assert queries_of(client_coordonnateur, "acteurs") == once


def test_rows_take_the_order_asked(client_coordonnateur: Client, fiche: FicheAction) -> None:
    before = [row.titre for row in said(fiche).jalons]
    form = Formulaire(client_coordonnateur, FICHE, "calendrier")
    form.type({"jalons-0-ORDER": "3", "jalons-2-ORDER": "1"}).save()
    assert [row.titre for row in said(fiche).jalons] == before[::-1]


def test_a_sector_leaves_and_another_takes_its_place(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    paths = [make.make_secteur(code).chemin for code in ("nord", "sud")]
    (centre,) = said(fiche).secteurs
    for chosen in ([centre, paths[0]], [paths[0], paths[1]], [paths[1], paths[0]]):
        form = Formulaire(client_coordonnateur, FICHE, "acteurs")
        assert form.type({"secteurs": chosen}).save().status_code == 302
        assert said(fiche).secteurs == chosen


def test_what_is_wrong_in_a_row_is_told_at_the_top_with_its_place(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    form = Formulaire(client_coordonnateur, FICHE, "calendrier")
    page = form.type({"jalons-1-titre": ""}).refuse()
    assert "Des lignes sont à corriger" in page
    assert '<a href="#id_jalons-1-titre">Ligne 2, Étape' in page


def test_a_new_row_half_typed_is_told_and_kept(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    form = Formulaire(client_coordonnateur, FICHE, "financements").add_row("financements")
    page = form.type({"financements-2-demande": "500"}).refuse()
    assert "Ligne 3, Financeur" in page
    assert count(fiche, "financements") == 2


@pytest.mark.parametrize(
    ("rows", "name", "values"),
    [
        ("mesures", "numero", {"numero": "1", "titre": "Doublon"}),
        ("indicateurs", "code", {"code": "", "libelle": "Doublon"}),
    ],
)
def test_two_rows_of_one_name_are_refused_rather_than_merged(
    client_coordonnateur: Client,
    fiche: FicheAction,
    rows: str,
    name: str,
    values: dict[str, str],
) -> None:
    before, rank = said(fiche), count(fiche, rows)
    form = Formulaire(client_coordonnateur, FICHE, rows).add_row(rows)
    form.type({f"{rows}-{rank}-{key}": value for key, value in values.items()})
    form.type({f"{rows}-{rank}-{name}": form.champs[f"{rows}-0-{name}"]})
    assert MANY in form.refuse()
    assert said(fiche) == before


def test_a_removed_row_leaves_its_name_to_another(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    form = Formulaire(client_coordonnateur, FICHE, "mesures").add_row("mesures")
    form.type({"mesures-0-DELETE": "on", "mesures-1-numero": "1", "mesures-1-titre": "Autre"})
    assert form.save().status_code == 302
    assert [(row.numero, row.titre) for row in said(fiche).mesures] == [(1, "Autre")]


class TestMeasures:
    """A measure holds pilots, legal references and indicators edited on other pages."""

    @pytest.fixture
    def mesures(self, fiche: FicheAction) -> FicheAction:
        """Two measures, the first with one of everything."""
        first = Mesure.objects.get(fiche=fiche, numero=1)
        make.make_mesure(fiche, titre="Seconde")
        make.engage(fiche, RoleEngagement.PILOTE, [make.make_organisation("club")], first)
        make.make_reference(fiche, mesure=first, reference="Décret fictif")
        make.make_indicateur(fiche, mesure=first, code="ecoutes")
        return fiche

    def held(self, fiche: FicheAction) -> dict[int, tuple[str, list[str], list[str]]]:
        return {
            row.numero: (row.titre, row.pilotes, [item.code for item in row.indicateurs])
            for row in said(fiche).mesures
        }

    def test_renumbered_measure_keeps_what_it_holds(
        self, client_coordonnateur: Client, mesures: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "mesures")
        form.type({"mesures-0-numero": "3"}).save()
        assert self.held(mesures) == {
            2: ("Seconde", [], []),
            3: ("Points d'écoute", ["club"], ["ecoutes"]),
        }

    def test_swapped_measures_keep_what_each_holds(
        self, client_coordonnateur: Client, mesures: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "mesures")
        form.type({"mesures-0-numero": "2", "mesures-1-numero": "1"}).save()
        assert self.held(mesures) == {
            1: ("Seconde", [], []),
            2: ("Points d'écoute", ["club"], ["ecoutes"]),
        }

    def test_new_measure_does_not_inherit_from_the_one_removed(
        self, client_coordonnateur: Client, mesures: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "mesures").add_row("mesures")
        form.type(
            {"mesures-0-DELETE": "on", "mesures-2-numero": "1", "mesures-2-titre": "Neuve"}
        ).save()
        assert self.held(mesures)[1] == ("Neuve", [], [])

    def test_row_goes_to_the_measure_it_names(
        self, client_coordonnateur: Client, mesures: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "indicateurs")
        (rank,) = [
            name.split("-")[1]
            for name, value in form.champs.items()
            if name.endswith("-code") and value == ["ecoutes"]
        ]
        assert form.champs[f"indicateurs-{rank}-mesure"] == ["1"]
        form.type({f"indicateurs-{rank}-mesure": "2"}).save()
        assert self.held(mesures)[1][2] == []
        assert self.held(mesures)[2][2] == ["ecoutes"]

    def test_row_of_a_measure_is_shown_with_those_of_the_sheet(
        self, client_coordonnateur: Client, mesures: FicheAction
    ) -> None:
        page = Formulaire(client_coordonnateur, FICHE, "cadre").page
        assert "Décret fictif" in page
        assert "Article L. 0-1 fictif" in page
        assert "Mesure 2 : Seconde" in page


@pytest.mark.parametrize("count_sent", ["", "beaucoup"])
def test_a_form_sent_askew_breaks_nothing(
    client_coordonnateur: Client, fiche: FicheAction, count_sent: str
) -> None:
    before = said(fiche)
    form = Formulaire(client_coordonnateur, FICHE, "calendrier")
    sent = {**form.champs, "jalons-TOTAL_FORMS": count_sent, "ajouter": "jalons"}
    assert client_coordonnateur.post(form.url, sent).status_code == 200
    del sent["ajouter"]
    assert client_coordonnateur.post(form.url, sent).status_code == 200
    assert said(fiche) == before
