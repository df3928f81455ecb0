"""Files handed in: to disk, to the queue, to a report; nothing lost, nothing half done."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.observatoire import depot, rules, travaux
from quietude.observatoire.actions import importations as actions
from quietude.observatoire.enums import EtatImportation, EtatObservation, FamilleSource
from quietude.observatoire.imports.rapport import Rapport, Refus
from quietude.observatoire.models import Importation, Source
from quietude.observatoire.sources import read_sources, revised_by
from quietude.observatoire.tasks import importer
from quietude.socle.regles import OUI, ActionImpossible
from tests.conftest import make_user
from tests.observatoire.factories import make_observation, make_serie, make_source
from tests.strategie.factories import write

pytestmark = pytest.mark.django_db
DEPOSER = "observatoire:importer"
Import = Callable[..., tuple[Source, Rapport]]


@pytest.fixture(autouse=True)
def ailleurs(settings: Any, tmp_path: Path) -> Path:
    """Files of the tests wait in a folder of their own."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "depot"


def imports_with(monkeypatch: pytest.MonkeyPatch, function: Import) -> None:
    """Put `function` in the place of the real importer."""
    monkeypatch.setattr(travaux, "import_file", function)


def done(**fields: Any) -> Import:
    """An importer that brings one source, and this report."""

    def import_file(**given: Any) -> tuple[Source, Rapport]:
        given["avancer"](40)
        assert Path(given["chemin"]).read_bytes()
        values = {"lues": 3, "ajoutees": 2, "revisees": 1, **fields}
        return make_source(), Rapport("Base communale lue.", **values)

    return import_file


def refusing(error: Exception) -> Import:
    def import_file(**given: Any) -> tuple[Source, Rapport]:
        raise error

    return import_file


