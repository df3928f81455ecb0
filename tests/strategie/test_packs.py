"""A pack loads whole, twice is once, and what was loaded exports to the same files."""

import filecmp
import shutil
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from quietude.config.database import PROJECT
from quietude.journal.models import Trace
from quietude.strategie.models import FicheAction, Objectif, Strategie

PACKS = sorted(path for path in (PROJECT / "packs").iterdir() if path.is_dir())
VALOMBRE = PROJECT / "packs" / "valombre-2026-2029"

pytestmark = pytest.mark.django_db


def load(folder: Path) -> None:
    call_command("pack", "load", str(folder), "--oui")


@pytest.fixture
def copie(tmp_path: Path) -> Path:
    return shutil.copytree(VALOMBRE, tmp_path / "pack")


def rewrite(file: Path, change: dict[str, object]) -> None:
    data = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({**data, **change}, allow_unicode=True, sort_keys=False))


@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
def test_what_is_loaded_exports_to_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    load(folder)
    call_command("pack", "export", str(tmp_path))
    files = {
        p.relative_to(folder) for p in folder.rglob("*") if p.suffix in {".yaml", ".geojson"}
    }
    assert files == {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    different = [str(f) for f in files if not filecmp.cmp(folder / f, tmp_path / f, False)]
    assert different == []


def test_a_second_load_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    load(VALOMBRE)
    before = Trace.objects.count()
    load(VALOMBRE)
    assert Trace.objects.count() == before
    assert "rien à faire" in capsys.readouterr().out


def test_a_changed_pack_shows_its_differences_then_applies(
    copie: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(VALOMBRE)
    rewrite(copie / "fiches" / "03.yaml", {"titre": "Patrouilles à pied", "pilotes": []})
    load(copie)
    out = capsys.readouterr().out
    assert "~ fiches/03.yaml titre : Patrouilles pédestres → Patrouilles à pied" in out
    assert "- fiches/03.yaml pilotes" in out
    fiche = FicheAction.objects.get(numero=3)
    assert fiche.titre == "Patrouilles à pied"
    assert not fiche.engagements.exists()


def test_without_confirmation_a_changed_pack_is_not_applied(copie: Path) -> None:
    load(VALOMBRE)
    rewrite(copie / "fiches" / "03.yaml", {"titre": "Autre"})
    with pytest.raises(CommandError, match="Relancez avec --oui"):
        call_command("pack", "load", str(copie))
    assert FicheAction.objects.get(numero=3).titre == "Patrouilles pédestres"


def test_an_objective_and_its_sheets_can_leave_together(copie: Path) -> None:
    load(VALOMBRE)
    (copie / "fiches" / "02.yaml").unlink()
    strategie = yaml.safe_load((copie / "strategie.yaml").read_text())
    kept = [o for o in strategie["objectifs"] if o["code"] != "sous-axe-a2"]
    rewrite(copie / "strategie.yaml", {"objectifs": kept})
    instances = yaml.safe_load((copie / "instances.yaml").read_text())["instances"]
    instances[0]["objectifs"] = ["sous-axe-a1"]
    rewrite(copie / "instances.yaml", {"instances": instances})
    load(copie)
    assert not Objectif.objects.filter(code="sous-axe-a2").exists()


def test_a_refused_pack_says_where_and_changes_nothing(copie: Path) -> None:
    file = copie / "fiches" / "02.yaml"
    file.write_text(file.read_text().replace("objectif:", "objectiff:", 1))
    with pytest.raises(CommandError) as refused:
        load(copie)
    assert "fiches/02.yaml:3 : « objectiff » : champ inconnu" in str(refused.value)
    assert "« objectif » : champ obligatoire absent" in str(refused.value)
    assert not Strategie.objects.exists()


def test_a_reference_to_nothing_refuses_the_whole_load(copie: Path) -> None:
    rewrite(copie / "fiches" / "04.yaml", {"pilotes": ["inconnue"]})
    with pytest.raises(CommandError, match=r"organisation inconnu\(e\) : « inconnue »"):
        load(copie)
    assert not Strategie.objects.exists()


def test_the_pack_of_another_town_is_refused(copie: Path) -> None:
    load(VALOMBRE)
    territoire = yaml.safe_load((copie / "territoire.yaml").read_text())
    rewrite(
        copie / "territoire.yaml",
        {**territoire, "communes": [{"insee": "99009", "nom": "Ailleurs"}]},
    )
    with pytest.raises(CommandError, match="Cette base est celle de Communauté de communes"):
        load(copie)


def test_every_section_has_a_published_schema(tmp_path: Path) -> None:
    call_command("pack", "schema", str(tmp_path))
    names = {path.name.removesuffix(".schema.json") for path in tmp_path.iterdir()}
    assert {"fiches", "strategie", "territoire", "instances", "tableaux"} <= names


def test_the_live_strategy_is_checked_as_its_pack_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("pack", "check", str(VALOMBRE))
    on_files = capsys.readouterr().out.splitlines()[-1]
    load(VALOMBRE)
    capsys.readouterr()
    call_command("pack", "check")
    assert capsys.readouterr().out.splitlines()[-1] == on_files
    assert "FA-PILOTE" not in on_files


def test_what_was_spent_is_loaded_and_exported(copie: Path, tmp_path: Path) -> None:
    line = {"financeur": "fipd", "annee": 2026, "demande": 9000, "depense": 7000.5}
    rewrite(copie / "fiches" / "03.yaml", {"financements": [line]})
    load(copie)
    call_command("pack", "export", str(tmp_path / "export"))
    written = yaml.safe_load((tmp_path / "export" / "fiches" / "03.yaml").read_text())
    assert written["financements"] == [line]
