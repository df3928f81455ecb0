"""Test databases: one template built once per schema, cloned for each worker in a moment.

Tests then run as the runtime role, like the pages, not as the owner of the tables.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

from quietude.config import database

PACKAGE = Path(database.__file__).resolve().parents[1]


def admin() -> psycopg.Connection[tuple[object, ...]]:
    """A connection that may create databases."""
    server = database.embedded()
    if server is not None:
        url = f"host={server.socket} user={database.OWNER_LOGIN} dbname=postgres"
    else:
        url = make_conninfo(database.owner_url())
    return psycopg.connect(url, autocommit=True)


def _schema_key() -> str:
    sources = [
        *sorted(PACKAGE.glob("*/migrations/*.py")),
        *sorted(PACKAGE.glob("*/nomenclatures/*")),
        PACKAGE / "observatoire" / "nomenclature.py",
        Path(database.__file__),
    ]
    content = b"".join(path.read_bytes() for path in sources)
    return hashlib.sha256(content).hexdigest()[:12]


@contextmanager
def use_database(name: str) -> Iterator[None]:
    """Point both connections of this process at the database `name`."""
    previous = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    try:
        yield
    finally:
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = previous[alias]


def url_of(name: str) -> str:
    return make_conninfo(database.owner_url(), dbname=name)


def ensure_template() -> str:
    """The database that tests are cloned from: migrated, with the official lists alone."""
    from django.core.management import call_command

    from quietude.observatoire.nomenclature import load_nomenclatures

    name = f"quietude_modele_{_schema_key()}"
    with admin() as connection:
        connection.execute("SELECT pg_advisory_lock(4711)")
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone() is None:
            building = f"{name}_{os.getpid()}"
            connection.execute(f'CREATE DATABASE "{building}"'.encode())
            database.prepare_roles()
            with use_database(building):
                call_command("migrate", database="owner", verbosity=0)
                call_command("createcachetable", database="owner", verbosity=0)
                database.grant_runtime(url_of(building))
                load_nomenclatures()
            connection.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"'.encode())
    return name


@contextmanager
def cloned(template: str, suffix: str) -> Iterator[str]:
    """A private copy of `template`, dropped afterwards."""
    name = f"quietude_test_{os.getpid()}_{suffix}"
    with admin() as connection:
        connection.execute("SELECT pg_advisory_lock(4712)")  # a template takes no other session
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    try:
        yield name
    finally:
        for alias in connections:
            connections[alias].close()
        with admin() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
