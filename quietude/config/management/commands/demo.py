"""quietude demo: the town of Istres on this machine, in one command."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from quietude.comptes.demo import create_demo_accounts
from quietude.config import demonstration, serveur

_STEPS = 7


class Command(BaseCommand):
    help = "Ouvre la ville d'Istres sur cette machine, avec un compte par rôle."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--sans-serveur", action="store_true", help="prépare la ville et s'arrête"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("La démonstration ne s'ouvre pas sur une base de production.")
        console = Console()
        if demonstration.is_a_real_town():
            raise CommandError(
                "Cette base a déjà des comptes : la démonstration ne s'y ouvre pas. Donnez-lui "
                "une base vide, ou retirez DATABASE_URL pour la base embarquée."
            )
        columns = (TextColumn("{task.description:28}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("", total=_STEPS)
            for step, title in enumerate(demonstration.build()):
                progress.update(bar, description=title, completed=step)
            progress.update(bar, description="La ville est prête", completed=_STEPS)
        self.show_accounts(console)
        if options["sans_serveur"]:
            return
        port = serveur.free_port("127.0.0.1", options["port"])
        console.print(f"\n[bold]Ouvrez http://127.0.0.1:{port}/[/]  (Ctrl-C pour arrêter)\n")
        serveur.serve("127.0.0.1", port, workers=1)

    def show_accounts(self, console: Console) -> None:
        accounts, password = create_demo_accounts()
        table = Table(title=f"Mot de passe de tous les comptes : {password}")
        table.add_column("Rôle")
        table.add_column("Adresse à saisir")
        for role, account in accounts.items():
            table.add_row(role.label, account.email)
        console.print(table)
