"""A file is imported whole or not at all, once, under its vintage; the report tells."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import Workbook

from quietude.comptes.enums import Role
from quietude.journal.models import Trace
from quietude.observatoire import entrepot
from quietude.observatoire.actions import imports as actions
from quietude.observatoire.enums import FamilleSource
from quietude.observatoire.imports import importer
from quietude.observatoire.imports.fichier import fingerprint
from quietude.observatoire.imports.importer import import_file
from quietude.observatoire.imports.preparation import Preparation, write_prepared
from quietude.observatoire.models import Observation, Repere, Source
from quietude.socle.regles import ActionImpossible
from quietude.territoire.models import Commune
from tests.conftest import make_user
from tests.observatoire.imports.fichiers import (
    AUTRES,
    COMMUNES,
    DEP_2022,
    DEP_2023,
    DONNEES,
    cell,
    refusal,
    take,
    withheld,
    write,
)

pytestmark = pytest.mark.usefixtures("istres")

BASE = "donnee-data.gouv-2025-geographie2025-produit-le"


def dated(folder: Path, day: str, *lines: str) -> Path:
    return write(folder / f"{BASE}{day}.csv", [COMMUNES, *lines])


def in_force(code: str) -> list[tuple[int, int | None]]:
    rows = Observation.objects.filter(serie__code=code).in_force()
    return [(row.debut.year, None if row.valeur is None else int(row.valeur)) for row in rows]


def test_the_source_says_where_figures_come_from(tmp_path: Path) -> None:
    path = dated(tmp_path, "2026-02-03", cell())
    source, report = take(path)
    assert source.producteur == "SSMSI, ministère de l’Intérieur"
    assert source.licence == "Licence Ouverte 2.0"
    assert source.rang == "2025-2026-02-03"
    assert source.millesime == "géographie 2025, produit le 3\u00a0février 2026"
    assert (source.fichier, source.lignes) == (path.name, 1)
    assert source.empreinte == fingerprint(path)
    assert source.importee_le is not None
    assert (report.lues, report.ajoutees, report.source) == (1, 1, str(source))


def test_a_file_imported_twice_changes_nothing_and_says_when(tmp_path: Path) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell()])
    first, _ = take(path)
    traces = Trace.objects.count()
    path.rename(tmp_path / "autre nom.csv")
    again, report = take(tmp_path / "autre nom.csv")
    assert again == first
    assert "a déjà été importé le" in report.message
    assert (report.lues, report.ajoutees, report.revisees) == (0, 0, 0)
    assert Trace.objects.count() == traces


def test_a_newer_vintage_supersedes_and_the_older_stays(tmp_path: Path) -> None:
    take(dated(tmp_path, "2025-03-01", cell(), cell(indicateur=AUTRES)))
    new = (cell(nombre="14"), cell(indicateur=AUTRES), cell(annee="2025"))
    source, report = take(dated(tmp_path, "2026-03-01", *new))
    assert (report.ajoutees, report.revisees, report.inchangees) == (1, 1, 1)
    assert any(
        "Chiffres révisés" in text and ": 1 en 2024." in text for text in report.avertissements
    )
    assert in_force("vols-avec-armes-commune-13047") == [(2024, 14), (2025, 12)]
    older = Observation.objects.filter(valeur=12, debut__year=2024).exclude(source=source)
    assert older.count() == 2


def test_a_cell_withheld_by_the_newer_vintage_is_withheld(tmp_path: Path) -> None:
    take(dated(tmp_path, "2025-03-01", cell()))
    _, report = take(dated(tmp_path, "2026-03-01", withheld()))
    assert report.revisees == 1
    assert in_force("vols-avec-armes-commune-13047") == [(2024, None)]


def test_an_older_vintage_imported_late_is_kept_and_does_not_supersede(tmp_path: Path) -> None:
    take(dated(tmp_path, "2026-03-01", cell(nombre="14")))
    source, report = take(dated(tmp_path, "2025-03-01", cell()))
    assert any("millésime plus récent est déjà là" in text for text in report.avertissements)
    assert in_force("vols-avec-armes-commune-13047") == [(2024, 14)]
    assert Observation.objects.filter(source=source).count() == 1


def test_the_second_departemental_vintage_restates_904_cells_all_in_2022() -> None:
    old, _ = take(DEP_2022)
    new, report = take(DEP_2023)
    changes = {row.annee: row for row in entrepot.changes(old.empreinte, new.empreinte)}
    assert {year: row.revisees for year, row in changes.items() if row.revisees} == {2022: 904}
    assert sum(row.revisees + row.inchangees for row in changes.values()) == 8484
    assert any(text.endswith(" : 904 en 2022.") for text in report.avertissements)
    assert report.revisees > 0
    assert old.rang == "2022-2023-02-09" and new.rang == "2023-2023-07-17"


@pytest.mark.parametrize(
    ("given", "rang"),
    [("", "2025"), ("2025", "2025"), ("2025-2026-02-03", "2025-2026-02-03")],
)
def test_the_person_completes_the_vintage(given: str, rang: str, tmp_path: Path) -> None:
    source, _ = take(write(tmp_path / "base.csv", [COMMUNES, cell()]), given)
    assert source.rang == rang


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("l’an dernier", "Le millésime se donne par"),
        ("2025-2026-02-31", "Le millésime se donne par"),
        ("2024", "l’en-tête du fichier porte la géographie de 2025"),
    ],
)
def test_a_vintage_that_cannot_be_is_refused(
    given: str, said: str, tmp_path: Path, depot: Path
) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell()])
    assert said in refusal(path, given).message
    assert not Source.objects.exists()
    assert list(depot.glob("*.parquet")) == []


def test_a_file_that_tells_no_vintage_takes_its_last_year(tmp_path: Path) -> None:
    lines = ["code,annee,population_municipale", "13047,2022,44044", "13047,2023,44292"]
    source, _ = take(write(tmp_path / "pop.csv", lines))
    assert (source.rang, source.millesime) == ("2023", "données jusqu’à 2023")


def test_a_failure_while_writing_leaves_nothing(
    tmp_path: Path, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(dated(tmp_path, "2025-03-01", cell()))
    kept = set(depot.iterdir())

    def breaks(source: Source, ready: Preparation) -> None:
        write_prepared(source, ready)
        raise RuntimeError("panne")

    monkeypatch.setattr(actions, "write_prepared", breaks)
    with pytest.raises(RuntimeError, match="panne"):
        take(dated(tmp_path, "2026-03-01", cell(nombre="14"), cell(annee="2025")))
    assert Source.objects.count() == 1
    assert in_force("vols-avec-armes-commune-13047") == [(2024, 12)]
    assert set(depot.iterdir()) == kept


def test_nothing_but_parquet_is_left_behind(tmp_path: Path, depot: Path) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell()])
    take(path)
    seal = fingerprint(path)
    names = [f"{seal}-departements.parquet", f"{seal}-strates.parquet", f"{seal}.parquet"]
    assert sorted(file.name for file in depot.iterdir()) == names


def test_the_same_file_at_the_same_moment_is_imported_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell()])
    take_in = importer._take_in

    def overtaken(*args: Any) -> entrepot.Contenu:
        monkeypatch.setattr(importer, "_take_in", take_in)
        take(path)
        return take_in(*args)

    monkeypatch.setattr(importer, "_take_in", overtaken)
    with pytest.raises(ActionImpossible, match="vient d’être importé"):
        take(path)
    source = Source.objects.get()
    assert entrepot.cells(source.empreinte) != []


def test_progress_only_grows(tmp_path: Path) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell()])
    seen: list[int] = []
    import_file(actor=None, chemin=path, nom=path.name, avancer=seen.append)
    assert seen == sorted(seen) and seen[-1] <= 100 and len(seen) >= 3


def test_only_the_coordinator_imports(tmp_path: Path) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell()])
    for role in (Role.ELU, Role.AGENT, Role.LECTEUR, Role.ADMINISTRATEUR):
        with pytest.raises(PermissionDenied):
            import_file(actor=make_user(role), chemin=path, nom=path.name)
    assert not Source.objects.exists()


def test_the_journal_says_who_imported(tmp_path: Path) -> None:
    path = write(tmp_path / "base.csv", [COMMUNES, cell()])
    coordinator = make_user()
    source, _ = import_file(actor=coordinator, chemin=path, nom=path.name)
    trace = Trace.objects.get(objet_type="observatoire.source", objet_id=str(source.pk))
    assert (trace.acteur_id, trace.action) == (coordinator.pk, "observatoire.record_table")


def test_without_a_followed_commune_the_file_is_kept_and_says_so(
    tmp_path: Path, istres: Commune
) -> None:
    istres.delete()
    source, report = take(write(tmp_path / "base.csv", [COMMUNES, cell()]))
    assert "Aucune commune n’est encore suivie" in report.avertissements[0]
    assert not (Observation.objects.exists() or Repere.objects.exists())
    assert len(entrepot.cells(source.empreinte)) == 1


def test_a_file_about_other_places_says_so(tmp_path: Path) -> None:
    _, report = take(write(tmp_path / "base.csv", [COMMUNES, cell(code="01004")]))
    assert report.ajoutees == 0
    assert any("ne dit rien des lieux suivis" in text for text in report.avertissements)


# -- other families ------------------------------------------------------------------------


def test_a_sheet_of_etat_4001_goes_the_same_way() -> None:
    path = DONNEES / "services_pn_2015.csv.gz"
    source, report = take(path)
    assert (source.famille, source.rang) == (FamilleSource.ETAT_4001, "2015")
    assert source.empreinte == fingerprint(path)
    assert report.lues == source.lignes and report.ajoutees > 100
    assert "a déjà été importé" in take(path)[1].message


def test_the_towns_own_table_goes_the_same_way(tmp_path: Path) -> None:
    lines = ["série;période;valeur", "Appels reçus;2024;12", "Appels reçus;2025;15"]
    source, report = take(write(tmp_path / "ville.csv", lines))
    assert (source.famille, report.ajoutees) == (FamilleSource.VILLE, 2)


def test_a_workbook_of_nothing_known_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["prénom", "ville"])
    path = tmp_path / "classeur.xlsx"
    book.save(path)
    assert "Aucune feuille de ce classeur n’est reconnue" in refusal(path).message


# -- vintages of INSEE ---------------------------------------------------------------------

POPULATION = "code,annee,population_municipale"


def test_a_new_table_of_populations_tells_what_it_revises(tmp_path: Path) -> None:
    take(write(tmp_path / "a.csv", [POPULATION, "13047,2022,44044"]))
    lines = [POPULATION, "13047,2022,44045", "13047,2023,44292"]
    _, report = take(write(tmp_path / "b.csv", lines))
    assert (report.ajoutees, report.revisees) == (1, 1)
    assert any(text.endswith(" : 1 en 2022.") for text in report.avertissements)


def test_a_vintage_that_revises_nothing_says_so(tmp_path: Path) -> None:
    take(write(tmp_path / "a.csv", [POPULATION, "13047,2022,44044"]))
    _, report = take(
        write(tmp_path / "b.csv", [POPULATION, "13047,2022,44044", "01004,2023,9"])
    )
    assert any(text.startswith("Aucun chiffre du millésime") for text in report.avertissements)


def test_without_the_parquet_of_the_older_vintage_nothing_is_compared(
    tmp_path: Path, depot: Path
) -> None:
    take(write(tmp_path / "a.csv", [POPULATION, "13047,2022,44044"]))
    for path in depot.glob("*.parquet"):
        path.unlink()
    _, report = take(write(tmp_path / "b.csv", [POPULATION, "13047,2022,44045"]))
    assert (report.revisees, report.avertissements) == (1, [])
