"""Where the database is, under which role, and how it is made ready.

Two roles: the owner runs migrations; the runtime role `quietude_app` serves pages and can
neither run DDL, nor bypass row-level security, nor rewrite the journal (docs/adr/0005).

- no DATABASE_URL: an embedded server under the data directory;
- DATABASE_URL alone: its login owns the tables, pages run under SET ROLE quietude_app;
- DATABASE_URL and DATABASE_OWNER_URL: two logins, the only form allowed in production.
"""

import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from quietude.socle.postgres import SUPERUSER, Serveur

RUNTIME_ROLE = "quietude_app"
OWNER_LOGIN = "quietude"
PROJECT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("QUIETUDE_DATA", PROJECT / "var"))

# What the runtime role may do on tables that it may not write freely.
RESTRICTED_GRANTS = {
    "journal_trace": "SELECT, INSERT",
    "journal_tete": "SELECT",
    "django_migrations": "SELECT",
}


def embedded() -> Serveur | None:
    """The embedded server, or None when the town gives its own."""
    return None if os.environ.get("DATABASE_URL") else Serveur(DATA)


def _entry(url: str, *, runtime: bool) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    options = {
        key: value
        for key, value in parts.items()
        if key not in {"host", "port", "user", "password", "dbname"}
    }
    if runtime:
        options["options"] = f"-c role={RUNTIME_ROLE}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts.get("host") or "",
        "PORT": parts.get("port") or "",
        "USER": parts.get("user") or "",
        "PASSWORD": parts.get("password") or "",
        "NAME": parts.get("dbname") or "quietude",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def owner_url() -> str:
    server = embedded()
    if server is not None:
        return f"host={server.socket} user={OWNER_LOGIN} dbname=quietude"
    return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]


def has_two_logins() -> bool:
    return bool(os.environ.get("DATABASE_OWNER_URL"))


def databases() -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default` is the runtime role, `owner` runs migrations."""
    runtime = os.environ["DATABASE_URL"] if has_two_logins() else owner_url()
    return {
        "default": _entry(runtime, runtime=not has_two_logins()),
        "owner": _entry(owner_url(), runtime=False),
    }


def ensure_started() -> None:
    """Start the embedded server and create its roles and database; nothing otherwise."""
    server = embedded()
    if server is None:
        return
    server.ensure_started()
    with psycopg.connect(
        f"host={server.socket} user={SUPERUSER} dbname=postgres", autocommit=True
    ) as connection:
        connection.execute("SELECT pg_advisory_lock(4711)")  # several processes start at once
        _create_role(connection, OWNER_LOGIN, "LOGIN CREATEDB CREATEROLE")
        create_runtime_role(connection, OWNER_LOGIN)
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'quietude'")
        if found.fetchone() is None:
            connection.execute(f"CREATE DATABASE quietude OWNER {OWNER_LOGIN}")


def _create_role(connection: psycopg.Connection[Any], name: str, attributes: str) -> bool:
    query = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    if connection.execute(query, [name]).fetchone():
        return False
    try:
        connection.execute(f"CREATE ROLE {name} {attributes}".encode())
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        return False  # two processes set up at the same time: the other was first
    return True


def create_runtime_role(connection: psycopg.Connection[Any], member: str) -> None:
    """Create `quietude_app` and let `member` (a login) take it."""
    _create_role(connection, RUNTIME_ROLE, "NOLOGIN NOBYPASSRLS")
    query = "SELECT pg_has_role(%s, %s, 'MEMBER')"
    found = connection.execute(query, [member, RUNTIME_ROLE]).fetchone()
    if not (found and found[0]):
        connection.execute(
            sql.SQL("GRANT {} TO {}").format(
                sql.Identifier(RUNTIME_ROLE), sql.Identifier(member)
            )
        )


def prepare_roles() -> None:
    """Make sure that both roles exist on a server given by DATABASE_URL."""
    if embedded() is not None:
        return
    with psycopg.connect(owner_url(), autocommit=True) as connection:
        create_runtime_role(connection, connection.info.user)
        if has_two_logins():
            login = conninfo_to_dict(os.environ["DATABASE_URL"])["user"]
            create_runtime_role(connection, str(login))


def grant_runtime(url: str) -> None:
    """Give the runtime role its rights on every table, after migrations. Repeatable."""
    role = sql.Identifier(RUNTIME_ROLE)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        ):
            connection.execute(sql.SQL(statement).format(role))
        for table, grants in RESTRICTED_GRANTS.items():
            name = sql.Identifier(table)
            connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(name, role))
            grant = sql.SQL(f"GRANT {grants} ON {{}} TO {{}}")
            connection.execute(grant.format(name, role))
