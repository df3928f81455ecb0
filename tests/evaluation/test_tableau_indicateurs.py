"""The board of indicators and the page of one: who reads what, filters, exports, cost."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.evaluation.lectures import Statut
from quietude.evaluation.tableau import usual_year
from quietude.indicateurs.memoire import ALIAS
from quietude.socle.periodes import Periode
from quietude.strategie.enums import EtatStrategie, RoleEngagement, SensIndicateur
from quietude.strategie.models import Indicateur
from tests.conftest import make_user
from tests.evaluation.indicateurs import ANNEE, SEANCES, SUIVI, Ville, make_ville
from tests.observatoire.factories import make_annees, make_serie
from tests.registres.factories import make_entree
from tests.strategie.factories import (
    engage,
    make_fiche,
    make_indicateur,
    make_mesure,
    make_objectif,
    make_organisation,
    make_strategie,
)

BOARD = "/evaluation/"


@pytest.fixture
def ville(db: None) -> Ville:
    caches[ALIAS].clear()
    return make_ville()


def client_of(role: Role = Role.COORDONNATEUR) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def page_of(row: Indicateur, **query: Any) -> str:
    where = [row.fiche.strategie.code, row.fiche.numero, row.code]
    return reverse("evaluation:indicateur", args=where, query={"annee": ANNEE, **query})


def test_figures_of_this_year_do_not_empty_the_year_shown(ville: Ville) -> None:
    """A first row of the year under way must not lead readers to a year without any."""
    row = ville.indicateur(mesure=f"{SEANCES}.personnes")
    before = usual_year(row.fiche.strategie)
    today = timezone.localdate()
    make_entree(ville.seances, ville.college, Periode(today, today), personnes=3)
    assert usual_year(row.fiche.strategie) == before


# -- the board ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ELU, Role.AGENT, Role.PARTENAIRE, Role.LECTEUR])
def test_everyone_who_reads_the_strategy_reads_its_figures(ville: Ville, role: Role) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes")
    text = text_of(client_of(role), f"{BOARD}?annee={ANNEE}")
    assert row.libelle in text
    assert ">55<" in text
    assert "Nouvel indicateur" not in text


def test_a_draft_is_not_for_readers(ville: Ville) -> None:
    draft = make_strategie("projet", etat=EtatStrategie.PROJET)
    make_indicateur(make_fiche(draft, 1), libelle="Secret du projet")
    assert client_of(Role.LECTEUR).get(f"{BOARD}?strategie=projet").status_code == 404
    assert "Secret du projet" in text_of(client_of(), f"{BOARD}?strategie=projet")


def test_without_strategy_the_board_says_so(db: None) -> None:
    assert client_of().get(BOARD).status_code == 200
    assert client_of(Role.ELU).get("/evaluation/fournir/").status_code == 200


def test_a_sheet_without_indicator_and_an_indicator_without_source_say_so(
    ville: Ville,
) -> None:
    make_fiche(ville.strategie, 2, titre="Action muette")
    make_indicateur(ville.fiche, libelle="Sans source")
    text = text_of(client_of(), f"{BOARD}?annee={ANNEE}")
    assert "La stratégie ne donne pas d’indicateur à cette action." in text
    assert "Aucune source n’est reliée à cet indicateur" in text


def test_each_status_has_its_sign_and_its_words(ville: Ville) -> None:
    make_indicateur(ville.fiche, source={"mesure": f"{SEANCES}.personnes"}, cible=Decimal(50))
    make_indicateur(
        ville.fiche, source={"mesure": f"{SEANCES}.lignes"}, sens=SensIndicateur.HAUSSE
    )
    make_indicateur(ville.fiche, source={"mesure": f"{SUIVI}.situations"})
    text = text_of(client_of(), f"{BOARD}?annee={ANNEE}")
    for status in (Statut.ATTEINTE, Statut.STABLE, Statut.SANS_CIBLE):
        assert f'<span aria-hidden="true">{status.signe}</span> {status.libelle}' in text


def lines_of(client: Client, query: str) -> list[str]:
    answer = client.get(f"{BOARD}?annee={ANNEE}&{query}")
    return [
        line.indicateur.libelle
        for group in answer.context["objectifs"]
        for fiche in group.fiches
        for line in fiche.lignes
    ]


def test_filters_keep_the_objective_the_pilot_the_status_and_what_lacks(ville: Ville) -> None:
    parent = ville.fiche.objectif
    below = make_objectif(ville.strategie, code="dessous", parent=parent)
    apart = make_objectif(ville.strategie, code="ailleurs")
    other = make_organisation("bailleur")
    rows = {
        "Ici": (ville.fiche, {"mesure": f"{SEANCES}.personnes"}),
        "Dessous": (make_fiche(ville.strategie, 2, objectif=below), None),
        "Ailleurs": (make_fiche(ville.strategie, 3, objectif=apart, pilotes=[other]), None),
    }
    for name, (fiche, source) in rows.items():
        make_indicateur(fiche, libelle=name, source=source)
    client = client_of()
    assert lines_of(client, "") == ["Ici", "Dessous", "Ailleurs"]
    assert lines_of(client, f"objectif={parent.code}") == ["Ici", "Dessous"]
    assert lines_of(client, "organisation=bailleur") == ["Ailleurs"]
    assert lines_of(client, "statut=sans-cible") == ["Ici"]
    assert lines_of(client, "a_completer=on") == ["Dessous", "Ailleurs"]
    assert lines_of(client, "objectif=inconnu&statut=inconnu&annee=3000") == [
        "Ici",
        "Dessous",
        "Ailleurs",
    ]


def test_filters_that_keep_nothing_offer_a_way_back(ville: Ville) -> None:
    ville.indicateur(mesure=f"{SEANCES}.personnes")
    text = text_of(client_of(), f"{BOARD}?annee={ANNEE}&statut=atteinte")
    assert "Aucun indicateur ne répond à ces filtres" in text


def test_the_export_holds_the_lines_shown_with_numbers_and_words(ville: Ville) -> None:
    ville.indicateur(mesure=f"{SEANCES}.personnes")
    make_indicateur(ville.fiche, libelle="Élèves écoutés")
    answer = client_of().get(f"{BOARD}?annee={ANNEE}&export=csv")
    text = b"".join(answer).decode("utf-8-sig")
    assert "Élèves écoutés" in text
    assert ";55;" in text
    answer = client_of(Role.ELU).get(f"{BOARD}?annee={ANNEE}&export=csv&statut=sans-cible")
    assert "Élèves" not in b"".join(answer).decode("utf-8-sig")


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


@pytest.mark.parametrize(
    ("address", "most"), [(BOARD, 33), ("/strategie/", 32), ("/strategie/essai/fiches/1/", 40)]
)
def test_the_cost_does_not_grow_with_the_indicators(
    ville: Ville, address: str, most: int
) -> None:
    make_annees(make_serie("vols"), {2023: 4, 2024: 3})
    sources: tuple[dict[str, Any], ...] = (
        {"mesure": f"{SEANCES}.personnes"},
        {"serie": "vols"},
        {"texte": True},
        {},
    )
    for source in sources:
        ville.indicateur(**source)
    client = client_of()
    once = queries_of(client, address)
    for source in (*sources, *sources):
        ville.indicateur(**source)
    make_indicateur(make_fiche(ville.strategie, pilotes=[ville.college]))
    assert queries_of(client, address) <= once
    assert once <= most


# -- the page of one ------------------------------------------------------------------------


def test_the_page_tells_figure_evolution_source_split_and_pilot(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes", par=["public"])
    text = text_of(client_of(), page_of(row))
    for words in ("55", "Séances", "Ventilation", "Eleves", "Association fictive", "Total"):
        assert words in text
    assert "Changer la source" in text
    assert f"graphique.svg?annee={ANNEE}" in text
    assert "Changer la source" not in text_of(client_of(Role.ELU), page_of(row))


def test_the_chart_is_a_picture_for_whoever_reads_the_page(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes")
    where = [row.fiche.strategie.code, row.fiche.numero, row.code]
    client = client_of(Role.LECTEUR)
    for kind, status in (("svg", 200), ("exe", 404)):
        chart = reverse("evaluation:indicateur_graphique", args=[*where, kind])
        assert client.get(f"{chart}?annee={ANNEE}").status_code == status
    text = make_indicateur(ville.fiche, source={"texte": True})
    chart = reverse("evaluation:indicateur_graphique", args=[*where[:2], text.code, "svg"])
    assert client.get(chart).status_code == 404


def test_a_year_or_a_cut_that_is_unknown_falls_back(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.lignes")
    client = client_of()
    usual = client.get(page_of(row, annee="abcd", decoupe="jamais"))
    assert usual.context["page"].decoupe.code == "annees"
    months = client.get(page_of(row, decoupe="mois"))
    assert [line.dite for line in months.context["page"].lignes][:2] == ["1", "1"]


def test_named_follow_up_is_cut_one_way_alone(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SUIVI}.situations")
    page = client_of().get(page_of(row, decoupe="mois")).context["page"]
    assert [cut.code for cut in page.decoupes] == ["annees"]
    assert page.decoupe.code == "annees"


def test_the_values_are_exported_with_what_there_is_to_know(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes")
    answer = client_of(Role.LECTEUR).get(page_of(row, export="csv"))
    assert "2024;55;" in b"".join(answer).decode("utf-8-sig")


def test_an_indicator_of_its_own_measure_names_the_pilots_of_that_measure(
    ville: Ville,
) -> None:
    measure = make_mesure(ville.fiche)
    engage(ville.fiche, RoleEngagement.PILOTE, [ville.college], measure)
    own = make_indicateur(ville.fiche, mesure=measure)
    whole = make_indicateur(ville.fiche)
    client = client_of()
    assert client.get(page_of(own)).context["pilotes"] == [ville.college]
    assert client.get(page_of(whole)).context["pilotes"] == [ville.association]


def test_an_unknown_indicator_is_not_found(ville: Ville) -> None:
    assert client_of().get("/evaluation/indicateurs/essai/1/rien/").status_code == 404


# -- in the strategy ------------------------------------------------------------------------


def test_the_tree_and_the_sheet_say_the_figure_its_course_and_its_status(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes")
    client = client_of(Role.LECTEUR)
    for address in ("/strategie/", "/strategie/essai/fiches/1/"):
        text = text_of(client, address)
        assert ">55<" in text
        assert "eval-etincelle" in text
        assert "2023\u00a0: 16\u00a0; 2024\u00a0: 55" in text
        assert Statut.SANS_CIBLE.libelle in text
        assert page_of(row).split("?")[0] in text
