"""Lines that are wrong are all listed with their numbers, and refuse the whole file."""

from pathlib import Path

import pytest

from quietude.observatoire.imports.rapport import LIGNES_MONTREES, Rapport
from quietude.observatoire.models import Observation, Source
from tests.observatoire.imports.fichiers import (
    ANCIENNE,
    ARMES,
    AUTRES,
    COMMUNES,
    cell,
    refusal,
    take,
    withheld,
    write,
)

pytestmark = pytest.mark.usefixtures("istres")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (cell() + ';"1"', "14 champ(s) au lieu de 13"),
        ("n’importe quoi", "1 champ(s) au lieu de 13"),
        (cell(code=""), "code du lieu manquant"),
        (cell(code="99999"), "code « 99999 » inconnu"),
        (cell(code="1004"), "inconnu (un tableur a pu retirer le zéro de tête)"),
        (cell(annee="deux mille"), "année « deux mille » illisible"),
        (cell(annee="1871"), "année « 1871 » illisible"),
        (cell(annee="NA"), "année «  » illisible"),
        (cell(indicateur="Vols de nuages"), "indicateur « Vols de nuages » inconnu"),
        (cell(nombre="douze"), "nombre « douze » : ce n’est pas un nombre"),
        (cell(nombre="-3"), "nombre « -3 » : ce n’est pas un nombre"),
        (cell(nombre="12,5"), "nombre « 12,5 » : il n’est pas entier"),
        (cell(taux="0,2,7"), "taux « 0,2,7 » : ce n’est pas un nombre"),
        (cell(taux="nan"), "taux « nan » : ce n’est pas un nombre"),
        (cell(complement="un"), "complément (nombre) « un » : ce n’est pas un nombre"),
        (cell(diffuse="peut-être"), "diffusion « peut-être » : « diff » ou « ndiff »"),
        (cell(diffuse="NA"), "diffusion «  » : « diff » ou « ndiff »"),
        (cell(diffuse="ndiff"), "non diffusée, mais une valeur est donnée"),
        (
            cell(nombre="NA", diffuse="ndiff"),
            "non diffusée, mais une valeur est donnée",
        ),
        (cell(nombre="NA", taux="NA"), "diffusée, mais sans nombre ni taux"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(line: str, said: str, tmp_path: Path) -> None:
    refus = refusal(write(tmp_path / "base.csv", [COMMUNES, cell(indicateur=AUTRES), line]))
    assert refus.lignes == [(3, refus.lignes[0][1])]
    assert said in refus.lignes[0][1]
    assert "refusé en entier" in refus.message
    assert not (Source.objects.exists() or Observation.objects.exists())


def test_numbers_of_lines_count_blank_ones(tmp_path: Path) -> None:
    lines = [COMMUNES, "", cell(), "", cell(code="99999"), cell(annee="x")]
    refus = refusal(write(tmp_path / "base.csv", lines))
    assert [number for number, _ in refus.lignes] == [5, 6]
    assert refus.message.startswith("2 lignes sont à revoir")


def test_an_unknown_label_lists_the_known_ones(tmp_path: Path) -> None:
    lines = [COMMUNES, cell(indicateur="Vols de nuages")]
    message = refusal(write(tmp_path / "base.csv", lines)).message
    assert "Indicateurs connus : " in message and ARMES in message


def test_the_same_key_twice_is_refused(tmp_path: Path) -> None:
    lines = [COMMUNES, cell(), cell(indicateur=AUTRES), cell(nombre="13")]
    refus = refusal(write(tmp_path / "base.csv", lines))
    assert refus.lignes == [(4, "déjà donné à la ligne 2")]


def test_two_spellings_of_one_indicator_are_the_same_key(tmp_path: Path) -> None:
    lines = [
        COMMUNES,
        cell(indicateur="Vols de véhicule"),
        withheld(indicateur="Vols de véhicules"),
    ]
    assert refusal(write(tmp_path / "base.csv", lines)).lignes[0][0] == 3


def test_the_same_line_repeated_is_refused(tmp_path: Path) -> None:
    lines = [COMMUNES, cell(), cell()]
    assert refusal(write(tmp_path / "base.csv", lines)).lignes[0][0] == 3


def test_years_of_two_digits_and_of_four_do_not_mix(tmp_path: Path) -> None:
    lines = [
        ANCIENNE,
        "13047;16;Vols avec armes;infraction;diff;12;0,27;NA;NA;42925;16;19000;16",
        "13047;2017;Vols avec armes;infraction;diff;12;0,27;NA;NA;42925;16;19000;16",
    ]
    refus = refusal(write(tmp_path / "base.csv", lines))
    assert refus.lignes[0][0] == 3
    assert "année sur 4 chiffres" in refus.lignes[0][1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("13047,2023,NA", "valeur manquante"),
        ("13047,2023,beaucoup", "nombre « beaucoup » : ce n’est pas un nombre"),
        ("971502,2023,12", "code « 971502 » inconnu"),
        ("13047,2023", "2 champ(s) au lieu de 3"),
    ],
)
def test_a_wrong_line_of_insee_is_told(line: str, said: str, tmp_path: Path) -> None:
    lines = ["code,annee,population_municipale", line]
    assert refusal(write(tmp_path / "pop.csv", lines)).lignes == [(2, said)]


def test_many_wrong_lines_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    wrong = [cell(code="99999", annee=str(year)) for year in range(2000, 2080)]
    refus = refusal(write(tmp_path / "base.csv", [COMMUNES, *wrong]))
    assert refus.message.startswith("80 lignes sont à revoir")
    report = Rapport.of_refusal(refus)
    assert len(report.erreurs) == LIGNES_MONTREES
    assert report.autres_erreurs == 80 - LIGNES_MONTREES


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell(), "x" * 3_000_000])
    assert refusal(path).lignes == [(3, "ligne trop longue")]


def test_codes_newer_than_ours_are_kept_and_told(tmp_path: Path) -> None:
    header = COMMUNES.replace("2025", "2031")
    path = write(tmp_path / "base.csv", [header, cell(), cell(code="13999")])
    assert "Codes de commune plus récents" in take(path)[1].avertissements[0]
    path = write(tmp_path / "autre.csv", [header, cell(code="139")])
    assert refusal(path).lignes == [(2, "code « 139 » inconnu")]
