"""The sheet of a request to the FIPD: what is written, what lacks, and where to write it."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.enums import Format
from quietude.documents.production import render
from quietude.evaluation.documents.fipd import AVERTISSEMENT
from quietude.evaluation.enums import EtatContribution
from quietude.evaluation.fipd import FicheFipd, financed, read_fipd
from quietude.strategie.enums import Financeur
from quietude.strategie.models import FicheAction
from tests.conftest import make_user
from tests.evaluation.annuelles import make_contribution, make_evaluation
from tests.strategie.factories import (
    make_fiche,
    make_financement,
    make_indicateur,
    make_jalon,
    make_objectif,
    make_organisation,
    make_strategie,
)

pytestmark = pytest.mark.django_db
ANNEE = 2025


@pytest.fixture
def fiche() -> FicheAction:
    """An action for which the fund and the town are asked."""
    strategie = make_strategie("essai")
    parent = make_objectif(strategie, numero="1", titre="Prévenir", nature="strategique")
    mairie, club = make_organisation(nom="Mairie"), make_organisation(nom="Club fictif")
    row = make_fiche(
        strategie,
        1,
        titre="Médiation",
        objectif=make_objectif(strategie, numero="1.1", titre="Apaiser", parent=parent),
        pilotes=[mairie],
        partenaires=[club],
        but="Apaiser les abords.",
        contenu="- Recruter\n- Former",
        publics=["Élèves"],
        debut=date(2025, 1, 1),
        fin=date(2025, 12, 31),
    )
    make_jalon(row, titre="Recruter", echeance=date(2025, 6, 30))
    make_financement(row, annee=ANNEE, demande=6000, accorde=5000, depense=4000)
    make_financement(row, annee=ANNEE, financeur=Financeur.COMMUNE, demande=4000, note="Vote")
    make_financement(row, annee=2024, demande=99)
    make_indicateur(row, libelle="Médiations", reference=12, cible=20, unite="médiations")
    return row


def read(fiche: FicheAction, user: Utilisateur, annee: int = ANNEE) -> FicheFipd:
    return read_fipd(user, FicheAction.objects.for_page().get(pk=fiche.pk), annee)


def page(annee: int = ANNEE) -> str:
    return reverse("evaluation:fipd_fiche", args=["essai", 1, annee])


def words(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_the_sheet_gathers_what_is_already_written(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    told = {row.titre: row.lignes for row in read(fiche, coordonnateur).rubriques}
    assert told["Action"] == ("1. Médiation",)
    assert told["Porteur"] == ("Mairie",)
    assert told["Partenaires"] == ("Club fictif",)
    assert told["Objectif de la stratégie"] == ("1. Prévenir", "1.1. Apaiser")
    assert told["Contenu"] == ("Recruter", "Former")
    assert told["Public"] == ("Élèves",)
    assert told["Calendrier"] == (
        "Du 1er\xa0janvier 2025 au 31\xa0décembre 2025",
        "Recruter (30\xa0juin 2025)\xa0: Prévue",
    )


def test_what_lacks_is_named_with_the_part_to_fill_in(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    lacking = {row.titre: row.partie for row in read(fiche, coordonnateur).manquantes}
    assert lacking == {
        "Constat": "constat",
        "Lieu": "acteurs",
        "Évaluation prévue": "indicateurs",
    }


def test_the_budget_is_that_of_the_year(fiche: FicheAction, coordonnateur: Utilisateur) -> None:
    sheet = read(fiche, coordonnateur)
    assert [(row.financeur, row.argent.demande) for row in sheet.budget] == [
        ("FIPD", Decimal(6000)),
        ("Commune", Decimal(4000)),
    ]
    assert sheet.total.demande == Decimal(10_000)
    assert sheet.fipd.depense == Decimal(4000)
    assert read(fiche, coordonnateur, 2024).total.demande == Decimal(99)


@pytest.mark.parametrize(
    ("fund", "town", "share", "over"),
    [(6000, 4000, 60, True), (5000, 5000, 50, False), (2000, 8000, 20, False)],
)
def test_the_share_of_the_fund_is_told_against_the_cofinancing_sought(
    fund: int, town: int, share: int, over: bool, coordonnateur: Utilisateur
) -> None:
    row = make_fiche(make_strategie("essai"), 1)
    make_financement(row, annee=ANNEE, demande=fund)
    make_financement(row, annee=ANNEE, demande=town, financeur=Financeur.COMMUNE)
    sheet = read(row, coordonnateur)
    assert (sheet.part, sheet.depasse) == (Decimal(share), over)
    assert f"{share}\u202f%" in sheet.reserve
    assert ("recherché" in sheet.reserve) == over


@pytest.mark.parametrize(
    "amounts", [[None], [5000, None], [0]], ids=["rien", "un manque", "zéro"]
)
def test_a_share_that_cannot_be_known_is_not_told(
    amounts: list[int | None], coordonnateur: Utilisateur
) -> None:
    row = make_fiche(make_strategie("essai"), 1)
    for amount in amounts:
        make_financement(row, annee=ANNEE, demande=amount)
    sheet = read(row, coordonnateur)
    assert sheet.part is None and not sheet.depasse
    assert "ne se calcule pas encore" in sheet.reserve


def test_no_rule_is_invented_for_a_year_before_those_we_know(
    coordonnateur: Utilisateur,
) -> None:
    row = make_fiche(make_strategie("essai"), 1)
    make_financement(row, annee=2016, demande=5000)
    sheet = read(row, coordonnateur, 2016)
    assert sheet.regle is None and not sheet.depasse
    assert "n’est pas connue ici" in sheet.reserve


def test_the_balance_holds_indicators_and_what_was_handed_in(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    evaluation = make_evaluation(fiche.strategie, annee=ANNEE)
    rendered = {"etat": EtatContribution.RENDUE, "rendue_le": timezone.now(), "texte": "Bilan."}
    make_contribution(evaluation, make_organisation(nom="Mairie"), fiche, **rendered)
    make_contribution(evaluation, make_organisation(nom="Autre"), fiche, texte="Brouillon")
    sheet = read(fiche, coordonnateur)
    assert [(row.organisation, row.texte) for row in sheet.paroles] == [("Mairie", "Bilan.")]
    (indicator,) = sheet.indicateurs
    assert (indicator.reference, indicator.cible) == ("12", "20")


def test_only_actions_that_name_the_fund_are_listed_with_their_years(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    make_fiche(fiche.strategie, 2)
    undated = make_fiche(fiche.strategie, 3)
    make_financement(undated)
    assert list(financed(coordonnateur)) == [(fiche, [2025, 2024]), (undated, [2025])]
    make_evaluation(fiche.strategie, annee=2023)
    assert dict(financed(coordonnateur))[undated] == [2023]


# -- pages ------------------------------------------------------------------------------------


def test_the_page_says_what_it_is_not_and_leads_to_the_parts_to_fill(
    fiche: FicheAction, client_coordonnateur: Client
) -> None:
    text = words(client_coordonnateur.get(page()))
    for told in ("Mairie", "Médiations", "6\u202f000\u00a0€", "À compléter", "non dit"):
        assert told in text
    assert AVERTISSEMENT in text
    assert reverse("strategie:fiche_section_edit", args=["essai", 1, "constat"]) in text
    assert 'value="essai/1/2025"' in text


def test_who_cannot_edit_is_told_who_does(fiche: FicheAction) -> None:
    client = Client()
    client.force_login(make_user(Role.ELU))
    text = words(client.get(page()))
    assert "Le coordonnateur complète la fiche action." in text
    assert "/modifier" not in text


def test_a_year_without_money_is_not_found(
    fiche: FicheAction, client_coordonnateur: Client
) -> None:
    assert client_coordonnateur.get(page(2011)).status_code == 404
    assert page() in words(client_coordonnateur.get(reverse("evaluation:fipd")))


def test_an_empty_list_says_what_to_do(client_coordonnateur: Client) -> None:
    assert "Aucune action ne cite le FIPD" in words(
        client_coordonnateur.get(reverse("evaluation:fipd"))
    )


def test_the_page_costs_the_same_for_one_and_nine_lines(
    fiche: FicheAction, client_coordonnateur: Client
) -> None:
    counts = []
    for extra in (0, 8):
        for rank in range(extra):
            make_financement(fiche, annee=ANNEE, demande=100)
            make_indicateur(fiche, code=f"9.{rank}")
        with CaptureQueriesContext(connection) as queries:
            client_coordonnateur.get(page())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_sheet_goes_to_word_and_to_a_workbook(
    fiche: FicheAction, coordonnateur: Utilisateur
) -> None:
    recette = recettes.get("fipd")
    assert recette is not None
    choice = recette.choix(coordonnateur)[0]
    assert (choice.cle, recette.titre(choice.parametres)) == (
        "essai/1/2025",
        "FIPD 2025, action 1",
    )
    content = recette.construire(choice.parametres, coordonnateur)
    book = load_workbook(BytesIO(render(content, Format.XLSX)))
    assert book.sheetnames == ["Demande", "Budget", "Bilan"]
    total = [row for row in book["Budget"].iter_rows(values_only=True) if row[1] == 10_000]
    assert total
    document = Document(BytesIO(render(content, Format.DOCX)))
    cells = {c.text for table in document.tables for row in table.rows for c in row.cells}
    assert {"À compléter", "Élèves"} <= cells


def test_the_recipe_follows_the_rights_on_the_action(fiche: FicheAction) -> None:
    recette = recettes.get("fipd")
    assert recette is not None
    told = {"strategie": "essai", "fiche": "1", "annee": "2025"}
    lecteur = make_user(Role.LECTEUR)
    assert recette.autorise(lecteur, told)
    assert not recette.autorise(lecteur, {**told, "fiche": "9"})
