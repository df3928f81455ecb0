"""The embedded server outlives what kills the program, and leaves with its last user."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quietude.socle.postgres import Serveur

START = """
import os, signal, sys
from pathlib import Path
import psycopg
from quietude.socle.postgres import SUPERUSER, Serveur
serveur = Serveur(Path(sys.argv[1]))
serveur.ensure_started()
serveur.ensure_started()
url = f"host={serveur.socket} user={SUPERUSER} dbname=postgres"
base = psycopg.connect(url, autocommit=True)
"""
WRITE = START + "base.execute('CREATE TABLE vu AS SELECT 42 AS reponse')\n"
READ = START + "print(base.execute('SELECT reponse FROM vu').fetchone()[0])\n"
KILL = "os.kill(os.getpid(), signal.SIGKILL)\n"


@pytest.fixture
def dossier() -> Iterator[Path]:
    """A folder that any account may walk to, as a checkout is."""
    folder = Path(tempfile.mkdtemp(prefix="quietude-essai-"))
    folder.chmod(0o755)
    yield folder
    Serveur(folder).stop()
    shutil.rmtree(folder)


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def server_pid(folder: Path) -> int | None:
    file = folder / "postgres" / "postmaster.pid"
    return int(file.read_text().split("\n")[0]) if file.exists() else None


def test_what_was_written_survives_a_killed_program(dossier: Path) -> None:
    killed = run(WRITE + KILL, dossier)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert server_pid(dossier) is not None
    again = run(READ, dossier)
    assert again.stdout == "42\n", again.stderr
    assert server_pid(dossier) is None  # the last user stopped it


def test_what_was_written_survives_a_killed_server(dossier: Path) -> None:
    run(WRITE + KILL, dossier)
    pid = server_pid(dossier)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    again = run(READ, dossier)
    assert again.stdout == "42\n", again.stderr


def test_the_server_listens_on_no_network(dossier: Path) -> None:
    shown = run(
        START + "print(repr(base.execute('SHOW listen_addresses').fetchone()[0]))", dossier
    )
    assert shown.stdout == "''\n", shown.stderr
