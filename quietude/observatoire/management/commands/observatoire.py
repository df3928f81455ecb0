"""quietude observatoire import: the files of the ministry, of INSEE, of the town."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from quietude.observatoire.imports.importer import import_file
from quietude.observatoire.imports.rapport import Rapport, Refus
from quietude.socle.regles import ActionImpossible


class Command(BaseCommand):
    help = "Importe des fichiers de statistiques : SSMSI, INSEE, état 4001, modèle de la ville."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verbe", required=True)
        load = verbs.add_parser("import", help="importe des fichiers, chacun tout ou rien")
        load.add_argument("fichiers", type=Path, nargs="+", metavar="FICHIER")
        load.add_argument(
            "--millesime",
            default="",
            help="quand ni l'en-tête ni le nom ne le disent : 2025 ou 2025-2026-02-03",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=sys.stdout, highlight=False)
        refused = 0
        for path in options["fichiers"]:
            refused += not self.import_one(path, options["millesime"])
        if refused:
            raise CommandError(
                "Un fichier a été refusé."
                if refused == 1
                else f"{refused} fichiers ont été refusés."
            )

    def import_one(self, path: Path, millesime: str) -> bool:
        """Whether the file was taken in (or was there already)."""
        self.console.print(f"[bold]{path.name}[/]", soft_wrap=True)
        try:
            with self.progress() as progress:
                bar = progress.add_task("Import", total=100)
                _, report = import_file(
                    actor=None,
                    chemin=path,
                    nom=path.name,
                    millesime=millesime,
                    avancer=lambda percent: progress.update(bar, completed=percent),
                )
        except Refus as refus:
            self.show(Rapport.of_refusal(refus), tone="red")
            self.say("Rien n'a été changé.")
            return False
        except (ActionImpossible, OSError) as error:
            text = str(error) if isinstance(error, ActionImpossible) else "Fichier illisible."
            self.say(text, tone="red")
            return False
        self.show(report, tone="green")
        return True

    def progress(self) -> Progress:
        columns = (
            TextColumn("  {task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:.0f} %"),
        )
        return Progress(*columns, console=self.console, transient=True)

    def show(self, report: Rapport, *, tone: str) -> None:
        self.say(report.message, tone=tone)
        for text in report.avertissements:
            self.say(f"! {text}", tone="yellow")
        for number, text in report.erreurs:
            self.say(f"  ligne {number} : {text}")
        if report.autres_erreurs:
            self.say(f"  et {report.autres_erreurs} autres lignes.")

    def say(self, text: str, *, tone: str = "") -> None:
        self.console.print(f"  {text}", style=tone, markup=False, soft_wrap=True)
