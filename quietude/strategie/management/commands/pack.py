"""quietude pack load | export | check | schema: a strategy as data."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from quietude.journal.actions import acting
from quietude.socle.pack.chargement import PackPretACharger, prepare
from quietude.socle.pack.contenu import Pack, PackInvalide
from quietude.socle.pack.difference import Ecart
from quietude.socle.pack.ecriture import current_pack, write_pack
from quietude.socle.pack.lecture import read_pack
from quietude.socle.pack.registre import sections
from quietude.socle.regles import ActionImpossible
from quietude.strategie.controle import controle
from quietude.strategie.controle.constat import Constat
from quietude.strategie.enums import Gravite
from quietude.strategie.models import Strategie

_TONS = {Gravite.ERREUR: "red", Gravite.ALERTE: "yellow", Gravite.REMARQUE: "cyan"}


class Command(BaseCommand):
    help = "Charge, exporte, contrôle une stratégie décrite par un pack."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verbe", required=True)
        load = verbs.add_parser("load", help="charge un pack, tout ou rien")
        load.add_argument("dossier", type=Path)
        load.add_argument("--oui", action="store_true", help="n'attend pas de confirmation")
        export = verbs.add_parser("export", help="écrit la stratégie vivante en pack")
        export.add_argument("dossier", type=Path)
        export.add_argument("--strategie", help="son code (par défaut : celle en vigueur)")
        check = verbs.add_parser("check", help="contrôle la cohérence")
        check.add_argument("dossier", type=Path, nargs="?", help="vide : la stratégie vivante")
        check.add_argument("--strict", action="store_true", help="échoue à la première erreur")
        schema = verbs.add_parser("schema", help="publie le JSON Schema des fichiers")
        schema.add_argument("dossier", type=Path, nargs="?", help="vide : à l'écran")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=sys.stdout, highlight=False)
        try:
            getattr(self, f"run_{options['verbe']}")(options)
        except PackInvalide as error:
            raise CommandError(
                f"{error}\n{len(error.erreurs)} erreur(s) : rien n'a été changé."
            ) from error
        except ActionImpossible as error:
            raise CommandError(f"{error}\nRien n'a été changé.") from error

    # -- load -----------------------------------------------------------------------------

    def run_load(self, options: dict[str, Any]) -> None:
        pack = read_pack(options["dossier"])
        ready = prepare(pack)
        if not ready.ecarts:
            self.console.print("La base dit déjà ce que dit le pack : rien à faire.")
            return
        self.show_differences(ready)
        if not (options["oui"] or ready.is_first or self.confirms()):
            self.console.print("Rien n'a été changé.")
            return
        with Progress(console=self.console, transient=True) as progress:
            bar = progress.add_task("Chargement", total=len(sections()))
            with acting(None, "pack.load"):
                ready.apply(
                    lambda section: progress.update(bar, advance=1, description=section)
                )
        self.console.print(f"Pack chargé : {len(pack.items)} fichiers.")

    def show_differences(self, ready: PackPretACharger) -> None:
        if ready.is_first:
            return
        self.console.print(f"{len(ready.ecarts)} différence(s) avec la base :")
        for ecart in ready.ecarts:
            self.console.print(f"  {_sentence(ecart)}", markup=False, soft_wrap=True)

    def confirms(self) -> bool:
        if not sys.stdin.isatty():
            raise ActionImpossible("Relancez avec --oui pour appliquer ces différences.")
        return input("Appliquer ? [o/N] ").strip().lower() in {"o", "oui"}

    # -- export, check, schema ------------------------------------------------------------

    def run_export(self, options: dict[str, Any]) -> None:
        pack = _live(options["strategie"])
        written = write_pack(pack, options["dossier"])
        self.console.print(f"{len(written)} fichiers écrits dans {options['dossier']}.")

    def run_check(self, options: dict[str, Any]) -> None:
        folder: Path | None = options["dossier"]
        pack = read_pack(folder) if folder else _live(None)
        constats = controle(pack)
        for constat in constats:
            self.show(pack, constat)
        kept = [c for c in constats if not c.dispense]
        counts = {g: sum(c.gravite == g for c in kept) for g in Gravite}
        self.console.print(
            f"{len(kept)} constat(s) : "
            + ", ".join(f"{count} {g.label.lower()}(s)" for g, count in counts.items())
            + f" ; {len(constats) - len(kept)} écarté(s) avec motif."
        )
        if options["strict"] and counts[Gravite.ERREUR]:
            raise CommandError("Le contrôle a trouvé des erreurs.")

    def show(self, pack: Pack, constat: Constat) -> None:
        line = pack.line(constat.fichier, constat.endroit)
        place = f"{constat.fichier}:{line}" if line else constat.fichier
        tone = _TONS[Gravite(constat.gravite)]
        self.console.print(
            f"[{tone}]{Gravite(constat.gravite).label:9}[/] {constat.regle:16} ", end=""
        )
        self.console.print(f"{place} : {constat.message}", markup=False, soft_wrap=True)
        more = f"Écarté : {constat.dispense}" if constat.dispense else f"→ {constat.suggestion}"
        self.console.print(f"{'':27}{more}", markup=False, soft_wrap=True)

    def run_schema(self, options: dict[str, Any]) -> None:
        folder: Path | None = options["dossier"]
        schemas = {
            section.name: {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                **section.model.model_json_schema(),
                "title": f"{section.title} ({section.pattern})",
            }
            for section in sections()
        }
        if folder is None:
            self.stdout.write(json.dumps(schemas, ensure_ascii=False, indent=2))
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in schemas.items():
            text = json.dumps(schema, ensure_ascii=False, indent=2)
            (folder / f"{name}.schema.json").write_text(text + "\n", encoding="utf-8")
        self.console.print(f"{len(schemas)} schémas écrits dans {folder}.")


def _live(code: str | None) -> Pack:
    strategie = (
        Strategie.objects.filter(code=code).first() if code else Strategie.objects.current()
    )
    if strategie is None:
        raise ActionImpossible(
            "Aucune stratégie de ce code." if code else "Aucune stratégie n'est chargée."
        )
    return current_pack(strategie.code)


def _sentence(ecart: Ecart) -> str:
    place = f"{ecart.fichier} {ecart.endroit}".strip()
    if ecart.avant is None:
        return f"+ {place} : {_short(ecart.apres)}"
    if ecart.apres is None:
        return f"- {place} : {_short(ecart.avant)}"
    return f"~ {place} : {_short(ecart.avant)} → {_short(ecart.apres)}"


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:79]}…"