def upload(name: str = "base.csv", content: bytes = b"a;b\n1;2\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def hand_in(client: Client, *files: SimpleUploadedFile, **more: str) -> Any:
    return client.post(reverse(DEPOSER), {"fichiers": list(files), **more})


def waiting(user: Utilisateur, **fields: Any) -> Importation:
    """An import whose file is there."""
    values = {"fichier": "base.csv", "chemin": "attente.csv", **fields}
    depot.path_of(values["chemin"]).write_bytes(b"a;b\n")
    return write(Importation, demande_par=user, **values)


def page(client: Client, row: Importation, **query: str) -> str:
    return client.get(row.get_absolute_url(), query).content.decode()


def test_a_file_handed_in_waits_on_disk_and_in_the_queue(
    client_coordonnateur: Client, ailleurs: Path
) -> None:
    answer = hand_in(client_coordonnateur, upload("Base 2025.csv.gz"), millesime="2025")
    row = Importation.objects.get()
    assert answer.headers["Location"] == row.get_absolute_url()
    assert (row.fichier, row.millesime) == ("Base 2025.csv.gz", "2025")
    assert row.chemin.endswith(".csv.gz")
    assert (ailleurs / row.chemin).read_bytes() == b"a;b\n1;2\n"
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == (actions.TACHE, {"importation_id": row.pk})


def test_several_files_are_handed_in_at_once(client_coordonnateur: Client) -> None:
    answer = hand_in(client_coordonnateur, upload("a.csv"), upload("b.xlsx"))
    assert answer.headers["Location"] == reverse("observatoire:sources")
    assert Importation.objects.count() == 2


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([upload("notes.docx")], "attendu un fichier .csv"),
        ([upload("vide.csv", b"")], "est vide"),
        ([upload("gros.csv", b"x" * 2000)], "découpez-le"),
        ([upload("a.csv"), upload("b.exe")], "Aucun fichier n’a été gardé"),
        ([], "Choisissez au moins un fichier"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_and_leaves_nothing(
    client_coordonnateur: Client,
    settings: Any,
    ailleurs: Path,
    files: list[SimpleUploadedFile],
    told: str,
) -> None:
    settings.OBSERVATOIRE_TAILLE_MAX = 1000
    for file in files:
        file.seek(0)
    answer = hand_in(client_coordonnateur, *files, millesime="2025").content.decode()
    assert told in answer
    assert 'value="2025"' in answer  # what was typed stays
    assert not Importation.objects.exists()
    assert list(ailleurs.glob("*")) == []


def test_without_its_token_a_form_writes_nothing(coordonnateur: Utilisateur) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordonnateur)
    assert hand_in(client, upload()).status_code == 403
    assert not Importation.objects.exists()


def test_files_forgotten_for_a_week_are_swept(ailleurs: Path) -> None:
    depot.path_of("vieux.csv").write_bytes(b"a")
    depot.sweep()
    assert depot.is_waiting("vieux.csv")
    depot.sweep(now=depot.path_of("vieux.csv").stat().st_mtime + 8 * 24 * 3600)
    assert not depot.is_waiting("vieux.csv")


def test_a_name_never_leads_out_of_the_depot(ailleurs: Path) -> None:
    assert depot.path_of("../../etc/passwd") == ailleurs / "passwd"
    assert not depot.is_waiting("")
    depot.remove("")


def test_an_upload_cut_short_leaves_nothing(ailleurs: Path) -> None:
    handler = depot.DepotHandler()
    handler.upload_interrupted()
    handler.new_file("fichiers", "a.csv", "text/csv", None)
    handler.receive_data_chunk(b"debut", 0)
    handler.upload_interrupted()
    assert list(ailleurs.glob("*")) == []


def test_an_import_done_tells_what_came_in_and_frees_its_file(
    client_coordonnateur: Client, coordonnateur: Utilisateur, monkeypatch: Any
) -> None:
    imports_with(monkeypatch, done(avertissements=["Deux communes fusionnées."]))
    row = waiting(coordonnateur)
    importer(importation_id=row.pk)
    row.refresh_from_db()
    assert (row.etat, row.progression) == (EtatImportation.FAITE, 100)
    assert row.fini_le is not None
    assert not depot.is_waiting(row.chemin)
    text = page(client_coordonnateur, row)
    assert "Base communale lue." in text
    assert "Ce qui est entré" in text
    assert "Deux communes fusionnées." in text
    assert "Relancer" not in text


def test_the_same_file_again_says_that_nothing_is_new(
    client_coordonnateur: Client, coordonnateur: Utilisateur, monkeypatch: Any
) -> None:
    imports_with(monkeypatch, done(lues=0, ajoutees=0, revisees=0))
    row = waiting(coordonnateur)
    importer(importation_id=row.pk)
    row.refresh_from_db()
    assert row.etat == EtatImportation.DEJA_FAITE
    assert "Rien de nouveau" in page(client_coordonnateur, row)


def test_a_refused_file_shows_its_lines_and_waits_for_a_vintage(
    client_coordonnateur: Client, coordonnateur: Utilisateur, monkeypatch: Any
) -> None:
    lines = [(rank, f"année « {rank} » illisible") for rank in range(2, 80)]
    imports_with(monkeypatch, refusing(Refus("Millésime inconnu.", lines)))
    row = waiting(coordonnateur)
    importer(importation_id=row.pk)
    text = page(client_coordonnateur, row)
    assert "Rien n’a été changé" in text
    assert "Millésime inconnu." in text
    assert "année « 2 » illisible" in text
    assert "28 autres lignes" in text
    exported = client_coordonnateur.get(row.get_absolute_url(), {"export": "csv"})
    assert "année « 3 » illisible" in exported.content.decode("utf-8-sig")
    again = reverse("observatoire:importation_relancer", args=[row.pk])
    client_coordonnateur.post(again, {"millesime": "2025"})
    row.refresh_from_db()
    assert (row.etat, row.millesime) == (EtatImportation.EN_ATTENTE, "2025")
    assert ProcrastinateJob.objects.count() == 1


def test_a_breakdown_is_told_without_the_words_of_the_file(
    client_coordonnateur: Client, coordonnateur: Utilisateur, monkeypatch: Any, caplog: Any
) -> None:
    imports_with(monkeypatch, refusing(RuntimeError("Mme Untel, 3 rue Fictive")))
    row = waiting(coordonnateur)
    importer(importation_id=row.pk)
    row.refresh_from_db()
    assert row.etat == EtatImportation.ECHEC
    text = page(client_coordonnateur, row)
    assert f"I{row.pk}-RuntimeError" in text
    assert "Untel" not in text + caplog.text
    assert "Relancer l’import" in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"role": Role.LECTEUR}, "Seul le coordonnateur importe"),
        ({}, travaux.SANS_FICHIER),
    ],
)
def test_rights_and_file_are_looked_at_again_when_the_work_starts(
    coordonnateur: Utilisateur, monkeypatch: Any, change: dict[str, Any], told: str
) -> None:
    imports_with(monkeypatch, done())
    row = waiting(coordonnateur)
    if change:
        with acting(None, "test"):
            Utilisateur.objects.filter(pk=coordonnateur.pk).update(**change)
    else:
        depot.remove(row.chemin)
    importer(importation_id=row.pk)
    row.refresh_from_db()
    assert (row.etat, row.source) == (EtatImportation.REFUSEE, None)
    assert row.rapport["message"].startswith(told[:20])


