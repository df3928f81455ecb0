"""A spreadsheet of rows: read as the form reads, refused whole with its lines, kept once."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.observatoire.imports.rapport import Refus
from quietude.partenaires.models import Organisation
from quietude.registres.cle import row_key
from quietude.registres.enums import Frequence, TypeChamp
from quietude.registres.imports.lecture import Lecture, read_file, read_text
from quietude.registres.models import Entree, Registre
from quietude.socle.periodes import Periode
from tests.conftest import make_user
from tests.registres.factories import make_entree, make_registre
from tests.strategie.factories import make_mandat, make_organisation

MARS = Periode.mois(2016, 3)
TITRES = "Fourni par;Période;Nombre;Public"


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association", nom="Association fictive")


@pytest.fixture
def registre(association: Organisation) -> Registre:
    other = make_organisation("autre", nom="Autre association")
    make_registre(
        "accueil",
        depuis=date(2016, 1, 1),
        champs={"nombre": TypeChamp.ENTIER, "public": ["eleves", "parents"]},
        fournisseurs=[association, other],
    )
    return Registre.objects.described().get()


def read(user: Utilisateur, registre: Registre, *lines: str, head: str = TITRES) -> Lecture:
    return read_text(user, registre, "\n".join([head, *lines]))


def test_labels_codes_and_accents_are_all_understood(
    registre: Registre, coordonnateur: Utilisateur
) -> None:
    found = read(
        coordonnateur,
        registre,
        "Association fictive;mars 2016;1 234;Eleves",
        "association;2016-04;7;PARENTS",
        "autre;05/2016;;",
    )
    assert found.erreurs == []
    assert [dict(row.valeurs) for row in found.ajouts] == [
        {"nombre": "1234", "public": "eleves"},
        {"nombre": "7", "public": "parents"},
        {},
    ]


def test_everything_wrong_is_said_line_by_line(
    registre: Registre, coordonnateur: Utilisateur
) -> None:
    found = read(
        coordonnateur,
        registre,
        "Association fictive;mars 2016;douze;Élèves",
        "Inconnue;mars 2016;3;Élèves",
        "association;2016;3;Chats",
    )
    assert [line for line, _ in found.erreurs] == [2, 3, 4, 4]
    told = [words for _, words in found.erreurs]
    assert told[0] == "colonne « Nombre » : Écrivez un nombre entier, sans unité ni lettre."
    assert told[1] == "colonne « Fourni par » : « Inconnue » n’est pas dans la liste."
    assert "n’attend pas de chiffres" in " ".join(told)
    assert "« Chats » n’est pas dans la liste." in " ".join(told)


def test_two_lines_of_one_figure_are_refused(
    registre: Registre, coordonnateur: Utilisateur
) -> None:
    found = read(
        coordonnateur,
        registre,
        "association;avril 2016;3;Élèves",
        "association;avril 2016;4;Élèves",
    )
    assert found.erreurs == [(3, "dit la même chose que la ligne 2")]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Fourni par;Période;Nombre;Couleur", "colonne « Couleur » inconnue"),
        ("Fourni par;Nombre", "il manque la colonne « Période »"),
        ("Période;Nombre;Nombre", "deux colonnes « Nombre »"),
    ],
)
def test_titles_that_nobody_knows_are_refused(
    registre: Registre, coordonnateur: Utilisateur, head: str, said: str
) -> None:
    found = read(coordonnateur, registre, "association;mars 2016;3;Élèves", head=head)
    assert said in found.erreurs[0][1]
    assert not found.ajouts


def test_what_is_there_is_corrected_or_left(
    registre: Registre, coordonnateur: Utilisateur, association: Organisation
) -> None:
    for month, number in ((3, 3), (4, 4)):
        row = make_entree(
            registre, association, Periode.mois(2016, month), nombre=number, public="eleves"
        )
        with acting(None, "test"):
            row.cle = row_key(registre, registre.champs.all(), row.valeurs)
            row.save()
    found = read(
        coordonnateur,
        registre,
        "association;mars 2016;3;Élèves",
        "association;avril 2016;40;Élèves",
        "association;mai 2016;5;Élèves",
        "Total;;48;",
    )
    assert (len(found.ajouts), len(found.corrections), found.inchangees) == (1, 1, 1)
    assert found.avertissements == ["Ligne 5 : ligne de total, non lue."]


def test_nothing_to_report_is_read(registre: Registre, coordonnateur: Utilisateur) -> None:
    found = read(
        coordonnateur,
        registre,
        "association;mars 2016;oui",
        head="Fourni par;Période;Rien à signaler",
    )
    assert [row.neant for row in found.ajouts] == [True]


def test_the_same_events_twice_change_nothing(
    coordonnateur: Utilisateur, association: Organisation
) -> None:
    make_registre("fil", frequence=Frequence.AU_FIL, fournisseurs=[association])
    fil = Registre.objects.described().get(code="fil")
    day = date(2016, 3, 1)
    make_entree(fil, association, Periode(day, day), nombre=3)
    found = read(coordonnateur, fil, "01/03/2016;3", "01/03/2016;3", head="Date;Nombre")
    assert (len(found.ajouts), found.inchangees) == (1, 1)


def test_a_partner_imports_its_own_rows_only(
    registre: Registre, association: Organisation
) -> None:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, association)
    found = read(user, registre, "mars 2016;3", head="Période;Nombre")
    assert [row.organisation for row in found.ajouts] == [association]
    refused = read(user, registre, "autre;mars 2016;3", head="Fourni par;Période;Nombre")
    assert "« autre » n’est pas dans la liste" in refused.erreurs[0][1]


def test_what_is_no_table_is_refused(
    registre: Registre, coordonnateur: Utilisateur, tmp_path: Path
) -> None:
    empty, binary = tmp_path / "vide.csv", tmp_path / "image.xlsx"
    empty.write_text("")
    binary.write_bytes(b"PK\x03\x04 rien de lisible")
    for file in (empty, binary):
        with pytest.raises(Refus):
            read_file(coordonnateur, registre, file)
    with pytest.raises(Refus, match="n’a que ses titres"):
        read_text(coordonnateur, registre, TITRES)


def test_the_template_is_read_back(
    client_coordonnateur: Client, registre: Registre, coordonnateur: Utilisateur, tmp_path: Path
) -> None:
    answer = client_coordonnateur.get(reverse("registres:modele", args=["accueil"]))
    book = load_workbook(BytesIO(answer.content))
    sheet = book["Saisie"]
    titles = [cell.value for cell in sheet[1]]
    assert titles == ["Fourni par", "Période", "Rien à signaler", "Nombre", "Public"]
    assert len(sheet.data_validations.dataValidation) == 3
    sheet.append(["Association fictive", "mars 2016", None, 3, "Eleves"])
    file = tmp_path / "rempli.xlsx"
    book.save(file)
    found = read_file(coordonnateur, registre, file)
    assert found.erreurs == []
    assert len(found.ajouts) == 1


def test_a_bad_file_changes_nothing_and_a_good_one_waits_to_be_confirmed(
    client_coordonnateur: Client, registre: Registre
) -> None:
    address = reverse("registres:importer", args=["accueil"])
    bad = SimpleUploadedFile("a.csv", f"{TITRES}\nassociation;mars 2016;x;Élèves".encode())
    page = client_coordonnateur.post(address, {"fichier": bad}).content.decode()
    assert "Rien n’a été changé" in page
    assert "Ligne 2, colonne « Nombre »" in page
    good = SimpleUploadedFile("a.csv", f"{TITRES}\nassociation;mars 2016;3;Élèves".encode())
    shown = client_coordonnateur.post(address, {"fichier": good})
    assert not Entree.objects.exists()
    text = shown.context["lecture"].texte
    client_coordonnateur.post(address, {"texte": text, "confirmer": "1"})
    assert Entree.objects.get().valeurs == {"nombre": "3", "public": "eleves"}
    client_coordonnateur.post(address, {"texte": text, "confirmer": "1"})
    assert Entree.objects.count() == 1


def test_an_empty_form_says_what_to_do(
    client_coordonnateur: Client, registre: Registre
) -> None:
    page = client_coordonnateur.post(reverse("registres:importer", args=["accueil"]), {})
    assert "Choisissez un fichier" in page.content.decode()


def test_other_sheets_of_a_workbook_are_said_to_be_left(
    registre: Registre, coordonnateur: Utilisateur, tmp_path: Path
) -> None:
    book = Workbook()
    book.worksheets[0].append(["Fourni par", "Période", "Nombre"])
    book.worksheets[0].append(["association", "mars 2016", 3])
    book.create_sheet("Brouillon").append(["x"])
    book.save(tmp_path / "deux.xlsx")
    found = read_file(coordonnateur, registre, tmp_path / "deux.xlsx")
    assert "Seule la première feuille" in found.avertissements[0]
