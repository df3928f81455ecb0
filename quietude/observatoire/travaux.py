"""Import one waiting file: read, write all or nothing, say what came of it."""

import logging
import traceback

from django.core.exceptions import PermissionDenied

from quietude.observatoire import depot
from quietude.observatoire.actions.importations import (
    finish_importation,
    note_progress,
    start_importation,
)
from quietude.observatoire.enums import EtatImportation
from quietude.observatoire.imports.importer import import_file
from quietude.observatoire.imports.rapport import Rapport, Refus
from quietude.observatoire.models import Importation, Source
from quietude.observatoire.rules import can_import
from quietude.socle.regles import ActionImpossible, require

logger = logging.getLogger(__name__)

SANS_FICHIER = "Le fichier déposé n’est plus là. Déposez-le de nouveau."
PANNE = (
    "L’import a échoué sans que le fichier soit en cause. Relancez-le ; si l’échec se répète, "
    "signalez à l’administrateur technique la référence {reference}."
)


def run_importation(pk: int) -> None:
    """The whole work of one job. A file once imported no longer waits; the others do."""
    importation = start_importation(actor=None, pk=pk)
    if importation is None:
        return
    etat, rapport, source = _outcome(importation)
    finish_importation(actor=None, pk=pk, etat=etat, rapport=rapport.as_json(), source=source)
    if etat in (EtatImportation.FAITE, EtatImportation.DEJA_FAITE):
        depot.remove(importation.chemin)


def _outcome(importation: Importation) -> tuple[EtatImportation, Rapport, Source | None]:
    try:
        source, rapport = _import(importation)
    except Refus as refus:
        return EtatImportation.REFUSEE, Rapport.of_refusal(refus), None
    except (ActionImpossible, PermissionDenied) as refusal:
        return EtatImportation.REFUSEE, Rapport(str(refusal)), None
    except Exception as error:  # noqa: BLE001 - the page must tell of any failure
        reference = f"I{importation.pk}-{type(error).__name__}"
        # The exception's own message may quote the file: only its kind and place go out.
        place = _place(error)
        logger.error("import %s failed: %s at %s", importation.pk, type(error).__name__, place)
        return EtatImportation.ECHEC, Rapport(PANNE.format(reference=reference)), None
    fresh = rapport.ajoutees or rapport.revisees or rapport.lues
    return EtatImportation.FAITE if fresh else EtatImportation.DEJA_FAITE, rapport, source


def _import(importation: Importation) -> tuple[Source, Rapport]:
    actor, name = importation.demande_par, importation.chemin
    if actor is None or not depot.is_waiting(name):
        raise ActionImpossible(SANS_FICHIER)
    require(can_import(actor))
    return import_file(
        actor=actor,
        chemin=depot.path_of(name),
        nom=importation.fichier,
        millesime=importation.millesime,
        avancer=lambda percent: note_progress(importation.pk, percent),
    )


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
