"""The printed strategy: all of it, in order, as the reader may see it, in few queries."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import (
    Bloc,
    Definitions,
    DocumentContenu,
    Feuillet,
    Liste,
    Markdown,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.documents.docx import render_docx
from quietude.documents.pdf import render_pdf
from quietude.documents.xlsx import render_xlsx
from quietude.journal.actions import acting
from quietude.observatoire.models import Tableau
from quietude.strategie.documents import annexes
from quietude.strategie.documents.annexes import Annexe
from quietude.strategie.documents.classeur import actions_workbook
from quietude.strategie.documents.fiche import period, sheet_blocks
from quietude.strategie.documents.lecture import full_sheets, rank
from quietude.strategie.documents.protocole import months
from quietude.strategie.documents.strategie import period_label, strategy_document
from quietude.strategie.enums import EtatStrategie, Financeur, RoleEngagement
from quietude.strategie.models import (
    ChapitreTableau,
    DocumentLie,
    FicheAction,
    Strategie,
)
from quietude.territoire.models import Territoire
from tests.conftest import make_user
from tests.strategie import factories
from tests.strategie.factories import Valmont, make_valmont, write

pytestmark = pytest.mark.django_db

CONTENU: dict[str, Any] = {
    "colonnes": [
        {"code": "2023", "libelle": "2023"},
        {"code": "evol", "libelle": "Évolution", "unite": "%"},
        {"code": "avis", "libelle": "Avis"},
    ],
    "lignes": [
        {
            "code": "vols",
            "libelle": "Vols",
            "groupe": "Biens",
            "valeurs": {"2023": 1234, "evol": -4.5, "avis": "une longue remarque"},
        },
        {"code": "feux", "libelle": "Feux", "groupe": "Biens", "valeurs": {"2023": "n.d."}},
        {"code": "total", "libelle": "Total", "unite": "cas", "valeurs": {"2023": 1500}},
    ],
    "relations": [{"type": "somme", "cible": "total", "termes": ["vols", "feux"]}],
    "notes": ["Chiffres inventés."],
}


@pytest.fixture
def valmont() -> Valmont:
    write(Territoire, nom="Valmont-les-Essais", couleur="#7a1f3d")
    town = make_valmont()
    strategie = town.strategie
    factories.make_chapitre(strategie, "10", titre="Évaluation")
    factories.make_chapitre(strategie, "2", titre="Diagnostic")
    faits = factories.make_chapitre(strategie, "2.1", titre="Faits")
    tableau = write(
        Tableau,
        recueil=strategie.code,
        code="faits",
        titre="Évolution des faits",
        lieu="2.1",
        unite="faits",
        source="Source fictive",
        contenu=CONTENU,
    )
    write(ChapitreTableau, chapitre=faits, tableau=tableau)
    factories.make_protocole(
        strategie,
        {town.mairie: ["Prévenir sous 24 heures"], town.college: []},
        lieu="2.2",
        debut=date(2025, 3, 1),
        reconduction="Tacite",
        texte="Des dispositions.",
    )
    return town


@pytest.fixture
def reader() -> Utilisateur:
    return make_user(Role.COORDONNATEUR)


@pytest.fixture
def annexe() -> Iterator[list[Annexe]]:
    """Annexes registered by a test, gone after it."""
    before = list(annexes._ANNEXES)
    annexes._ANNEXES.clear()
    yield annexes._ANNEXES
    annexes._ANNEXES[:] = before


def titles(blocs: tuple[Bloc, ...] | list[Bloc], *, listed: bool = True) -> list[str]:
    found = [b.titre if isinstance(b, Feuillet) else b for b in blocs]
    return [t.complet for t in found if isinstance(t, Titre) and t.au_sommaire is listed]


def blocks_of(fiche: FicheAction) -> list[Bloc]:
    return list(sheet_blocks(full_sheets(FicheAction.objects.all()).get(pk=fiche.pk), 1))


def test_parts_stand_in_the_order_of_their_numbers(
    valmont: Valmont, reader: Utilisateur, annexe: list[Annexe]
) -> None:
    document = strategy_document(valmont.strategie, reader)
    assert titles(document.blocs) == [
        "2. Diagnostic",
        "2.1. Faits",
        "2.2. Protocole fictif",
        "3. Les objectifs",
        "Axe A : Prévenir",
        "Sous-axe A1 : Les jeunes",
        "Sous-axe A1a : Au collège",
        "Axe B : Aller vers",
        "Sous-axe C : Sans rattachement",
        "4. Les actions",
        "Axe A : Prévenir",
        "Sous-axe A1 : Les jeunes",
        "2. Chantiers éducatifs d'été",
        "Sous-axe A1a : Au collège",
        "1. Médiation à la sortie du collège",
        "Sous-axe C : Sans rattachement",
        "3. Permanences",
        "4. Guide des démarches",
        "10. Évaluation",
        "Signataires",
    ]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (("0", "1", "2"), ["Préface", "1. C", "2. C", "Les objectifs", "Les actions"]),
        (("1", "3"), ["1. C", "Les objectifs", "2. Les actions", "3. C"]),
        (("1", "5"), ["1. C", "2. Les objectifs", "3. Les actions", "5. C"]),
        ((), ["Les objectifs", "Les actions"]),
    ],
)
def test_objectives_and_actions_take_the_numbers_left_free(
    reader: Utilisateur, annexe: list[Annexe], numbers: tuple[str, ...], expected: list[str]
) -> None:
    strategie = factories.make_strategie()
    factories.make_fiche(strategie, 1)
    for number in numbers:
        factories.make_chapitre(strategie, number, titre="C" if number != "0" else "Préface")
    blocs = strategy_document(strategie, reader).blocs
    assert [b.complet for b in blocs if isinstance(b, Titre) and b.niveau == 1] == expected


def test_chapters_named_for_it_receive_objectives_actions_and_signatories(
    valmont: Valmont, reader: Utilisateur, annexe: list[Annexe]
) -> None:
    for number, code in (("3", "objectifs"), ("4", "actions"), ("5", "signataires")):
        factories.make_chapitre(valmont.strategie, number, code=code, titre=code)
    listed = titles(strategy_document(valmont.strategie, reader).blocs)
    assert not any(title.endswith("Les actions") for title in listed)
    assert listed.index("4. actions") < listed.index("3. Permanences")
    assert listed.index("5. signataires") < listed.index("10. Évaluation")


def test_agreement_without_number_comes_last(valmont: Valmont, reader: Utilisateur) -> None:
    factories.make_protocole(valmont.strategie, {valmont.mairie: []}, titre="Accord")
    assert titles(strategy_document(valmont.strategie, reader).blocs)[-1] == "Accord"


def test_annexes_complete_their_chapter_or_make_one(
    valmont: Valmont, reader: Utilisateur, annexe: list[Annexe]
) -> None:
    def bodies(strategie: Strategie, user: Utilisateur, niveau: int) -> list[Bloc]:
        return [Titre(f"Instance de {user.nom}", niveau)]

    def nothing(strategie: Strategie, user: Utilisateur, niveau: int) -> list[Bloc]:
        return []

    annexes.register(Annexe("Instances", "chapitre-2", bodies))
    annexes.register(Annexe("Instances", "chapitre-2", bodies))
    annexes.register(Annexe("Les instances", "gouvernance", bodies))
    annexes.register(Annexe("Vide", "ailleurs", nothing))
    listed = titles(strategy_document(valmont.strategie, reader).blocs)
    name = f"Instance de {reader.nom}"
    assert listed[1:4] == ["2.1. Faits", "2.2. Protocole fictif", name]
    assert listed[-2:] == ["Les instances", name]
    assert listed.count(name) == 2


def test_cover_carries_the_town_the_period_and_the_state(
    valmont: Valmont, reader: Utilisateur
) -> None:
    strategie = valmont.strategie
    document = strategy_document(strategie, reader)
    assert (document.emetteur, document.couleur) == ("Valmont-les-Essais", "#7a1f3d")
    assert document.sous_titre == "2025 – 2028"
    assert document.mention.startswith("Adoptée, édition du ")
    strategie.adoptee_le = date(2025, 1, 10)
    assert strategy_document(strategie, reader).mention.startswith("Adoptée le 10\u00a0janvier")
    strategie.etat = EtatStrategie.PROJET
    assert strategy_document(strategie, reader).mention.startswith("Projet, ")


def test_published_table_keeps_groups_totals_units_and_source(
    valmont: Valmont, reader: Utilisateur
) -> None:
    blocs = strategy_document(valmont.strategie, reader).blocs
    table = next(b for b in blocs if isinstance(b, TableauDonnees))
    assert [(c.libelle, c.nombre) for c in table.colonnes] == [
        ("", False),
        ("2023", True),
        ("Évolution (%)", True),
        ("Avis", False),
    ]
    group, vols, feux, total = table.lignes
    assert (group.groupe, group.cellules) == (True, ("Biens",))
    assert vols.cellules == ("Vols", Decimal(1234), Decimal("-4.5"), "une longue remarque")
    assert feux.cellules == ("Feux", "n.d.", None, None)
    assert (total.total, total.cellules[0]) == (True, "Total (cas)")
    assert table.legende == "Évolution des faits (faits)"
    assert table.notes == ("Chiffres inventés.", "Source : Source fictive")


def test_every_sheet_has_the_same_layout(valmont: Valmont) -> None:
    core = ["Constat", "Objectif de l’action", "Contenu", "Calendrier", "Financement"]
    core.append("Indicateurs")
    for fiche in valmont.fiches:
        identity, *others = list(_headings(blocks_of(fiche)))
        assert identity == ["Sous-axe", "Pilote", "Partenaires", "Publics", "Secteurs", "Dates"]
        printed = [title for group in others for title in group if title in core]
        assert printed == core


def _headings(blocs: list[Bloc]) -> Iterator[list[str]]:
    """Terms of the identity table, then every title, missing parts included."""
    for bloc in blocs:
        if isinstance(bloc, Definitions):
            terms = [term for term, _ in bloc.termes]
            if terms[0] == "Sous-axe":
                yield terms[:6]
                terms = terms[6:]
            yield terms
        elif isinstance(bloc, Titre):
            yield [bloc.texte]


def test_sheet_prints_everything_it_holds(valmont: Valmont) -> None:
    fiche = valmont.fiches[0]
    write(DocumentLie, fiche=fiche, titre="Charte", url="https://essai.example/charte")
    factories.make_lien(fiche, nature="poursuit", strategie=valmont.strategie, mention="Bilan")
    factories.make_lien(fiche, nature="", mention="Autre")
    mesure = fiche.mesures.get()
    factories.engage(fiche, RoleEngagement.PILOTE, [valmont.college], mesure)
    factories.make_indicateur(fiche, mesure=mesure, ventilation=["sexe"], note="Estimé")
    factories.make_reference(
        fiche, mesure=mesure, datee_du=date(2007, 3, 5), objet="Prévention"
    )
    write(type(fiche), **_plain_copy(fiche))
    with acting(None, "test"):
        mesure.objectif = "Écouter."
        mesure.save()
        fiche.evaluation = "Un bilan par an."
        fiche.partenaires_mention = "Tous volontaires"
        fiche.save()
    reader = PdfReader(BytesIO(render_pdf(_alone(fiche))))
    printed = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for expected in (
        "Médiation à la sortie du collège",
        "En cours",
        "Mairie de Valmont",
        "Collège Les Essais",
        "Tous volontaires",
        "Familles",
        "Centre",
        "Du 1er septembre 2025 au 30 juin 2027",
        "disputes",
        "Points d’écoute",
        "Écouter.",
        "selon sexe",
        "du 5 mars 2007",
        "remplacé par Article L. 0-2",
        "Premier bilan",
        "Au fil",
        "12 000",
        "Total",
        "15 000",
        "Incidents signalés",
        "42",
        "Un bilan par an.",
        "Charte",
        "Chantiers éducatifs d’été",
        "Plan tranquillité",
        "Autre",
    ):
        assert expected in printed, expected


def _plain_copy(fiche: FicheAction) -> dict[str, Any]:
    return {
        "strategie": fiche.strategie,
        "objectif": fiche.objectif,
        "numero": 9,
        "titre": "Une autre",
    }


def _alone(fiche: FicheAction) -> DocumentContenu:
    return DocumentContenu(
        titre="Fiche",
        emetteur="Valmont",
        date=date(2026, 11, 23),
        blocs=tuple(blocks_of(fiche)),
        couverture=False,
        sommaire=False,
    )


def test_empty_sheet_says_so(valmont: Valmont) -> None:
    blocs = blocks_of(valmont.fiches[2])
    (terms,) = [dict(b.termes) for b in blocs if isinstance(b, Definitions)]
    assert {terms[name] for name in ("Pilote", "Constat", "Indicateurs")} == {"Non renseigné"}
    assert terms["Financement"] == "Non renseigné"


def test_amounts_unknown_make_no_total(valmont: Valmont) -> None:
    fiche = valmont.fiches[2]
    for funder in (Financeur.FIPD, Financeur.COMMUNE):
        factories.make_financement(fiche, financeur=funder)
    (table,) = [b for b in blocks_of(fiche) if isinstance(b, TableauDonnees)]
    assert [line.cellules[0] for line in table.lignes] == ["FIPD", "Commune"]


@pytest.mark.parametrize(
    ("debut", "fin", "printed"),
    [
        (None, None, ""),
        (date(2026, 5, 2), None, "À partir du 2\u00a0mai 2026"),
        (None, date(2026, 5, 2), "Jusqu’au 2\u00a0mai 2026"),
    ],
)
def test_period_says_what_is_known(debut: date | None, fin: date | None, printed: str) -> None:
    assert period(debut, fin) == printed


def test_small_words() -> None:
    assert [months(n) for n in (3, 12, 18, 48)] == ["3 mois", "1 an", "18 mois", "4 ans"]
    assert [rank(n) for n in ("5.10.", "annexe", "")] == [(5, 10), (), ()]
    one_year = Strategie(debut=date(2026, 1, 1), fin=date(2026, 12, 31))
    assert period_label(one_year) == "2026"


def test_agreement_prints_parties_terms_and_commitments(
    valmont: Valmont, reader: Utilisateur
) -> None:
    blocs = strategy_document(valmont.strategie, reader).blocs
    terms = next(dict(b.termes) for b in blocs if isinstance(b, Definitions))
    assert terms["Durée"] == "4 ans"
    assert terms["Préavis"] == "3 mois"
    assert terms["Signature"] == "1er\u00a0mars 2025"
    assert Liste((Markdown("Prévenir sous 24 heures"),)) in blocs
    assert Paragraphe("Aucun engagement propre.") in blocs


def test_workbook_counts_and_totals(valmont: Valmont, reader: Utilisateur) -> None:
    factories.make_financement(
        valmont.fiches[1], financeur=Financeur.FIPD, demande=Decimal("100.50")
    )
    content = render_xlsx(actions_workbook(valmont.strategie, reader))
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Actions", "Indicateurs", "Financements"]
    actions = book["Actions"]
    assert [actions.cell(row, 1).value for row in range(2, 7)] == [1, 2, 3, 4, "Total"]
    assert [actions.cell(6, column).value for column in (13, 14)] == [15100.5, 9500]
    assert actions["F2"].value.year == 2025
    assert actions["L2"].value == 2
    funders = [
        [cell.value for cell in row] for row in book["Financements"].iter_rows(min_row=2)
    ]
    assert funders == [
        ["FIPD", 2, 12100.5, 9500, None],
        ["Commune", 1, 3000, None, None],
        ["Total", None, 15100.5, 9500, None],
    ]
    indicators = book["Indicateurs"]
    assert [indicators.cell(3, column).value for column in (6, 7)] == [42, 20]


def test_queries_do_not_depend_on_the_number_of_sheets(
    valmont: Valmont, reader: Utilisateur
) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            strategy_document(valmont.strategie, reader)
        with CaptureQueriesContext(connection) as more:
            actions_workbook(valmont.strategie, reader)
        counts.append((len(queries), len(more)))
        for _ in range(4):
            fiche = factories.make_fiche(
                valmont.strategie, pilotes=[valmont.mairie], secteurs=[valmont.centre]
            )
            factories._furnish(fiche, valmont.fiches[0], valmont.mairie)
    assert counts[0] == counts[1]


def test_word_says_the_same_as_the_pdf(valmont: Valmont, reader: Utilisateur) -> None:
    document = strategy_document(valmont.strategie, reader)
    assert render_docx(document).startswith(b"PK")
    assert len(PdfReader(BytesIO(render_pdf(document))).pages) > 8


def test_recipes_offer_only_what_the_reader_may_read(valmont: Valmont) -> None:
    draft = factories.make_strategie("brouillon", etat=EtatStrategie.PROJET, titre="Brouillon")
    factories.make_fiche(draft, 1)
    lecteur, elu = make_user(Role.LECTEUR), make_user(Role.ELU)
    for key in ("strategie", "tableau-actions", "fiche"):
        recette = recettes.get(key)
        assert recette is not None
        offered = {choix.parametres["strategie"] for choix in recette.choix(lecteur)}
        assert offered == {"valmont-2025-2028"}
        hidden = {"strategie": "brouillon", "fiche": "1"}
        assert not recette.autorise(lecteur, hidden)
        assert recette.autorise(elu, hidden)
        with pytest.raises(ObjectDoesNotExist):
            recette.construire(hidden, lecteur)
        assert recette.construire(hidden, elu)


def test_sheet_choices_name_the_strategy_when_there_are_several(valmont: Valmont) -> None:
    user = make_user(Role.ELU)
    recette = recettes.get("fiche")
    assert recette is not None
    alone = recette.choix(user)
    assert alone[2].libelle == "3. Permanences"
    assert alone[2].cle == "valmont-2025-2028/3"
    assert recette.titre(alone[2].parametres) == "Fiche 3. Permanences"
    factories.make_fiche(factories.make_strategie("autre", titre="Autre"), 1)
    assert any(choix.libelle.startswith("Autre – 1.") for choix in recette.choix(user))


def test_titles_of_what_is_gone_still_read(valmont: Valmont) -> None:
    gone = {"strategie": "disparue", "fiche": "1"}
    expected = {
        "strategie": "Stratégie",
        "fiche": "Fiche",
        "tableau-actions": "Tableau des actions – Stratégie",
    }
    for key, title in expected.items():
        recette = recettes.get(key)
        assert recette is not None
        assert recette.titre(gone) == title
