"""quietude journal verify: prove that the journal is whole."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from quietude.journal.verification import AncreInvalide, Constat, verify_chain
from quietude.socle.formats import nombre


class Command(BaseCommand):
    help = "Contrôle le journal : « journal verify » dit quelle ligne a été altérée ou ôtée."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="verify")
        verify = actions.add_parser("verify", help="vérifie toute la chaîne")
        verify.add_argument(
            "--depuis",
            default="",
            metavar="NUMERO:EMPREINTE",
            help="ce qu'une vérification passée a fait noter : révèle un journal reconstruit",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = monotonic()
        with Console(stderr=True).status("Vérification du journal…"):
            try:
                constat = verify_chain(options["depuis"])
            except AncreInvalide as error:
                raise CommandError(str(error)) from error
        if not constat.intact:
            raise CommandError(_broken(constat), returncode=1)
        self.stdout.write(
            f"Journal intact. Lignes vérifiées : {nombre(constat.numero)}, en "
            f"{nombre(monotonic() - started, 1)} s."
        )
        if constat.numero:
            self.stdout.write(
                "À noter hors de ce serveur, pour la prochaine fois :\n"
                f"  --depuis {constat.numero}:{constat.empreinte}"
            )


def _broken(constat: Constat) -> str:
    lines = ["Le journal n’est pas intact :", *(f"- {text}" for text in constat.anomalies)]
    if constat.autres:
        lines.append(f"- et {nombre(constat.autres)} autres anomalies.")
    return "\n".join(lines)
