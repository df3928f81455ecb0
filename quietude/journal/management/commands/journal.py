"""quietude journal verify: tell whether the journal was touched."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from quietude.journal.verification import verify


def anchor(text: str) -> tuple[int, str]:
    """NUMERO:EMPREINTE, as the command printed it."""
    number, _, mark = text.partition(":")
    if not number.isdecimal() or len(mark) != 64:
        raise ArgumentTypeError("attendu : NUMERO:EMPREINTE")
    return int(number), mark


class Command(BaseCommand):
    help = "Vérifie que le journal n'a été ni modifié ni amputé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verbe", required=True)
        check = verbs.add_parser("verify", help="recalcule toute la chaîne")
        check.add_argument(
            "--depuis", type=anchor, metavar="NUMERO:EMPREINTE", help="notée une autre fois"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console()
        with console.status("Vérification du journal…"):
            report = verify(options["depuis"])
        if report.ruptures:
            raise CommandError("Journal altéré :\n- " + "\n- ".join(report.ruptures))
        console.print(f"Journal intact : {report.numero} ligne(s).")
        if report.numero:
            console.print("À noter hors de ce serveur :")
            console.print(f"{report.numero}:{report.empreinte}", soft_wrap=True)
