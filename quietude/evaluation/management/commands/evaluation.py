"""quietude evaluation ANNÉE: open it if needed, compute it, tell it, write its documents."""

import re
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console

from quietude.documents.production import render
from quietude.evaluation.actions.annuelle import adopt_evaluation, open_evaluation
from quietude.evaluation.documents_annuels import DocumentOffert, documents_of
from quietude.evaluation.enums import EtatContribution, EtatEvaluation
from quietude.evaluation.manques import by_owner, list_missing
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photo import Photo
from quietude.evaluation.photographie import photograph, read_copy, reader_of
from quietude.evaluation.terminal import show
from quietude.socle.regles import ActionImpossible
from quietude.strategie.models import Strategie


class Command(BaseCommand):
    help = "Calcule l’évaluation d’une année, la montre, écrit ses documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("annee", help="l’année évaluée, par exemple 2016")
        parser.add_argument("--strategie", help="son code (celle en vigueur)")
        parser.add_argument("--sortie", type=Path, help="le dossier où écrire les documents")
        parser.add_argument("--adopter", action="store_true", help="garder la copie du jour")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=sys.stdout, highlight=False)
        found = self.find(_year(options["annee"]), _strategie(options["strategie"]))
        if options["adopter"]:
            found = self.adopt(found)
        photo = _read(found)
        waiting = found.contributions.filter(etat=EtatContribution.DEMANDEE)
        opened = found.etat == EtatEvaluation.OUVERTE
        asked = list(waiting.select_related("organisation", "fiche")) if opened else []
        missing = list_missing(photo, asked) if opened else []
        show(self.console, photo, by_owner(missing))
        if options["sortie"]:
            self.write(found, options["sortie"])

    def find(self, annee: int, strategie: Strategie) -> EvaluationAnnuelle:
        rows = EvaluationAnnuelle.objects.select_related("strategie")
        found = rows.filter(strategie=strategie, annee=annee).first()
        if found:
            return found
        try:
            return open_evaluation(actor=None, strategie=strategie, annee=annee)
        except ActionImpossible as refusal:
            raise CommandError(str(refusal)) from refusal

    def adopt(self, found: EvaluationAnnuelle) -> EvaluationAnnuelle:
        if found.etat != EtatEvaluation.OUVERTE:
            raise CommandError(
                f"L’évaluation {found.annee} est déjà adoptée ; relancez sans --adopter."
            )
        today = timezone.localdate()
        return adopt_evaluation(actor=None, evaluation=found, adoptee_le=today)

    # -- documents ----------------------------------------------------------------------------

    def write(self, found: EvaluationAnnuelle, folder: Path) -> None:
        offered = list(documents_of(found))
        self.console.print()
        if not offered:
            self.say("Aucun document d’évaluation n’est proposé par cette version.")
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for document in offered:
                self.write_one(document, found, folder)
        except OSError as error:
            raise CommandError(f"« {folder} » ne peut pas être écrit.") from error

    def write_one(
        self, document: DocumentOffert, found: EvaluationAnnuelle, folder: Path
    ) -> None:
        """Read once, laid out in each format."""
        recette = document.recette
        contenu = recette.construire(document.parametres, reader_of(None))
        for format in recette.formats:
            path = folder / f"{recette.cle}-{found.annee}.{format.value}"
            path.write_bytes(render(contenu, format))
            self.say(f"Écrit : {path}")

    def say(self, text: str) -> None:
        self.console.print(text, markup=False, soft_wrap=True)


def _year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text):
        raise CommandError(f"« {text} » n’est pas une année : écrivez par exemple 2016.")
    return int(text)


def _strategie(code: str | None) -> Strategie:
    known = Strategie.objects.all()
    if code is None:
        current = known.current()
        if current is None:
            raise CommandError(
                "Aucune stratégie : chargez un pack (« quietude pack load DOSSIER »)."
            )
        return current
    found = known.filter(code=code).first()
    if found is None:
        codes = ", ".join(known.values_list("code", flat=True)) or "aucune"
        raise CommandError(f"« {code} » est inconnue. Stratégies : {codes}.")
    return found


def _read(found: EvaluationAnnuelle) -> Photo:
    if found.etat != EtatEvaluation.OUVERTE:
        return read_copy(found)
    return photograph(None, found)
