"""What a person may hand over by mistake, and what they are told."""

from pathlib import Path

import pytest

from quietude.observatoire.imports.fichier import Nature, look_at
from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.models import Observation, Source
from quietude.territoire.models import Commune
from tests.observatoire.imports.fichiers import (
    ANCIENNE,
    COMMUNES,
    EXTRAIT_COM,
    EXTRAIT_DEP,
    NATIONAL,
    cell,
    refusal,
    take,
    write,
)

pytestmark = pytest.mark.usefixtures("istres")


def nothing_changed(depot: Path) -> bool:
    kept = [path for path in depot.rglob("*") if path.is_file()]
    return not (Source.objects.exists() or Observation.objects.exists() or kept)


def test_an_empty_file_is_refused(tmp_path: Path, depot: Path) -> None:
    path = tmp_path / "vide.csv"
    path.write_bytes(b"")
    assert refusal(path).message == "Le fichier est vide."
    path.write_bytes(b"\xef\xbb\xbf\n\n")
    assert refusal(path).message == "Le fichier est vide."
    assert nothing_changed(depot)


def test_a_file_with_a_header_alone_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES])
    assert "aucune ligne après son en-tête" in refusal(path).message


@pytest.mark.parametrize("kept", [40, 200_000, 3_000_000], ids=lambda size: f"{size} octets")
def test_a_truncated_archive_is_refused_and_nothing_changes(
    kept: int, tmp_path: Path, depot: Path
) -> None:
    path = tmp_path / "base.csv.gz"
    path.write_bytes(NATIONAL.read_bytes()[:kept])
    assert "incomplet ou abîmé" in refusal(path).message
    assert nothing_changed(depot)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(write(tmp_path / "base.csv.gz", [COMMUNES, cell()]).read_bytes())
    content[30:60] = bytes(30)
    path = tmp_path / "abimee.csv.gz"
    path.write_bytes(content)
    assert "incomplet ou abîmé" in refusal(path).message


def test_a_file_in_latin_1_is_refused_with_its_line(tmp_path: Path, depot: Path) -> None:
    lines = [COMMUNES, cell(), cell(indicateur="Vols de véhicule")]
    refus = refusal(write(tmp_path / "base.csv", lines, encoding="cp1252"))
    assert "Latin-1 ou Windows-1252" in refus.message
    assert refus.lignes == [(3, "caractères illisibles")]
    assert nothing_changed(depot)


def test_the_line_in_latin_1_is_found_far_down(tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    good = "\n".join([COMMUNES, *[cell()] * 30_000]).encode()
    path.write_bytes(
        good + b"\n" + cell(indicateur="Vols de véhicule").encode("cp1252") + b"\n"
    )
    assert refusal(path).lignes == [(30_002, "caractères illisibles")]


def test_a_header_in_latin_1_is_refused_as_such(tmp_path: Path) -> None:
    path = write(tmp_path / "base.csv", [ANCIENNE], encoding="cp1252")
    assert "Latin-1 ou Windows-1252" in refusal(path).message


@pytest.mark.parametrize("name", ["base.csv", "base.csv.gz"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["sans BOM", "avec BOM"])
def test_a_file_is_read_packed_or_not_marked_or_not(
    name: str, mark: str, tmp_path: Path
) -> None:
    source, report = take(write(tmp_path / name, [mark + COMMUNES, cell()]))
    assert (source.lignes, report.ajoutees) == (1, 1)


def test_lines_of_windows_and_blank_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    path.write_bytes(f"{COMMUNES}\r\n\r\n{cell()}\r\n\r\n".encode())
    assert take(path)[1].lues == 1


def test_a_name_with_brackets_is_a_name(tmp_path: Path) -> None:
    assert take(write(tmp_path / "base [1]*.csv", [COMMUNES, cell()]))[1].lues == 1


def test_a_wrong_separator_is_named(tmp_path: Path, depot: Path) -> None:
    lines = [line.replace(",", ".").replace(";", ",") for line in (COMMUNES, cell())]
    message = refusal(write(tmp_path / "base.csv", lines)).message
    assert "séparées par une virgule au lieu d’un point-virgule" in message
    assert nothing_changed(depot)


def test_a_column_lost_is_named_with_the_nearest_layout(tmp_path: Path, depot: Path) -> None:
    header = COMMUNES.replace("est_diffuse;", "").replace("insee_pop;", "population;")
    refus = refusal(write(tmp_path / "base.csv", [header]))
    assert "ressemble à la base communale du SSMSI, depuis 2025" in refus.message
    assert "il y manque : est_diffuse, insee_pop" in refus.message
    assert "en trop : population" in refus.message
    assert refus.lignes[0][0] == 1
    assert nothing_changed(depot)


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    refus = refusal(write(tmp_path / "base.csv", ["code,annee,annee,population_municipale"]))
    assert "une colonne y est deux fois" in refus.message


def test_a_header_of_nothing_known_lists_what_is(tmp_path: Path, depot: Path) -> None:
    refus = refusal(write(tmp_path / "base.csv", ["prenom;ville", "Camille;Istres"]))
    assert "prenom ; ville" in refus.message
    assert "base communale du SSMSI, depuis 2025" in refus.message
    assert nothing_changed(depot)


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + bytes(64)])
def test_a_damaged_parquet_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "base.parquet"
    path.write_bytes(content)
    assert "Parquet est incomplet ou abîmé" in refusal(path).message


def test_what_a_file_is_made_of_is_told_by_its_bytes(tmp_path: Path) -> None:
    disguised = tmp_path / "classeur.csv"
    disguised.write_bytes(b"PK\x03\x04rest")
    assert look_at(disguised).nature == Nature.CLASSEUR
    packed = look_at(write(tmp_path / "base.gz", [COMMUNES]))
    assert (packed.nature, packed.comprime, packed.entete) == (Nature.TEXTE, True, COMMUNES)


def test_the_producers_own_lines_are_read(istres: Commune) -> None:
    assert take(EXTRAIT_COM)[0].millesime == "géographie 2026"
    assert take(EXTRAIT_DEP)[0].lignes == 72


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises((Refus, OSError)):
        look_at(tmp_path)


def test_a_workbook_of_the_old_format_is_told_how_to_be_saved(tmp_path: Path) -> None:
    file = tmp_path / "etat4001.xlsx"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64))
    with pytest.raises(Refus, match="enregistrez-le en"):
        look_at(file)
