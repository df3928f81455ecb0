"""How long the real things take, on a private copy of the demonstration town.

`python -m bench mesures` times the measure engine alone.

Medians of several runs in one process. Each line says what was done and how often.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

os.environ["DJANGO_SETTINGS_MODULE"] = "quietude.config.settings.test"

import django
from rich.console import Console
from rich.table import Table

from bench.observatoire import compare_with_pandas
from bench.signalements import measure_reports
from quietude.config import database

if TYPE_CHECKING:
    from quietude.comptes.models import Utilisateur
    from quietude.strategie.models import Strategie

RUNS = 7
Task: TypeAlias = tuple[str, Callable[[], object]]


@contextmanager
def town() -> Iterator[str]:
    """Istres with its public figures, in a database dropped afterwards; gives its name."""
    from django.conf import settings

    from quietude.config.demonstration import PACK
    from quietude.config.donnees import import_public_figures
    from quietude.journal.actions import acting
    from quietude.socle.pack.chargement import prepare
    from quietude.socle.pack.lecture import read_pack
    from tests import base

    database.ensure_started()
    with (
        base.cloned(base.ensure_template(), "bench") as name,
        base.use_database(name),
        tempfile.TemporaryDirectory() as folder,
    ):
        settings.DATA_DIR = Path(folder)
        with acting(None, "bench"):
            prepare(read_pack(PACK)).apply()
        import_public_figures()
        yield name


def median(task: Callable[[], object]) -> tuple[float, float]:
    """First run, then the median of the next ones, in milliseconds."""
    times = []
    for _run in range(RUNS + 1):
        start = time.perf_counter()
        task()
        times.append((time.perf_counter() - start) * 1000)
    return times[0], statistics.median(times[1:])


def data_tasks(user: "Utilisateur", strategie: "Strategie") -> Iterator[Task]:
    from quietude.config.demonstration import PACK
    from quietude.journal.actions import acting
    from quietude.journal.verification import verify_chain
    from quietude.socle.pack.chargement import prepare
    from quietude.socle.pack.ecriture import current_pack
    from quietude.socle.pack.lecture import read_pack
    from quietude.strategie.controle import controle
    from quietude.strategie.models import FicheAction

    fiche = FicheAction.objects.get(strategie=strategie, numero=15)

    def write() -> None:
        with acting(user, "bench"):
            fiche.constat = f"{time.perf_counter()}"
            fiche.save()

    yield "lire et valider le pack (74 fichiers)", lambda: read_pack(PACK)
    yield "comparer le pack à la base (rien à faire)", lambda: prepare(read_pack(PACK))
    yield "contrôler la stratégie vivante", lambda: controle(current_pack(strategie.code))
    yield "écrire une fiche avec sa trace", write
    yield "vérifier la chaîne du journal", verify_chain


def document_tasks(user: "Utilisateur", strategie: "Strategie") -> Iterator[Task]:
    from quietude.documents.docx import render_docx
    from quietude.documents.pdf import render_pdf
    from quietude.observatoire.documents.diagnostic import diagnosis_document
    from quietude.strategie.documents.strategie import strategy_document

    yield "PDF de la stratégie", lambda: render_pdf(strategy_document(strategie, user))
    yield "DOCX de la stratégie", lambda: render_docx(strategy_document(strategie, user))
    yield "PDF du diagnostic", lambda: render_pdf(diagnosis_document(user))


def page_tasks(user: "Utilisateur", strategie: "Strategie") -> Iterator[Task]:
    from django.test import Client

    client = Client()
    client.force_login(user)

    def get(url: str) -> None:
        status = client.get(url).status_code
        if status != HTTPStatus.OK:
            raise SystemExit(f"{url} répond {status}")

    root = f"/strategie/{strategie.code}/"
    pages = ("fiches/", "fiches/1/", "calendrier/", "controle/")
    themes = ("", "themes/cambriolages/", "themes/delinquance-mineurs/", "comparer/")
    figures = (f"/diagnostic/{page}" for page in (*themes, "verification/"))
    for url in ("/", root, *(root + page for page in pages), *figures, "/instances/"):
        yield f"page {url}", partial(get, url)


def tasks() -> Iterator[Task]:
    from quietude.comptes.enums import Role
    from quietude.strategie.models import Strategie
    from tests.conftest import make_user

    user = make_user(Role.COORDONNATEUR)
    strategie = Strategie.objects.get(code="istres-2017-2020")
    for family in (data_tasks, document_tasks, page_tasks):
        yield from family(user, strategie)


def main() -> None:
    django.setup()
    from bench.mesures import measure

    console = Console()
    if sys.argv[1:] == ["mesures"]:
        measure(console)
        sys.exit(0)
    table = Table(title=f"Médianes de {RUNS} passages, en millisecondes")
    table.add_column("Quoi")
    table.add_column("Premier", justify="right")
    table.add_column("Médiane", justify="right")
    with town() as name:
        for label, task in tasks():
            first, middle = median(task)
            table.add_row(label, f"{first:.1f}", f"{middle:.1f}")
        compare_with_pandas(console, name)
    console.print(table)
    measure(console)
    measure_reports(console)
    sys.exit(0)


main()