def test_a_job_killed_in_the_middle_is_tried_again(
    client_coordonnateur: Client, coordonnateur: Utilisateur, monkeypatch: Any
) -> None:
    row = waiting(coordonnateur)
    assert actions.start_importation(actor=None, pk=row.pk)
    assert actions.start_importation(actor=None, pk=row.pk) is None  # taken already
    row.refresh_from_db()
    assert "Relancer" not in page(client_coordonnateur, row)
    monkeypatch.setattr(rules, "BLOQUEE_APRES", timedelta(0))
    assert "n’avance plus" in page(client_coordonnateur, row)
    actions.retry_importation(actor=coordonnateur, importation=row)
    imports_with(monkeypatch, done())
    importer(importation_id=row.pk)
    row.refresh_from_db()
    assert row.etat == EtatImportation.FAITE


def test_a_late_worker_does_not_write_over_what_came_since(coordonnateur: Utilisateur) -> None:
    row = waiting(coordonnateur, etat=EtatImportation.FAITE)
    late = Rapport("Trop tard.").as_json()
    for pk in (row.pk, row.pk + 1):
        actions.finish_importation(actor=None, pk=pk, etat=EtatImportation.ECHEC, rapport=late)
    row.refresh_from_db()
    assert (row.etat, row.rapport) == (EtatImportation.FAITE, {})
    travaux.run_importation(row.pk)


