"""État 4001: the sheets as published, what is followed, zeros that are blanks, refusals."""

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from quietude.observatoire.enums import EtatObservation
from quietude.observatoire.imports.ecriture import Decompte
from quietude.observatoire.imports.etat4001 import (
    prepare_service,
    read_rows,
    recognise,
    services,
)
from quietude.observatoire.imports.fichier import look_at
from quietude.observatoire.imports.importer import import_file
from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.imports.releves import Service
from quietude.observatoire.imports.services import is_named_after
from quietude.observatoire.imports.zeros import doubtful
from quietude.observatoire.models import Observation, Perimetre, Serie, Source
from quietude.territoire.models import Commune

DONNEES = Path(__file__).resolve().parents[3] / "donnees"
POLICE, GENDARMERIE = "pn-13-ciat-d-istres", "gn-13-cgd-istres"


@pytest.fixture(autouse=True)
def istres(systeme: None, nomenclatures: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path / "donnees"
    Commune.objects.create(insee="13047", nom="Istres")
    yield


def real(force: str, annee: int) -> Path:
    return DONNEES / f"services_{force}_{annee}.csv.gz"


def grid(force: str, annee: int) -> list[list[str]]:
    with gzip.open(real(force, annee), "rt", encoding="utf-8") as text:
        return list(csv.reader(text))


def small(annee: int, facts: dict[str, Any], force: str = "pn") -> list[list[Any]]:
    """A sheet of a few services of the 13, each index with the same facts."""
    names = list(facts)
    title = "services de police" if force == "pn" else "compagnies de gendarmerie"
    head = [[f"Année {annee} - {title}", "Départements", *["13" for _ in names]]]
    if force == "pn":
        head.append(["", "Périmètres", *["DCSP" for _ in names]])
    head.append(["Code index", "Libellé index \\ CSP", *names])
    body = [
        [n, f"Index {n}", *(0 if n in (96, 97, 99, 100) else facts[name] for name in names)]
        for n in range(1, 108)
    ]
    return head + body


def as_csv(folder: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8") -> Path:
    path = folder / f"n-importe-quoi-{len(list(folder.iterdir()))}.txt"
    with path.open("w", encoding=encoding, newline="") as text:
        csv.writer(text).writerows(rows)
    return path


def as_book(folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([int(v) if isinstance(v, str) and v.isdigit() else v for v in row])
    path = folder / "classeur"
    book.save(path)
    return path


def load(path: Path) -> tuple[Source, Decompte, list[str]]:
    source, rapport = import_file(actor=None, chemin=path, nom="etat-4001.csv.gz")
    count = Decompte(rapport.ajoutees, rapport.revisees, rapport.inchangees)
    return source, count, rapport.avertissements


def figures(code: str, number: int) -> dict[int, tuple[str, int | Decimal | None]]:
    rows = Observation.objects.filter(
        serie__perimetre__code=code, serie__grandeur__numero=number
    ).in_force()
    return {row.debut.year: (row.etat, row.valeur) for row in rows}


def refusal(path: Path) -> Refus:
    apercu = look_at(path)
    disposition = recognise(apercu)
    assert disposition is not None
    with pytest.raises(Refus) as caught:
        read_rows(apercu, disposition)
    assert not Source.objects.exists()
    return caught.value


# --- the real sheets ---


def test_every_sheet_of_the_police_is_written_for_the_towns_service_only() -> None:
    for annee in range(2012, 2020):
        source, count, _ = load(real("pn", annee))
        assert (source.rang, count.ajoutees) == (str(annee), 103)
    assert Perimetre.objects.get(niveau="service").nom == "CIAT D'ISTRES (police, 13)"
    assert Serie.objects.count() == 103
    facts = figures(POLICE, 43)
    assert {year for year, (state, _) in facts.items() if state == "douteuse"} == {2012, 2015}
    assert facts[2013] == ("publiee", Decimal(224))
    total = Observation.objects.filter(debut__year=2015, etat="publiee")
    assert sum(row.valeur for row in total) == 3501


def test_police_and_gendarmerie_of_the_town_are_read_at_their_column() -> None:
    load(real("pn", 2019))
    load(real("gn", 2019))
    for code, total, some in (
        (POLICE, 5212, {27: 448, 43: 335, 107: 172}),
        (GENDARMERIE, 3017, {27: 175, 43: 248, 107: 102}),
    ):
        rows = Observation.objects.filter(serie__perimetre__code=code)
        assert sum(row.valeur for row in rows) == total
        read = {number: figures(code, number)[2019][1] for number in some}
        assert read == some


def test_a_source_says_who_counted_and_under_which_licence() -> None:
    source, _, warnings = load(real("gn", 2015))
    assert source.titre == (
        "Crimes et délits enregistrés par les services de gendarmerie (état 4001), 2015"
    )
    assert (source.producteur, source.licence) == (
        "Ministère de l’Intérieur",
        "Licence Ouverte 2.0",
    )
    assert source.famille == "etat-4001" and source.code.startswith("etat-4001-gn-2015-")
    assert warnings == []
    serie = Serie.objects.get(perimetre__code=GENDARMERIE, grandeur__numero=27)
    assert (serie.code, serie.unite, serie.base, serie.nature) == (
        "index-027-service-gn-13-cgd-istres",
        "faits",
        "aucune",
        "evenements",
    )


def test_a_workbook_of_several_years_gives_what_the_single_sheets_give(tmp_path: Path) -> None:
    sheets: dict[str, Any] = {"Présentation": [["Crimes et délits"]]}
    for annee in (2014, 2015, 2016):
        sheets[f"Services PN {annee}"] = grid("pn", annee)
    sheets["Services GN 2016"] = grid("gn", 2016)
    source, count, told = load(as_book(tmp_path, sheets))
    assert (source.millesime, count.ajoutees) == ("2016", 103)
    assert sorted(Source.objects.values_list("rang", flat=True)) == [
        "2014",
        "2015",
        "2016",
        "2016",
    ]
    assert figures(POLICE, 43) == {
        2014: ("publiee", Decimal(365)),
        2015: ("douteuse", None),
        2016: ("publiee", Decimal(344)),
    }
    assert figures(GENDARMERIE, 43) == {2016: ("publiee", Decimal(304))}
    assert told[0] == "Feuilles laissées de côté, d’une autre forme : « Présentation »."
    assert told[1] == (
        "Autres tableaux de ce classeur (police 2014, 2015, gendarmerie 2016) : 309 chiffres "
        "ajoutés, 0 révisés, 0 inchangés."
    )
    book = {(row.code, row.millesime) for row in Source.objects.all()}
    Observation.objects.all().delete()
    Source.objects.all().delete()
    single = {
        load(real(*key))[0] for key in (("pn", 2014), ("pn", 2015), ("pn", 2016), ("gn", 2016))
    }
    assert {(row.code, row.millesime) for row in single} == book


# --- which services ---


@pytest.mark.parametrize(
    ("force", "departement", "nom", "insee", "commune"),
    [
        ("pn", "13", "CIAT D'ISTRES", "13047", "Istres"),
        ("gn", "13", "CGD ISTRES", "13047", "Istres"),
        ("pn", "02", "CIAT DE ST QUENTIN", "02691", "Saint-Quentin"),
        ("pn", "76", "CIAT DU HAVRE", "76351", "Le Havre"),
        ("gn", "971", "CGD ST CLAUDE (971)", "97124", "Saint-Claude"),
        ("gn", "95", "CGD L ISLE ADAM", "95313", "L’Isle-Adam"),
        ("gn", "2B", "CGD CORTE", "2B096", "Corte"),
    ],
)
def test_a_service_named_after_the_town_is_its_own(
    force: str, departement: str, nom: str, insee: str, commune: str
) -> None:
    assert is_named_after(Service(force, departement, nom), Commune(insee=insee, nom=commune))


@pytest.mark.parametrize(
    ("departement", "nom", "insee", "commune"),
    [
        ("14", "CIAT D'ISTRES", "13047", "Istres"),  # another département
        ("13", "CIAT DE MARTIGUES", "13047", "Istres"),
        ("13", "CIAT DE BISTRES", "13047", "Istres"),
        ("22", "CGD ST BRIEUC", "22999", "Brieuc"),  # the end of a longer name
        ("63", "CGD CLERMONT FERRAND", "63999", "Ferrand"),
    ],
)
def test_a_service_of_another_town_is_not(
    departement: str, nom: str, insee: str, commune: str
) -> None:
    assert not is_named_after(
        Service("gn", departement, nom), Commune(insee=insee, nom=commune)
    )


def test_a_known_place_is_followed_and_the_others_can_be_later(tmp_path: Path) -> None:
    Perimetre.objects.create(niveau="service", code="pn-13-ciat-de-martigues", nom="Martigues")
    load(real("pn", 2014))
    load(real("pn", 2015))
    assert set(Perimetre.objects.values_list("code", flat=True)) == {
        POLICE,
        "pn-13-ciat-de-martigues",
    }
    found = services("vitrolles 13")
    assert [(row.service.code, row.annees, row.suivi) for row in found] == [
        ("pn-13-ciat-de-vitrolles", (2014, 2015), False)
    ]
    assert services("istres")[0].suivi
    assert prepare_service("pn-13-ciat-de-vitrolles") == Decompte(206, 0, 0)
    assert prepare_service("pn-13-ciat-de-vitrolles") == Decompte(0, 0, 206)
    assert services("vitrolles")[0].suivi
    assert set(figures("pn-13-ciat-de-vitrolles", 27)) == {2014, 2015}


def test_a_service_first_followed_at_an_import_gets_its_earlier_years(tmp_path: Path) -> None:
    Commune.objects.update(nom="Fontbelle", insee="13999")
    _, count, warnings = load(as_csv(tmp_path, small(2014, {"CIAT D'ISTRES": 5})))
    assert count.ajoutees == 0
    assert warnings[0].startswith("Aucun service ne porte le nom d’une commune")
    Commune.objects.update(nom="Istres", insee="13047")
    load(as_csv(tmp_path, small(2015, {"CIAT D'ISTRES": 6})))
    assert set(figures(POLICE, 1)) == {2014, 2015}


def test_sheets_of_an_import_that_failed_are_not_read(tmp_path: Path) -> None:
    source, _, _ = load(as_csv(tmp_path, small(2014, {"CIAT DE VALMONT": 5})))
    source.delete()
    assert services("valmont") == []
    assert prepare_service("pn-13-ciat-de-valmont") == Decompte(0, 0, 0)


# --- zeros ---


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ({2012: 0, 2013: 101}, 101),
        ({2012: 0, 2013: 100}, None),
        ({2012: 0}, None),
        ({2012: 0, 2013: None, 2014: 200, 2015: 0, 2016: 400}, 200),
        ({2012: 0, 2013: 0, 2014: 0, 2015: 900}, None),
        ({2012: 3, 2013: 900}, None),
        ({2012: None, 2013: 900}, None),
    ],
)
def test_a_zero_is_not_believed_above_the_median(
    years: dict[int, int | None], found: float | None
) -> None:
    assert doubtful(2012, years) == found


def test_a_later_year_reveals_an_earlier_zero_and_another_clears_it(tmp_path: Path) -> None:
    load(as_csv(tmp_path, small(2012, {"CIAT D'ISTRES": 0})))
    assert figures(POLICE, 43)[2012] == ("publiee", 0)
    _, _, told = load(as_csv(tmp_path, small(2013, {"CIAT D'ISTRES": 300})))
    assert figures(POLICE, 43)[2012] == ("douteuse", None)
    assert "CIAT D'ISTRES (police, 13), index 1, 2012" in told[0]
    notes = Observation.objects.filter(debut__year=2012).values_list("note", flat=True)
    assert notes[0].startswith("0 publié, alors que la médiane des autres années est de 300")
    load(as_csv(tmp_path, small(2014, {"CIAT D'ISTRES": 1})))
    load(as_csv(tmp_path, small(2015, {"CIAT D'ISTRES": 2})))
    assert figures(POLICE, 43)[2012] == ("publiee", 0)
    assert set(notes.all()) == {""}


def test_zeros_of_the_gendarmerie_are_zeros(tmp_path: Path) -> None:
    for annee, facts in ((2012, 0), (2013, 300)):
        load(as_csv(tmp_path, small(annee, {"CGD ISTRES": facts}, "gn")))
    assert figures(GENDARMERIE, 43)[2012] == ("publiee", 0)


def test_a_blank_cell_is_missing_not_zero(tmp_path: Path) -> None:
    rows = small(2013, {"CIAT D'ISTRES": 4, "CIAT D'ARLES": 4})
    rows[3 + 42][2] = ""
    _, _, warnings = load(as_csv(tmp_path, rows))
    assert figures(POLICE, 43) == {2013: (EtatObservation.MANQUANTE, None)}
    assert warnings == ["Cellules vides, notées manquantes (police, 2013) : 1."]


def test_a_sheet_published_again_supersedes_and_keeps_the_older(tmp_path: Path) -> None:
    load(as_csv(tmp_path, small(2013, {"CIAT D'ISTRES": 4})))
    _, count, _ = load(as_csv(tmp_path, small(2013, {"CIAT D'ISTRES": 5})))
    assert count == Decompte(0, 103, 0)
    assert figures(POLICE, 43) == {2013: ("publiee", Decimal(5))}
    assert Observation.objects.filter(serie__grandeur__numero=43).count() == 2


def test_a_service_followed_later_has_both_vintages(tmp_path: Path) -> None:
    load(as_csv(tmp_path, small(2013, {"CIAT DE VALMONT": 0})))
    load(as_csv(tmp_path, small(2013, {"CIAT DE VALMONT": 5})))
    load(as_csv(tmp_path, small(2014, {"CIAT DE VALMONT": 300})))
    code = "pn-13-ciat-de-valmont"
    assert prepare_service(code) == Decompte(206, 103, 0)
    assert figures(code, 43) == {2013: ("publiee", Decimal(5)), 2014: ("publiee", Decimal(300))}


# --- refusals ---


def test_the_same_sheet_twice_changes_nothing(tmp_path: Path) -> None:
    sheet = small(2013, {"CIAT D'ISTRES": 4})
    first, _, _ = load(as_csv(tmp_path, sheet))
    again, count, _ = load(as_book(tmp_path, {"Services": sheet}))
    assert (again.pk, count) == (first.pk, Decompte(0, 0, 103))
    assert load(as_csv(tmp_path, sheet))[1] == Decompte(0, 0, 103)
    assert Source.objects.count() == 1


def test_another_file_is_not_recognised(tmp_path: Path) -> None:
    assert (
        recognise(look_at(as_csv(tmp_path, [["CODGEO_2025", "annee"], ["13047", "2024"]])))
        is None
    )
    assert recognise(look_at(as_book(tmp_path, {"Feuille": [["autre"]], "Vide": []}))) is None


def cell(row: int, column: int, value: Any) -> Any:
    def change(rows: list[list[Any]]) -> None:
        rows[row][column] = value

    return change


def cut(rows: list[list[Any]]) -> None:
    del rows[60:]


def narrow(rows: list[list[Any]]) -> None:
    rows[10].pop()


def narrow_head(rows: list[list[Any]]) -> None:
    rows[0].pop()


def no_services(rows: list[list[Any]]) -> None:
    del rows[2]


def twice(rows: list[list[Any]]) -> None:
    rows[9][0] = 6


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (cell(10, 0, 200), 11, "index « 200 » inconnu (attendu : de 1 à 107)"),
        (cell(10, 0, "total"), 11, "index « total » inconnu (attendu : de 1 à 107)"),
        (cell(10, 2, "12,5"), 11, "colonne 3 : « 12,5 » n’est pas un entier"),
        (cell(10, 3, "ndiff"), 11, "colonne 4 : « ndiff » n’est pas un entier"),
        (cell(10, 3, "-4"), 11, "colonne 4 : « -4 » n’est pas un entier"),
        (cell(98, 3, "4"), 99, "l’index 96, inutilisé, porte un chiffre"),
        (cell(2, 3, "CIAT D’ISTRES"), 3, "le service « CIAT D’ISTRES » a deux colonnes"),
        (cell(0, 3, "Bouches"), 3, "colonne 4 : service de département « Bouches »"),
        (cell(2, 3, ""), 3, "colonne 4 : service sans nom"),
        (narrow_head, 1, "3 colonnes, et 4 à la ligne des services"),
        (narrow, 11, "3 colonnes au lieu de 4"),
        (twice, 10, "l’index 6 est déjà plus haut"),
        (cut, 60, "fichier incomplet : il manque les index 58 à 95, 98, 101 à 107"),
        (
            no_services,
            3,
            "la ligne 3 devrait commencer par « Code index » après une ligne « Périmètres »",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(
    tmp_path: Path, change: Any, line: int, message: str
) -> None:
    rows = small(2015, {"CIAT D'ISTRES": 3, "CIAT D'ARLES": 4})
    change(rows)
    refused = refusal(as_csv(tmp_path, rows))
    assert refused.message == (
        "Ce tableau de l’état 4001 n’a pas la forme attendue. Rien n’a été importé."
    )
    assert (line, message) in refused.lignes


def test_a_refused_workbook_names_each_sheet(tmp_path: Path) -> None:
    sheets = {f"Services {y}": small(y, {"CIAT D'ISTRES": 3}) for y in (2014, 2015, 2016)}
    sheets["Services 2014"][10][2] = "x"
    sheets["Services 2016"][20][2] = 1.5
    refused = refusal(as_book(tmp_path, sheets))
    assert refused.lignes == [
        (11, "feuille « Services 2014 » : colonne 3 : « x » n’est pas un entier"),
        (21, "feuille « Services 2016 » : colonne 3 : « 1.5 » n’est pas un entier"),
    ]
    assert refused.message == (
        "Ce tableau de l’état 4001 n’a pas la forme attendue (feuille « Services 2014 »). "
        "Rien n’a été importé."
    )


def test_two_sheets_of_one_year_are_refused(tmp_path: Path) -> None:
    twin = small(2015, {"CIAT D'ISTRES": 3})
    refused = refusal(as_book(tmp_path, {"A": twin, "B": twin}))
    assert refused.message == "Deux feuilles donnent la même année (police, 2015)."
    assert refused.lignes == [(1, "feuille « B » : même année que « A »")]


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "coupe"
    path.write_bytes(real("pn", 2015).read_bytes()[:30_000])
    with pytest.raises(Refus, match="incomplet"):
        apercu = look_at(path)
        disposition = recognise(apercu)
        assert disposition is not None
        read_rows(apercu, disposition)


def test_a_sheet_in_windows_letters_reads_all_the_same(tmp_path: Path) -> None:
    load(as_csv(tmp_path, small(2015, {"CIAT D'ISTRES": 3}), "cp1252"))
    assert figures(POLICE, 43) == {2015: ("publiee", Decimal(3))}
