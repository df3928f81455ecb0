"""A hundred and fifty indicators over a million sheets and 200,000 rows of registers.

`python -m bench mesures` runs this alone. The witness asks one query for each figure shown, as
pages without an engine do; its figures must be the same.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rich.console import Console
from rich.table import Table

from bench import signalement
from bench.cellules import Temoin
from bench.questions import questions
from bench.registres import LIGNES, load_entrees
from quietude.config import database
from quietude.indicateurs import mesures
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.memoire import ALIAS
from quietude.indicateurs.mesures import Demande, Resultat, Valeur, catalogue
from quietude.indicateurs.moteur import compute
from quietude.socle.formats import nombre

PASSAGES = 7
_ECART = Decimal("0.000001")


@contextmanager
def million() -> Iterator[None]:
    """A database with the registers of Istres and all the rows, dropped afterwards."""
    from quietude.config.demonstration import PACK
    from quietude.journal.actions import acting
    from quietude.socle.pack.chargement import prepare
    from quietude.socle.pack.lecture import read_pack
    from tests import base

    database.ensure_started()
    with (
        base.cloned(base.ensure_template(), "mesures") as name,
        base.use_database(name),
    ):
        with acting(None, "bench"):
            prepare(read_pack(PACK)).apply()
        signalement.load_signalements()
        load_entrees()
        mesures.register(signalement.measures)
        yield


@dataclass(frozen=True)
class Duree:
    """Seconds by the clock, and seconds of processor, ours and the server's."""

    horloge: float
    processeur: float


def timed(task: Callable[[], object]) -> Duree:
    server, ours, start = _server(), time.process_time(), time.perf_counter()
    task()
    clock = time.perf_counter() - start
    return Duree(clock, time.process_time() - ours + _server() - server)


def _server() -> float:
    """Processor time of the session's server process; none where /proc is missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    try:
        with open(f"/proc/{pid}/stat") as file:
            ticks = file.read().rsplit(")", 1)[1].split()[11:13]
    except OSError:
        return 0.0
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def best(task: Callable[[], object], before: Callable[[], object] = lambda: None) -> Duree:
    """The quickest of several runs: others may use the machine, nobody makes it faster."""
    found = []
    for _ in range(PASSAGES):
        before()
        found.append(timed(task))
    return Duree(min(row.horloge for row in found), min(row.processeur for row in found))


def measure(console: Console) -> None:
    with million():
        asked = questions(list(catalogue().values()))
        kept = caches[ALIAS]
        kept.clear()
        with CaptureQueriesContext(connection) as queries:
            answers = compute(asked)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cold = best(lambda: compute(asked), before=kept.clear)
        warm = best(lambda: compute(asked))
        witness = Temoin(catalogue())
        cells = timed(lambda: witness.answer(asked))
        same = agree(asked, answers, witness)
    table = Table(
        title=f"{len(asked)} indicateurs sur {nombre(signalement.LIGNES)} fiches et "
        f"{nombre(LIGNES)} lignes de registres, 5 périodes chacun ; le meilleur de {PASSAGES} "
        f"passages, machine chargée à {os.getloadavg()[0]:.1f} pour {os.cpu_count()} cœurs"
    )
    for column in ("", "Horloge", "Processeur", "Requêtes"):
        table.add_column(column, justify="right" if column else "left")
    for label, taken, count in (
        ("moteur, à froid", cold, len(queries)),
        ("moteur, ensuite", warm, 0),
        ("une requête par chiffre", cells, witness.requetes),
    ):
        asked_of = str(count or "")
        table.add_row(label, f"{taken.horloge:.3f} s", f"{taken.processeur:.3f} s", asked_of)
    console.print(table)
    console.print(
        f"Rapport : {cells.horloge / cold.horloge:.0f} à l’horloge, "
        f"{cells.processeur / cold.processeur:.0f} au processeur. {same} chiffres comparés, "
        f"tous égaux ; mémoire au plus {memory:.0f} Mo."
    )


def agree(asked: list[Demande], answers: list[Resultat], witness: Temoin) -> int:
    """How many shown figures the witness gives alike; stops at the first that differs."""
    same = 0
    for demande, answer in zip(asked, answers, strict=True):
        for span in demande.periodes:
            figures = {(): answer.valeurs[span], **answer.parts.get(span, {})}
            for at, value in figures.items():
                if value.etat is EtatValeur.MASQUEE:
                    continue
                other = witness.figures.get((demande, span, at))
                if not _alike(value, other):
                    raise SystemExit(f"désaccord : {demande}, {span}, {at} : {value}, {other}")
                same += 1
    return same


def _alike(value: Valeur, other: Decimal | None) -> bool:
    """Nothing counted is nothing for the witness, which knows no collection."""
    if value.nombre is None or other is None:
        return not value.nombre and not other
    return abs(value.nombre - other) <= _ECART