def test_what_cannot_be_tried_again_says_why(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    row = waiting(coordonnateur, etat=EtatImportation.ECHEC)
    depot.remove(row.chemin)
    again = reverse("observatoire:importation_relancer", args=[row.pk])
    answer = client_coordonnateur.post(again, follow=True).content.decode()
    assert "déposez-le de nouveau" in answer
    gone = Importation(pk=row.pk + 1)
    with pytest.raises(ActionImpossible, match="n’existe plus"):
        actions.retry_importation(actor=coordonnateur, importation=gone)


def test_only_the_coordinator_hands_in_and_every_reader_follows(client: Client) -> None:
    reader = make_user(Role.LECTEUR)
    with pytest.raises(PermissionDenied, match="Seul le coordonnateur importe"):
        actions.request_importation(actor=reader, fichier="a.csv", chemin="a.csv")
    client.force_login(reader)
    assert hand_in(client, upload()).status_code == 404
    row = waiting(reader)
    assert "En attente" in page(client, row)
    sources = client.get(reverse("observatoire:sources")).content.decode()
    assert "Déposer" not in sources
    assert "base.csv" in sources


def test_progress_is_seen_while_the_import_runs(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    row = waiting(coordonnateur, etat=EtatImportation.EN_COURS)
    actions.note_progress(row.pk, 37)
    part = client_coordonnateur.get(row.get_absolute_url(), headers={"HX-Request": "true"})
    text = part.content.decode()
    assert 'value="37"' in text
    assert "<html" not in text
    assert text in page(client_coordonnateur, row)


def test_a_newer_vintage_shows_what_it_revised(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    kind = FamilleSource.SSMSI_COMMUNES
    old = make_source("v1", famille=kind, rang="2024", millesime="2024")
    new = make_source("v2", famille=kind, rang="2025", millesime="2025")
    serie = make_serie(libelle="Cambriolages")
    for year, before, after in ((2020, 100, 104), (2021, 90, 90)):
        make_observation(serie, year, before, source=old)
        make_observation(serie, year, after, source=new)
    row = waiting(
        coordonnateur,
        etat=EtatImportation.FAITE,
        source=new,
        rapport=Rapport("Lue.", lues=2, revisees=1, inchangees=1).as_json(),
    )
    text = page(client_coordonnateur, row)
    assert "Chiffres révisés par ce fichier" in text
    assert ">100<" in text
    assert ">104<" in text
    assert ">90<" not in text
    listed = client_coordonnateur.get(reverse("observatoire:sources")).content.decode()
    assert "Remplacée" in listed
    assert "<td>2025</td>" in listed
    assert "En vigueur" in listed


def test_the_list_of_sources_costs_the_same_for_one_and_four(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    counts = []
    for rank in range(4):
        make_observation(make_serie(), 2020, 1, source=make_source())
        waiting(coordonnateur, chemin=f"{rank}.csv")
        with CaptureQueriesContext(connection) as queries:
            assert client_coordonnateur.get(reverse("observatoire:sources")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[3]


def test_sources_are_exported(client_coordonnateur: Client) -> None:
    make_source(titre="Base d’essai")
    answer = client_coordonnateur.get(reverse("observatoire:sources"), {"export": "csv"})
    assert "Base d’essai" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize(("extension", "start"), [("xlsx", b"PK"), ("csv", "\ufeff".encode())])
def test_the_template_to_fill_in_is_downloaded(
    client_coordonnateur: Client, extension: str, start: bytes
) -> None:
    answer = client_coordonnateur.get(reverse("observatoire:modele", args=[extension]))
    assert answer.content.startswith(start)
    assert f"comptages-ville.{extension}" in answer.headers["Content-Disposition"]


def test_a_source_says_what_it_still_tells(coordonnateur: Utilisateur) -> None:
    make_source("a", rang="1", millesime="2024")
    other = make_source("b", famille=FamilleSource.POPULATIONS, rang="1")
    newer = make_source("c", famille=FamilleSource.LOGEMENTS, rang="2")
    serie = make_serie()
    make_observation(serie, 2020, 1, source=other)
    make_observation(serie, 2021, 1, source=other)
    make_observation(serie, 2020, 2, source=newer)
    told = {row.source.code: (row.etat, row.ton) for row in read_sources(coordonnateur)}
    assert told == {
        "a": ("Rien sur la ville", "neutre"),
        "b": ("En partie remplacée", "attention"),
        "c": ("En vigueur", "succes"),
    }


def test_a_rate_revised_and_a_figure_now_withheld_are_told() -> None:
    old, new = make_source("v1", rang="2024"), make_source("v2", rang="2025")
    rates, counts = make_serie("taux"), make_serie("nombre")
    make_observation(rates, 2020, source=old, taux=Decimal("7.3"))
    make_observation(rates, 2020, source=new, taux=Decimal("7.25"))
    make_observation(counts, 2020, 12, source=old)
    withheld = EtatObservation.NON_DIFFUSEE
    make_observation(counts, 2020, etat=withheld, source=new)
    told = {row.observation.serie.code: (row.ancienne, row.nouvelle) for row in revised_by(new)}
    assert told == {"taux": ("7,3 ‰", "7,25 ‰"), "nombre": ("12", "non diffusée")}
    assert revised_by(old) == []


def test_a_state_that_the_table_does_not_know_is_refused(
    coordonnateur: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "can_retry_importation", lambda *given: OUI)
    row = waiting(coordonnateur, etat=EtatImportation.FAITE)
    with pytest.raises(ActionImpossible, match="a changé d’état"):
        actions.retry_importation(actor=coordonnateur, importation=row)


def test_an_unknown_template_is_not_found(client_coordonnateur: Client) -> None:
    assert client_coordonnateur.get("/diagnostic/modeles/ville.docx").status_code == 404
