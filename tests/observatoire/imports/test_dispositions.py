"""Every layout of the producers is told by its header, and says the same thing once read."""

import gzip
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from quietude.observatoire import entrepot
from quietude.observatoire.entrepot import entree
from quietude.observatoire.enums import EtatObservation, FamilleSource
from quietude.observatoire.models import Observation
from tests.observatoire.imports.fichiers import (
    ANCIENNE,
    AUTRES,
    CAMBRIOLAGE,
    COMMUNES,
    DEP_2023,
    EXTRAIT_COM,
    cell,
    refusal,
    take,
    withheld,
    write,
)

pytestmark = pytest.mark.usefixtures("istres")


def figure(code: str) -> Observation:
    return Observation.objects.get(serie__code=code)


def said(
    row: Observation,
) -> tuple[int, Decimal | None, Decimal | None, int | None, int | None]:
    return (row.debut.year, row.valeur, row.taux, row.denominateur, row.denominateur_annee)


def test_a_communal_line_since_2025_gives_number_rate_and_population(tmp_path: Path) -> None:
    take(write(tmp_path / "base.csv", [COMMUNES, cell()]))
    row = figure("vols-avec-armes-commune-13047")
    assert said(row) == (2024, Decimal(12), Decimal("0.2709292"), 44292, 2023)
    assert (row.serie.unite, row.serie.base) == ("infractions", "habitants")
    assert row.serie.perimetre.nom == "Istres"


@pytest.mark.parametrize("year", [2022, 2024, 2026, 2031])
def test_the_year_in_the_first_column_moves(year: int, tmp_path: Path) -> None:
    header = COMMUNES.replace("CODGEO_2025", f"CODGEO_{year}")
    source, _ = take(write(tmp_path / "base.csv", [header, cell()]))
    assert (source.rang, source.famille) == (str(year), FamilleSource.SSMSI_COMMUNES)


def test_burglaries_are_counted_on_dwellings(tmp_path: Path) -> None:
    take(write(tmp_path / "base.csv", [COMMUNES, cell(indicateur=CAMBRIOLAGE, nombre="146")]))
    row = figure("cambriolages-logement-commune-13047")
    assert (row.denominateur, row.denominateur_annee) == (20000, 2022)
    assert row.serie.base == "logements"


def test_the_old_communal_layout_says_the_same(tmp_path: Path) -> None:
    lines = [
        ANCIENNE,
        "13047;16;Vols avec armes;infraction;diff;12;0,2795574;NA;NA;42925;16;19000;16",
        "13047;17;Vols avec armes;infraction;ndiff;NA;NA;3,2;0,11;43133;17;19000;16",
        "13047;16;Coups et blessures volontaires intrafamiliaux;victime;diff;70;1,6;NA;NA;42925"
        ";16;19000;16",
    ]
    source, report = take(write(tmp_path / "base.csv", lines))
    assert (source.rang, report.ajoutees) == ("2023", 3)
    rows = Observation.objects.filter(serie__code="vols-avec-armes-commune-13047")
    first, second = rows.order_by("debut")
    assert said(first) == (2016, Decimal(12), Decimal("0.2795574"), 42925, 2016)
    assert (second.debut.year, second.etat) == (2017, EtatObservation.NON_DIFFUSEE)
    assert figure("violences-intrafamiliales-commune-13047").valeur == 70


def test_both_departemental_layouts_are_read(tmp_path: Path) -> None:
    take(DEP_2023)
    old = Observation.objects.get(
        serie__code="cambriolages-logement-departement-13", debut__year=2016
    )
    assert old.valeur is not None and old.denominateur_annee == 2016
    new = [
        '"Code_departement";"Code_region";"annee";"indicateur";"unite_de_compte";"nombre";'
        '"taux_pour_mille";"insee_pop";"insee_pop_millesime";"insee_log";"insee_log_millesime"',
        '"13";"93";"2025";"Homicides";"Victime";"40";"0,0191602";"2087658";"2023";"1";"2022"',
        '"13";"93";"2024";"Homicides";"Victime";"NA";"NA";"2087658";"2023";"1";"2022"',
    ]
    take(write(tmp_path / "dep.csv", new))
    row = figure("homicides-departement-13")
    assert said(row) == (2025, Decimal(40), Decimal("0.0191602"), 2087658, 2023)


OLD_REGION = (
    "classe;annee;Code.région;unité.de.compte;millPOP;millLOG;faits;POP;LOG;tauxpourmille"
)
NEW_REGION = (
    "Code_region;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;insee_pop;"
    "insee_pop_millesime;insee_log;insee_log_millesime"
)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (OLD_REGION, "Homicides;22;93;victime;22;19;1e+02;5131187;3000000,5;0,0194887"),
        (NEW_REGION, "93;2022;Homicides;Victime;100;0,0194887;5131187;2022;3000000;2019"),
    ],
    ids=["ancienne", "actuelle"],
)
def test_both_regional_layouts_are_read(header: str, line: str, tmp_path: Path) -> None:
    source, _ = take(write(tmp_path / "reg.csv", [header, line]))
    assert source.famille == FamilleSource.SSMSI_REGIONS
    row = figure("homicides-region-93")
    assert said(row) == (2022, Decimal(100), Decimal("0.0194887"), 5131187, 2022)


