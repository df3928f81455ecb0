"""quietude setup: create or update the database. Repeatable."""

from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console

from quietude.config.mise_en_place import set_up


class Command(BaseCommand):
    help = "Met la base en place ou à jour : rôles, tables, droits."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console()
        with console.status("Mise en place de la base…"):
            set_up()
        console.print("La base est prête.")
