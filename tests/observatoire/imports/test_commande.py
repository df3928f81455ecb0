"""quietude observatoire import: what the person reads, and the exit status."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quietude.observatoire.models import Source
from tests.observatoire.imports.fichiers import COMMUNES, cell, write

pytestmark = pytest.mark.usefixtures("istres")


def test_files_are_imported_one_after_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = write(tmp_path / "base.csv", [COMMUNES, cell()])
    second = write(tmp_path / "pop.csv", ["code,annee,population_municipale", "13047,2023,9"])
    call_command("observatoire", "import", str(first), str(second))
    shown = capsys.readouterr().out
    assert "base.csv" in shown and "pop.csv" in shown
    assert "1 ajoutés" in shown
    assert Source.objects.count() == 2


def test_a_refusal_is_shown_line_by_line_and_the_others_are_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [cell(code="99999", annee=str(year)) for year in range(2000, 2060)]
    bad = write(tmp_path / "mauvais.csv", [COMMUNES, *wrong])
    good = write(tmp_path / "bon.csv", [COMMUNES, cell()])
    with pytest.raises(CommandError, match="Un fichier a été refusé"):
        call_command("observatoire", "import", str(bad), str(good))
    shown = capsys.readouterr().out
    assert "ligne 2 : code « 99999 » inconnu" in shown
    assert "et 10 autres lignes" in shown
    assert "Rien n'a été changé." in shown
    assert Source.objects.get().fichier == "bon.csv"


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = [str(tmp_path / "absent.csv"), str(tmp_path / "autre.csv")]
    with pytest.raises(CommandError, match="2 fichiers ont été refusés"):
        call_command("observatoire", "import", *missing)
    assert "Fichier illisible" in capsys.readouterr().out


def test_a_second_import_says_that_it_was_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell()])
    for _ in range(2):
        call_command("observatoire", "import", str(path), "--millesime", "2025-2026-02-03")
    assert "a déjà été importé le" in capsys.readouterr().out
    assert Source.objects.get().rang == "2025-2026-02-03"