def test_dwellings_of_insee_are_a_stock(tmp_path: Path) -> None:
    take(write(tmp_path / "log.csv", ["code,annee,logements", "13047,2022,20512"]))
    row = figure("logements-commune-13047")
    assert (row.valeur, row.taux, row.serie.nature) == (Decimal(20512), None, "stock")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_of_whole_numbers_takes_any_separator(separator: str, tmp_path: Path) -> None:
    lines = ["code,annee,population_municipale", "13047,2023,44292"]
    path = write(tmp_path / "pop.csv", [line.replace(",", separator) for line in lines])
    take(path)
    assert figure("population-municipale-commune-13047").valeur == 44292


def test_overseas_codes_of_six_digits_are_understood(tmp_path: Path) -> None:
    header = "code,annee,population_municipale"
    source, _ = take(write(tmp_path / "pop.csv", [header, "971102,2013,4153"]))
    assert entrepot.values_of(source.empreinte, ["97102"]) == [("97102", 2013, 4153)]


def test_columns_in_another_order_are_the_same_file(tmp_path: Path) -> None:
    lines = ["annee;population_municipale;code", "2023;44292;13047"]
    take(write(tmp_path / "pop.csv", lines))
    assert figure("population-municipale-commune-13047").valeur == 44292


def parquet(path: Path, query: str) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def test_a_parquet_twin_with_native_types_says_the_same(tmp_path: Path) -> None:
    twin = parquet(
        tmp_path
        / "donnee-comm-data.gouv-parquet-2025-geographie2026-produit-le2026-07-09.parquet",
        f"""
        SELECT * REPLACE (
            replace(taux_pour_mille, ',', '.')::DOUBLE AS taux_pour_mille,
            replace(complement_info_nombre, ',', '.')::DOUBLE AS complement_info_nombre,
            replace(complement_info_taux, ',', '.')::DOUBLE AS complement_info_taux
        )
        FROM read_csv('{EXTRAIT_COM}', delim = ';', nullstr = 'NA', types = {{
            'CODGEO_2026': 'VARCHAR', 'annee': 'INTEGER', 'nombre': 'INTEGER',
            'taux_pour_mille': 'VARCHAR', 'complement_info_nombre': 'VARCHAR',
            'complement_info_taux': 'VARCHAR', 'insee_pop': 'DOUBLE', 'insee_log': 'DOUBLE'
        }})
        """,
    )
    text, _ = take(EXTRAIT_COM)
    native, _ = take(twin)
    assert entrepot.cells(native.empreinte) == entrepot.cells(text.empreinte)
    assert native.rang == "2026-2026-07-09"


def test_a_parquet_file_of_other_columns_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "autre.parquet", "SELECT 1 AS annee, 2 AS code, 3 AS valeur")
    assert "populations municipales" in refusal(path).message


def test_labels_of_every_period_lead_to_one_series(tmp_path: Path) -> None:
    lines = [
        COMMUNES,
        cell(annee="2023", indicateur="Vols de véhicules"),
        cell(annee="2024", indicateur="Vols de véhicule"),
        cell(annee="2025", indicateur="VOLS DE VÉHICULE"),
        cell(annee="2024", indicateur="Vols d’accessoires sur véhicules"),
        cell(annee="2025", indicateur="Vols d'accessoires sur véhicules"),
    ]
    take(write(tmp_path / "base.csv", lines))
    counted = Observation.objects.values_list("serie__code", flat=True)
    assert sorted(counted) == [
        *["vols-accessoires-vehicules-commune-13047"] * 2,
        *["vols-de-vehicule-commune-13047"] * 3,
    ]


def test_a_withheld_cell_is_kept_without_any_number(tmp_path: Path) -> None:
    take(write(tmp_path / "base.csv", [COMMUNES, withheld(), cell(indicateur=AUTRES)]))
    row = figure("vols-avec-armes-commune-13047")
    assert row.etat == EtatObservation.NON_DIFFUSEE
    assert (row.valeur, row.taux, row.denominateur) == (None, None, None)
    assert "1,5" not in row.note


def test_a_published_zero_is_a_zero(tmp_path: Path) -> None:
    take(write(tmp_path / "base.csv", [COMMUNES, cell(nombre="0", taux="0,0000000")]))
    row = figure("vols-avec-armes-commune-13047")
    assert row.etat == EtatObservation.PUBLIEE
    assert (row.valeur, row.taux) == (Decimal(0), Decimal(0))


def test_a_town_without_inhabitants_has_a_number_and_no_rate(tmp_path: Path) -> None:
    take(write(tmp_path / "base.csv", [COMMUNES, cell(nombre="0", taux="NA")]))
    row = figure("vols-avec-armes-commune-13047")
    assert (row.valeur, row.taux) == (Decimal(0), None)


@pytest.mark.parametrize("path", [EXTRAIT_COM, DEP_2023], ids=["communes", "départements"])
def test_lines_read_one_by_one_or_all_at_once_say_the_same(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cells_of(name: str) -> list[entrepot.Cellule]:
        copy = tmp_path / name
        # A blank line at the end makes another file of it, which says the same.
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        copy.write_bytes(text + b"\n" * len(name))
        source, _ = take(copy)
        return entrepot.cells(source.empreinte)

    fast = cells_of("a.csv")
    monkeypatch.setattr(entree, "_read_fast", lambda *args: False)
    assert cells_of("bb.csv") == fast != []
