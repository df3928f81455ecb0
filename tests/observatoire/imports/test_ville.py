"""The town's own table: what is read, what is forgiven, what is refused and where."""

import gzip
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from quietude.comptes.models import Utilisateur
from quietude.observatoire.actions.series import create_serie, typed_source
from quietude.observatoire.imports import tables
from quietude.observatoire.imports.fichier import look_at
from quietude.observatoire.imports.importer import import_file
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.imports.rapport import Rapport, Refus
from quietude.observatoire.imports.ville import modele_csv, modele_xlsx, recognise
from quietude.observatoire.models import Grandeur, Observation, Perimetre, Serie, Source, Theme
from quietude.territoire.models import Commune, Division, Secteur

TITRES = ["série", "unité", "lieu", "période", "valeur", "nature", "thème", "note"]


@pytest.fixture(autouse=True)
def valmont(systeme: None, nomenclatures: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "donnees"
    Commune.objects.create(insee="13047", nom="Istres")
    division = Division.objects.create(code="quartiers", nom="Quartiers", nature="quartiers")
    Secteur.objects.create(division=division, code="centre", nom="Centre ancien")
    Secteur.objects.create(division=division, code="bord-de-lac", nom="Bord de lac")


def text_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / f"sans-nom-{len(list(folder.iterdir()))}"
    path.write_bytes(text.encode(encoding))
    return path


def table(folder: Path, *rows: str, titles: str = ";".join(TITRES)) -> Path:
    return text_file(folder, "\n".join([titles, *rows]))


def book(folder: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path = folder / f"classeur-{len(list(folder.iterdir()))}"
    made.save(path)
    return path


def load(path: Path) -> tuple[Source, Rapport]:
    return import_file(actor=None, chemin=path, nom="comptages.csv")


def refusal(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(Refus) as caught:
        load(path)
    assert not Observation.objects.exists()
    assert caught.value.message.startswith("Rien n’a été importé")
    return caught.value.lignes


def held() -> dict[tuple[str, str], tuple[str, Decimal | None]]:
    rows = Observation.objects.in_force()
    return {
        (row.serie.libelle, f"{row.debut:%Y-%m-%d}/{row.fin:%Y-%m-%d}"): (row.etat, row.valeur)
        for row in rows.select_related("serie")
    }


ANNEE = "2015-01-01/2015-12-31"


# --- what is read ---


def test_a_table_becomes_series_with_their_place_theme_and_figures(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "Médiations;interventions;;2015;120;;tranquillite;Registre fictif",
        "Médiations;;quartiers/centre;2015-T2;31;faits;;",
        "Médiations;;Quartiers / Bord de lac;2015-03;nd;;;",
        "Logements sociaux;logements;13047;2015-2016;4000,5;stock;;",
        "Appels clos;%;Istres;01/01/2016-30/09/2016;82.5;Taux;Tranquillité publique;",
        "Médiations;;;2016;;;;",
    )
    source, rapport = load(path)
    assert (rapport.ajoutees, rapport.revisees, rapport.lues) == (6, 0, 6)
    assert rapport.avertissements == []
    assert (source.famille, source.titre) == ("ville", "Comptages de la ville")
    assert held() == {
        ("Médiations", ANNEE): ("publiee", Decimal(120)),
        ("Médiations", "2015-04-01/2015-06-30"): ("publiee", Decimal(31)),
        ("Médiations", "2015-03-01/2015-03-31"): ("non-diffusee", None),
        ("Logements sociaux", "2015-09-01/2016-08-31"): ("publiee", Decimal("4000.5")),
        ("Appels clos", "2016-01-01/2016-09-30"): ("publiee", Decimal("82.5")),
        ("Médiations", "2016-01-01/2016-12-31"): ("manquante", None),
    }
    town = Serie.objects.get(libelle="Médiations", perimetre__code="13047")
    assert (town.unite, town.nature, town.theme) == (
        "interventions",
        "evenements",
        "tranquillite",
    )
    assert town.code == "mediations-13047"
    assert Observation.objects.get(serie=town, valeur=120).note == "Registre fictif"
    sector = Perimetre.objects.get(code="quartiers/bord-de-lac")
    assert sector.nom == "Bord de lac (Quartiers)"
    assert sector.secteur == Secteur.objects.get(code="bord-de-lac")
    assert Serie.objects.get(libelle="Appels clos").theme == "tranquillite"


def test_dimensions_make_series_of_one_name(tmp_path: Path) -> None:
    titles = "Série;Période;Valeur;Dim : âge;dim:motif"
    load(
        table(
            tmp_path,
            "Jeunes reçus;2015;12;mineurs;",
            "Jeunes reçus;2015;30;majeurs;école",
            "Jeunes reçus;2015;42;;",
            titles=titles,
        )
    )
    found = {row.code: row.dimensions for row in Serie.objects.filter(libelle="Jeunes reçus")}
    assert found == {
        "jeunes-recus-mineurs-13047": {"âge": "mineurs"},
        "jeunes-recus-majeurs-ecole-13047": {"âge": "majeurs", "motif": "école"},
        "jeunes-recus-13047": {},
    }


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_letters_of_spreadsheets_are_read(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    rows = [["Série", "PERIODE ", "Valeur"], ["Élèves exclus", "2015", "7"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    load(text_file(tmp_path, text, encoding))
    assert held() == {("Élèves exclus", ANNEE): ("publiee", Decimal(7))}


@pytest.mark.parametrize(
    ("typed", "nature", "value"),
    [
        ("1 234", "faits", "1234"),
        ("1\u202f234", "faits", "1234"),
        ("12,0", "faits", "12"),
        ("1234.5", "stock", "1234.5"),
        ("-3,25", "taux", "-3.25"),
        ("12,5 %", "taux", "12.5"),
        ("0", "faits", "0"),
    ],
)
def test_numbers_are_read_as_people_write_them(
    tmp_path: Path, typed: str, nature: str, value: str
) -> None:
    load(table(tmp_path, f"Essai;;;2015;{typed};{nature};;"))
    assert held() == {("Essai", ANNEE): ("publiee", Decimal(value))}


@pytest.mark.parametrize("typed", ["nd", "ND", "n.d.", "non diffusé", "ndiff"])
def test_withheld_is_neither_missing_nor_zero(tmp_path: Path, typed: str) -> None:
    load(table(tmp_path, f"Essai;;;2015;{typed};;;"))
    assert held() == {("Essai", ANNEE): ("non-diffusee", None)}


def test_cells_of_a_workbook_are_read_as_they_show(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(TITRES)
    for row, (period, picture, value) in enumerate(
        [
            (2015, "General", 4),
            (datetime(2015, 3, 1), "mmm-yy", 5.0),
            (datetime(2015, 6, 30), "dd/mm/yyyy", 6),
            ("mars-16", "@", 7),
        ],
        start=2,
    ):
        sheet.append(["Essai", None, 13047, period, value])
        sheet.cell(row, 4).number_format = picture
    sheet.append(["Part", None, None, 2015, 0.125, "taux"])
    sheet.cell(6, 5).number_format = "0.0%"
    sheet.append(["Moyenne", None, None, 2015, 0.1 + 0.2, "stock"])
    path = tmp_path / "classeur"
    made.save(path)
    load(path)
    assert held() == {
        ("Essai", ANNEE): ("publiee", Decimal(4)),
        ("Essai", "2015-03-01/2015-03-31"): ("publiee", Decimal(5)),
        ("Essai", "2015-06-30/2015-06-30"): ("publiee", Decimal(6)),
        ("Essai", "2016-03-01/2016-03-31"): ("publiee", Decimal(7)),
        ("Part", ANNEE): ("publiee", Decimal("12.5")),
        ("Moyenne", ANNEE): ("publiee", Decimal("0.3")),
    }


def test_other_sheets_are_left_and_said(tmp_path: Path) -> None:
    rows: list[list[Any]] = [TITRES, ["Essai", None, None, 2015, 3]]
    _, rapport = load(book(tmp_path, {"Année": rows, "Brouillon": [["à faire"]], "Vide": []}))
    assert rapport.avertissements == [
        "Feuilles laissées de côté, sans les titres attendus : Brouillon."
    ]


# --- again ---


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = table(tmp_path, "Essai;;;2015;3;;;")
    load(path)
    _, rapport = load(path)
    assert "déjà été importé" in rapport.message
    assert Source.objects.count() == Observation.objects.count() == 1


def test_a_changed_value_supersedes_and_the_older_stays(tmp_path: Path) -> None:
    load(table(tmp_path, "Essai;faits;;2015;3;;;", "Essai;;;2016;9;;;"))
    _, rapport = load(table(tmp_path, "ESSAI;;;2015;4;;;", "Éssai;;;2016;9;;;"))
    assert (rapport.ajoutees, rapport.revisees, rapport.inchangees) == (0, 1, 1)
    assert Serie.objects.count() == 1
    assert held()["Essai", ANNEE] == ("publiee", Decimal(4))
    assert Observation.objects.count() == 4


def test_a_series_typed_in_the_pages_is_continued(
    tmp_path: Path, coordonnateur: Utilisateur
) -> None:
    valeurs = {
        "libelle": "Veilles",
        "unite": "réunions",
        "nature": "evenements",
        "theme": "jeunes",
    }
    serie = create_serie(
        actor=coordonnateur, lieu=Lieu("commune", "13047", "Istres"), valeurs=valeurs
    )
    _, rapport = load(table(tmp_path, "veilles;Réunions;;2015;3;;vols;"))
    assert Serie.objects.get().pk == serie.pk
    assert Observation.objects.get().serie_id == serie.pk
    assert rapport.avertissements == [
        "La série « veilles » garde son thème ; changez-le dans sa page."
    ]


def test_a_value_typed_in_the_pages_holds_and_is_said(tmp_path: Path) -> None:
    load(table(tmp_path, "Veilles;;;2015;3;;;"))
    Observation.objects.create(
        serie=Serie.objects.get(),
        source=typed_source(),
        debut=date(2015, 1, 1),
        fin=date(2015, 12, 31),
        valeur=8,
    )
    _, rapport = load(table(tmp_path, "Veilles;;;2015;5;;;"))
    assert rapport.avertissements == [
        "Une valeur saisie à la main reste en vigueur : Veilles, 2015."
    ]


def test_an_official_series_of_that_name_is_never_written(tmp_path: Path) -> None:
    town = Perimetre.objects.create(niveau="commune", code="13047", nom="Istres")
    official = Serie.objects.create(
        code="logements-13047",
        libelle="Logements",
        perimetre=town,
        grandeur=Grandeur.objects.get(code="logements"),
    )
    load(table(tmp_path, "Logements;;;2015;3;stock;;"))
    assert not official.observations.exists()
    own = Serie.objects.exclude(pk=official.pk).get()
    assert own.code.startswith("logements-13047-")


# --- the template ---


def test_the_workbook_template_comes_back_as_it_was_filled(tmp_path: Path) -> None:
    filled = load_workbook(io.BytesIO(modele_xlsx()))
    assert filled.sheetnames == ["Saisie", "Exemple fictif", "Aide", "Lieux", "Thèmes"]
    sheet = filled["Saisie"]
    for column, value in enumerate(
        ["Rondes", "rondes", "quartiers/centre", "2016-03", 14, "faits", "vols", None, "Essai"],
        start=1,
    ):
        sheet.cell(2, column).value = value
    path = tmp_path / "rempli"
    filled.save(path)
    _, rapport = load(path)
    assert (rapport.lues, rapport.avertissements) == (1, [])
    assert held() == {("Rondes", "2016-03-01/2016-03-31"): ("publiee", Decimal(14))}


def test_the_template_lists_the_places_and_themes_of_this_town() -> None:
    made = load_workbook(io.BytesIO(modele_xlsx()))
    places = [row[0].value for row in made["Lieux"].iter_rows(min_row=4)]
    assert places == ["13047", "quartiers/centre", "quartiers/bord-de-lac"]
    themes = {row[0].value for row in made["Thèmes"].iter_rows(min_row=4)}
    assert themes == set(Theme.objects.values_list("code", flat=True))
    assert made["Exemple fictif"]["A1"].value.startswith("Exemple fictif")


def test_the_example_of_the_template_is_right(tmp_path: Path) -> None:
    made = load_workbook(io.BytesIO(modele_xlsx()))
    rows = [[cell.value for cell in row] for row in made["Exemple fictif"].iter_rows(min_row=3)]
    load(book(tmp_path, {"Exemple": rows}))
    assert Observation.objects.count() == len(rows) - 1


def test_the_text_template_explains_and_its_explanations_are_not_read(tmp_path: Path) -> None:
    text = modele_csv().decode("utf-8-sig")
    assert "quartiers/centre" in text and "Exemple fictif" in text
    path = text_file(tmp_path, text + "Rondes;;;2015;3;;;;\r\n", "utf-8-sig")
    load(path)
    assert held() == {("Rondes", ANNEE): ("publiee", Decimal(3))}


def test_an_empty_template_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "vide"
    path.write_bytes(modele_xlsx())
    with pytest.raises(Refus, match="au moins une ligne"):
        load(path)


# --- refusals ---


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (";;;2015;3;;;", "le nom de la série est vide"),
        ("A;;;;3;;;", "la période est vide"),
        ("A;;;l’an passé;3;;;", "« l’an passé » n’est pas une période."),
        ("A;;;2015-13;3;;;", "Les mois vont de 1 à 12."),
        ("A;;;30/09/2016-01/01/2016;3;;;", "La période finit avant de commencer."),
        ("A;;;2015;douze;;;", "la valeur « douze » n’est pas un nombre"),
        ("A;;;2015;1,5;;;", "la valeur « 1,5 » n’est pas un nombre entier"),
        ("A;;;2015;-2;;;", "la valeur « -2 » est négative"),
        ("A;;;2015;12 %;;;", "la valeur « 12 % » est un pourcentage : nature « taux »"),
        ("A;;;2015;1,23456;taux;;", "a plus de quatre décimales"),
        ("A;;;2015;1234567890123;;;", "est trop grande"),
        ("A;;;2015;3;divers;;", "la nature « divers » n’existe pas"),
        ("A;;;2015;3;;magie;", "le thème « magie » n’existe pas. Thèmes connus : cambriolages"),
        ("A;;Nullepart;2015;3;;;", "le lieu « Nullepart » n’est ni un code INSEE"),
        ("A;;99999;2015;3;;;", "le lieu « 99999 » n’est ni un code INSEE"),
        (
            "A;;quartiers/sud;2015;3;;;",
            "le secteur « quartiers/sud » n’existe pas. Secteurs connus : quartiers/centre, "
            "quartiers/bord-de-lac",
        ),
        ("A;;;2015;3;;;;de trop", "« de trop » n’est sous aucun titre"),
        (f"A;;;2015;3;;;{'x' * 301}", "la note : 301 caractères, 300 au plus"),
        (f"{'A' * 301};;;2015;3;;;", "le nom de la série : 301 caractères, 300 au plus"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    errors = refusal(table(tmp_path, "Bon;;;2015;3;;;", "", row))
    assert [line for line, _ in errors] == [4]
    assert message in errors[0][1]


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    errors = refusal(table(tmp_path, "A;;;hier;3;autre;;", "A;;;2015;x;;;", "A;;;2016;2;;;"))
    assert [line for line, _ in errors] == [2, 2, 3]


def test_a_figure_given_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    rows = ("Essai;;;2015;3;;;", "B;;;2015;3;;;", "essai;;13047;01/01/2015-31/12/2015;3;;;")
    assert refusal(table(tmp_path, *rows)) == [
        (4, "même série, même lieu, même période que ligne 2")
    ]


def test_two_lines_do_not_give_a_series_two_units(tmp_path: Path) -> None:
    rows = ("Essai;appels;;2015;3;;;", "Essai;Appels;;2016;3;;;", "Essai;fiches;;2017;3;;;")
    assert refusal(table(tmp_path, *rows)) == [
        (
            4,
            "l’unité de la série « Essai » est « fiches » ici, « appels » à la ligne 2",
        )
    ]


def test_a_known_series_keeps_its_unit_and_its_nature(tmp_path: Path) -> None:
    load(table(tmp_path, "Essai;appels;;2015;3;;;"))
    with pytest.raises(Refus) as caught:
        load(table(tmp_path, "Essai;plaintes;;2016;3;;;", "Essai;;;2017;3;stock;;"))
    assert [message.split(" : ")[0] for _, message in caught.value.lignes] == [
        "l’unité de la série « Essai » est déjà « appels », pas « plaintes »",
        "la nature de la série « Essai » est déjà « faits », pas « stock »",
    ]


@pytest.mark.parametrize(
    ("titles", "messages"),
    [
        (
            "série;période;secteur",
            ["colonne « secteur » inconnue", "il manque la colonne « valeur »"],
        ),
        ("série;période;valeur;Valeur", ["deux colonnes « Valeur »"]),
        ("série;période;valeur;dim:", ["colonne « dim: » inconnue"]),
        (
            "série;période;valeur;dim:a;dim:b;dim:c;dim:d",
            ["trois colonnes « dim:… » au plus"],
        ),
    ],
)
def test_wrong_titles_are_refused(tmp_path: Path, titles: str, messages: list[str]) -> None:
    errors = refusal(table(tmp_path, "A;2015;3", titles=titles))
    assert [line for line, _ in errors] == [1] * len(messages)
    for (_, said), expected in zip(errors, messages, strict=True):
        assert expected in said


def test_a_workbook_names_the_sheet_and_the_row(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        {
            "2015": [[], TITRES, ["Essai", None, None, 2015, "x"]],
            "2016": [TITRES, ["Bon", None, None, 2016, 4], ["Bon", None, None, 2016, 4]],
        },
    )
    assert refusal(path) == [
        (3, "feuille « 2015 » : la valeur « x » n’est pas un nombre (vide : manquante ; nd : "
            "non diffusée)"),
        (3, "feuille « 2016 » : même série, même lieu, même période que ligne 2 de la feuille "
            "« 2016 »"),
    ]  # fmt: skip


def test_without_a_commune_the_place_must_be_said(tmp_path: Path) -> None:
    Commune.objects.all().delete()
    errors = refusal(table(tmp_path, "A;;;2015;3;;;", "A;;13056;2015;3;;;"))
    assert errors == [(2, "le lieu est vide et le territoire n’a pas de commune")]


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_CSV_MAX", 20)
    with pytest.raises(Refus, match="trop gros"):
        load(table(tmp_path, "A;;;2015;3;;;"))
    monkeypatch.setattr(tables, "_OCTETS_MAX", 20)
    with pytest.raises(Refus, match="trop gros"):
        load(book(tmp_path, {"A": [TITRES]}))


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    text = "série;période;valeur\n" + "".join(f"A;{y};{y * 7919}\n" for y in range(1000, 9999))
    path = tmp_path / "coupe"
    path.write_bytes(gzip.compress(text.encode())[:-2000])
    with pytest.raises(Refus, match="incomplet"):
        load(path)


def test_a_merged_commune_leads_to_its_heir(tmp_path: Path) -> None:
    errors = refusal(table(tmp_path, "A;;01003;2015;3;;;"))
    assert errors == [(2, "la commune 01003 a été réunie à une autre : employez 01165")]


def test_a_spoilt_text_is_refused(tmp_path: Path) -> None:
    spoilt = "série;période;valeur\nÉlèves;2015;3".encode().decode("cp1252")
    path = text_file(tmp_path, spoilt.replace("sÃ©rie", "serie").replace("pÃ©riode", "periode"))
    with pytest.raises(Refus, match="lettres accentuées"):
        load(path)


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "abime"
    path.write_bytes(modele_xlsx()[:4000])
    with pytest.raises(Refus, match="ne s’ouvre pas"):
        recognise(look_at(path))


def test_another_table_is_not_recognised(tmp_path: Path) -> None:
    for text in ("annee;nombre\n2015;3", "série\nA", "# serie;valeur\nannee;x"):
        assert recognise(look_at(text_file(tmp_path, text))) is None
