"""The `quietude` command: Django's, with the database started first."""

import os
import sys

# Commands that read no row: they run before any database exists.
_WITHOUT_DATABASE = {"help", "collectstatic", "--help", "-h", "--version", "version"}


def _settings() -> str:
    """Production where the town gave its database, the demonstration otherwise."""
    name = "production" if os.environ.get("DATABASE_URL") else "demo"
    return f"quietude.config.settings.{name}"


def main(argv: list[str] | None = None) -> None:
    arguments = argv if argv is not None else sys.argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _settings())
    if len(arguments) > 1 and arguments[1] not in _WITHOUT_DATABASE:
        from quietude.config.database import ensure_started
        from quietude.socle.postgres import PostgresIntrouvable

        try:
            ensure_started()
        except PostgresIntrouvable as error:
            sys.exit(str(error))
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(arguments)
    except KeyboardInterrupt:
        sys.exit(130)
