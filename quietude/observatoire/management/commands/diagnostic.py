"""quietude diagnostic CODE | verify: a commune's figures, or what a document prints."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from quietude.observatoire.imports.commune import has_communal_base, lire_commune
from quietude.observatoire.imprimes import printed_documents, read_printed
from quietude.observatoire.models import CodeOfficiel, Rupture
from quietude.observatoire.nomenclature import shipped_breaks
from quietude.observatoire.recherche import Recherche, find_commune
from quietude.observatoire.terminal.commune import show_commune
from quietude.observatoire.terminal.verification import (
    ENTETES,
    exported,
    show_verification,
)
from quietude.observatoire.verification import verify
from quietude.observatoire.verifie import Verifie
from quietude.socle.formats import nombre
from quietude.socle.pack.contenu import PackInvalide
from quietude.socle.pack.lecture import read_pack
from quietude.socle.tableur import to_csv

_RIEN = (
    "Aucune base communale n’est importée. Téléchargez celle du ministère de l’Intérieur "
    "(data.gouv.fr, « bases statistiques communale, départementale et régionale de la "
    "délinquance enregistrée par la police et la gendarmerie nationales »), puis lancez "
    "« quietude observatoire import FICHIER »."
)


class Command(BaseCommand):
    help = "Montre les chiffres d’une commune, ou vérifie ceux qu’un document imprime."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "quoi", nargs="+", help="code INSEE ou nom d’une commune ; ou : verify"
        )
        parser.add_argument("--pack", type=Path, help="verify : le dossier d’un pack")
        parser.add_argument("--recueil", help="verify : le code du document (le dernier)")
        parser.add_argument("--csv", type=Path, help="verify : écrit aussi ce fichier")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=sys.stdout, highlight=False)
        if options["quoi"] == ["verify"]:
            self.verify(options["pack"], options["recueil"], options["csv"])
            return
        if options["pack"] or options["recueil"] or options["csv"]:
            raise CommandError("--pack, --recueil et --csv vont avec « verify ».")
        self.show(" ".join(options["quoi"]))

    # -- a commune ------------------------------------------------------------------------

    def show(self, text: str) -> None:
        found = find_commune(text)
        if found.commune is None:
            raise CommandError(_unknown(text, found))
        if not has_communal_base():
            raise CommandError(_RIEN)
        fiche = lire_commune(found.commune.code)
        if fiche is None or not fiche.chiffres:
            raise CommandError(
                f"{found.commune.nom} ({found.commune.code}) n’est pas dans les fichiers "
                "importés : importez une base qui couvre cette commune."
            )
        show_commune(self.console, fiche, found.ancienne)

    # -- a document -----------------------------------------------------------------------

    def verify(self, folder: Path | None, recueil: str | None, csv: Path | None) -> None:
        rows = _of_pack(folder) if folder else _of_database(recueil)
        show_verification(self.console, rows)
        if csv:
            try:
                csv.write_bytes(to_csv(ENTETES, exported(rows)))
            except OSError as error:
                raise CommandError(f"« {csv} » ne peut pas être écrit.") from error
            self.console.print(f"Écrit dans {csv}.", markup=False, soft_wrap=True)


def _of_pack(folder: Path) -> list[Verifie]:
    try:
        return verify(read_pack(folder), shipped_breaks())
    except PackInvalide as error:
        raise CommandError(str(error)) from error


def _of_database(recueil: str | None) -> list[Verifie]:
    known = printed_documents()
    asked = recueil or next(iter(known), None)
    if asked is None:
        raise CommandError("Aucun document : chargez un pack (« quietude pack load DOSSIER »).")
    if asked not in known:
        raise CommandError(
            f"« {asked} » est inconnu. Documents : {', '.join(known) or 'aucun'}."
        )
    return verify(read_printed(asked), Rupture.objects.all())


def _unknown(text: str, found: Recherche) -> str:
    if found.homonymes:
        return f"Plusieurs communes s’appellent « {text} », donnez le code :\n" + _listed(
            found.homonymes
        )
    if found.proches:
        return f"« {text} » est inconnu. Des noms proches :\n" + _listed(found.proches)
    return f"« {text} » est inconnu : donnez le code INSEE (13047) ou le nom d’une commune."


def _listed(rows: Iterable[CodeOfficiel]) -> str:
    lines = []
    for row in rows:
        size = f", {nombre(row.population)} habitants" if row.population else ""
        lines.append(f"  {row.code}  {row.nom} ({row.departement}{size})")
    return "\n".join(lines)
