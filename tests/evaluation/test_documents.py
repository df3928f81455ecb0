"""The report, the workbook: made of a photo, the same on the day and years after."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import Bloc, Figure, Liste, Paragraphe, TableauDonnees, Titre
from quietude.documents.docx import render_docx
from quietude.documents.pdf import render_pdf
from quietude.documents.xlsx import render_xlsx
from quietude.evaluation.documents.chiffres import workbook
from quietude.evaluation.documents.rapport import report
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photo import (
    Photo,
    VueFiche,
    VueFinancement,
    VueIndicateur,
    VueInstance,
    VueObjectif,
    VuePart,
    VuePoint,
    VueSerie,
    VueValeur,
)
from tests.conftest import make_user
from tests.strategie.factories import make_strategie, write

ROUGE = "#aa0000"


def value(year: int, number: int | None, etat: str = "connue", raison: str = "") -> VueValeur:
    return VueValeur(
        periode=str(year),
        debut=date(year, 1, 1),
        fin=date(year, 12, 31),
        nombre=None if number is None else Decimal(number),
        texte="non affichée" if number is None else str(number),
        etat=etat,
        raison=raison,
    )


def make_photo(**changes: object) -> Photo:
    indicator = VueIndicateur(
        code="1.1",
        libelle="Nombre de séances",
        nature="Activité",
        unite="séances",
        origine="Registre des séances",
        valeurs=[value(2015, 12), value(2016, 20)],
        dimensions=["Public"],
        parts=[
            VuePart(libelles=["Élèves"], valeurs=[value(2015, 8), value(2016, 15)]),
            VuePart(libelles=["Parents"], valeurs=[value(2015, 4), value(2016, 5)]),
        ],
        signe="–",
        statut="sans cible ni sens attendu",
        evolution="Pas de changement établi.",
        commentaire="Deux collèges de plus.",
        manques=["Association fictive : décembre 2016"],
    )
    hidden = indicator.model_copy(
        update={
            "code": "1.2",
            "valeurs": [value(2016, None, "masquée", "effectif trop faible")],
            "parts": [],
            "dimensions": [],
            "manques": [],
        }
    )
    serie = VueSerie(
        cle="1",
        theme="Les dégradations",
        libelle="Dégradations",
        lieu="Valombre",
        unite="faits",
        points=[
            VuePoint(
                periode=str(year),
                debut=date(year, 1, 1),
                fin=date(year, 12, 31),
                nombre=Decimal(number),
                texte=str(number),
            )
            for year, number in ((2015, 43), (2016, 77))
        ],
        sens="hausse",
        phrase="Hausse nette : de 43 à 77 faits.",
        source="Source inventée",
    )
    fiche = VueFiche(
        numero=1,
        titre="Sensibiliser",
        objectif="o-1",
        pilotes=["Association fictive"],
        etat="En cours",
        avancement=40,
        etapes=[],
        indicateurs=[indicator, hidden],
        financements=[
            VueFinancement(
                financeur="FIPD", annee=2016, demande=Decimal(9000), accorde=Decimal(7000)
            )
        ],
        paroles=[],
    )
    plain: dict[str, object] = {
        "strategie": "Stratégie de Valombre",
        "ville": "Valombre",
        "annee": 2016,
        "faite_le": date(2017, 2, 1),
        "synthese": "Une année **calme**.",
        "delinquance": [serie],
        "objectifs": [VueObjectif(code="o-1", numero="1", titre="Prévenir", fiches=[1])],
        "fiches": [fiche],
        "instances": [
            VueInstance(
                nom="Conseil plénier",
                rythme="au moins 1 fois par an",
                attendues="1",
                tenues=1,
                presences=12,
                attendus=20,
                decisions=4,
                closes=3,
                en_retard=1,
                phrase="1 réunion tenue ; il en fallait 1 : rythme tenu.",
            )
        ],
        "constats": [],
        **changes,
    }
    return Photo.model_validate(plain)


def words(blocs: tuple[Bloc, ...]) -> Iterator[str]:
    for bloc in blocs:
        match bloc:
            case Titre():
                yield bloc.texte
            case Paragraphe():
                yield str(bloc.texte)
            case Liste():
                yield from map(str, bloc.elements)
            case TableauDonnees():
                for line in bloc.lignes:
                    yield " | ".join(map(str, line.cellules))
                yield from bloc.notes


def test_the_report_tells_the_year_in_its_own_order() -> None:
    document = report(make_photo(), ROUGE)
    titles = [b.texte for b in document.blocs if isinstance(b, Titre) and b.niveau == 1]
    assert titles == [
        "Synthèse",
        "L’évolution de la délinquance et de la tranquillité",
        "L’avancement des actions",
        "Le fonctionnement des instances",
        "Les financements",
        "Ce que dit le contrôle de cohérence",
        "Ce que disent les partenaires",
        "Propositions",
        "Annexe : inventaire des indicateurs",
    ]
    said = "\n".join(words(document.blocs))
    for told in (
        "1 en hausse",
        "Hausse nette : de 43 à 77 faits.",
        "1.1 Nombre de séances (séances) | — | 12 (2015) | 20 (2016)",
        "il manque Association fictive : décembre 2016.",
        "Deux collèges de plus.",
        "Sans valeur (1.2)",
        "12 sur 20",
        "1 décision est en retard",
        "rythme tenu par 1 instance sur 1",
    ):
        assert told in said.replace("\xa0", " ").replace("\u202f", " ")


def test_changes_and_splits_are_drawn() -> None:
    figures = [b.graphique for b in report(make_photo(), ROUGE).blocs if isinstance(b, Figure)]
    assert [chart.titre for chart in figures] == [
        "Dégradations, Valombre",
        "Nombre de séances, 2016",
    ]
    assert all(chart.alternative for chart in figures)


def test_a_project_says_so_and_an_adopted_one_its_date() -> None:
    assert report(make_photo(), ROUGE).mention.startswith("Projet")
    adopted = report(make_photo(adoptee_le=date(2017, 3, 10)), ROUGE)
    assert adopted.mention == "Adoptée le 10\xa0mars 2017"
    assert adopted.date == date(2017, 3, 10)


def test_an_empty_year_still_makes_a_report() -> None:
    empty = make_photo(
        delinquance=[], fiches=[], objectifs=[], instances=[], synthese="", constats=[]
    )
    said = "\n".join(words(report(empty, ROUGE).blocs))
    assert "Aucun chiffre" in said
    assert "Aucune instance" in said


def test_the_report_prints_as_pdf_and_word() -> None:
    document = report(make_photo(), ROUGE)
    pages = PdfReader(BytesIO(render_pdf(document))).pages
    assert "Évaluation de l’année 2016" in pages[0].extract_text()
    assert render_docx(document).startswith(b"PK")


def test_the_workbook_holds_each_figure_once() -> None:
    book = load_workbook(BytesIO(render_xlsx(workbook(make_photo(), ROUGE))))
    assert {"Délinquance", "Actions", "Indicateurs", "Instances", "Financements"} <= set(
        book.sheetnames
    )
    rows = list(book["Indicateurs"].iter_rows(values_only=True))
    told = [row for row in rows if "1.1" in row or "1.2" in row]
    assert len(told) == 7  # two years, two parts over two years, one hidden
    assert not any(row[8] == "non affichée" for row in told), "a hidden figure is no text"


@pytest.mark.django_db
def test_recipes_serve_those_who_read_the_evaluation(
    coordonnateur: Utilisateur,
) -> None:
    lecteur = make_user(Role.LECTEUR)
    row = write(EvaluationAnnuelle, strategie=make_strategie(), annee=2016)
    told = {"strategie": row.strategie.code, "annee": "2016"}
    recette = recettes.get("evaluation-rapport")
    assert recette is not None
    assert [choix.parametres for choix in recette.choix(coordonnateur)] == [told]
    assert recette.autorise(coordonnateur, told)
    assert not recette.autorise(lecteur, told), "an open evaluation is not for readers yet"
    assert recette.titre(told) == "Évaluation 2016"
    assert recette.construire(told, coordonnateur).titre == "Évaluation de l’année 2016"
