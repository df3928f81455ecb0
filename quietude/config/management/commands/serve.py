"""quietude serve: check, then serve the site and its background work."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console

from quietude.config import database, serveur


class Command(BaseCommand):
    help = "Sert le site ; refuse de démarrer avec un réglage dangereux, en le nommant."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console()
        if not settings.DEMO or database.embedded() is None:
            refuse_unsafe()
        refuse_pending_migrations()
        if not settings.DEMO:
            with console.status("Préparation des fichiers statiques…"):
                call_command("collectstatic", verbosity=0, interactive=False)
        console.print(f"Quiétude répond sur http://{options['host']}:{options['port']}/")
        serveur.serve(options["host"], options["port"], options["workers"])


def refuse_unsafe() -> None:
    """Raise CommandError, naming each setting, when one is unsafe in production."""
    found = checks.run_checks(tags=["production"], include_deployment_checks=True)
    serious = [message for message in found if message.level >= checks.ERROR]
    if serious:
        lines = [f"- {message.msg}\n  {message.hint or ''}".rstrip() for message in serious]
        raise CommandError(
            "Réglages dangereux, le service ne démarre pas :\n" + "\n".join(lines)
        )


def refuse_pending_migrations() -> None:
    """Raise CommandError when the database is behind this version."""
    executor = MigrationExecutor(connections["owner"])
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        raise CommandError(
            f"La base a {len(pending)} migration(s) de retard : lancez « quietude setup »."
        )
