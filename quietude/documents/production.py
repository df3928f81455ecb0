"""Produce one document: read, lay out, keep; say so when it fails."""

import logging
import traceback
from collections.abc import Callable, Mapping

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from quietude.documents import actions, recettes, rules
from quietude.documents.contenu import Classeur, DocumentContenu
from quietude.documents.diaporama import Diaporama
from quietude.documents.docx import render_docx
from quietude.documents.enums import Format
from quietude.documents.models import DocumentProduit
from quietude.documents.pdf import render_pdf
from quietude.documents.pptx import render_pptx
from quietude.documents.xlsx import render_xlsx
from quietude.socle.regles import ActionImpossible, require

logger = logging.getLogger(__name__)

# Where the bar stands at each of the five steps.
PRIS, LU, MIS_EN_PAGE, VERIFIE = 10, 40, 80, 90

DISPARU = "Le contenu demandé a été supprimé, ou vous n’y avez plus accès."
PANNE = (
    "La production a échoué. Relancez-la ; si l’échec se répète, signalez à "
    "l’administrateur technique la référence {reference}."
)


def run_document(pk: int) -> None:
    """The whole work of one job; each step is committed so that the page can show it.

    Written by the system, with the content that the requester may read.
    """
    document = actions.start_document(actor=None, pk=pk)
    if document is None:
        return
    actions.note_progress(pk, PRIS)
    try:
        file = _produce(document)
    except (ObjectDoesNotExist, PermissionDenied):
        actions.fail_document(actor=None, pk=pk, erreur=DISPARU)
    except ActionImpossible as refusal:
        actions.fail_document(actor=None, pk=pk, erreur=str(refusal))
    except Exception as error:  # noqa: BLE001 - the page must tell of any failure
        reference = f"D{pk}-{type(error).__name__}"
        # The exception's own message may quote the content: only its kind and place go out.
        logger.error("document %s failed: %s at %s", pk, type(error).__name__, _place(error))
        erreur = PANNE.format(reference=reference)
        actions.fail_document(actor=None, pk=pk, erreur=erreur)
    else:
        actions.finish_document(actor=None, pk=pk, contenu=file)


def _produce(document: DocumentProduit) -> bytes:
    recette = recettes.get(document.recette)
    if recette is None:
        raise ActionImpossible("Cette sorte de document n’est plus proposée.")
    user, parametres = document.demande_par, document.parametres
    require(rules.can_request(user, recette, parametres, document.format))
    contenu = recette.construire(parametres, user)
    actions.note_progress(document.pk, LU)
    file = render(contenu, Format(document.format))
    actions.note_progress(document.pk, MIS_EN_PAGE)
    if not file:
        raise ActionImpossible("Le document produit est vide.")
    actions.note_progress(document.pk, VERIFIE)
    return file


def render(contenu: DocumentContenu | Classeur | Diaporama, format: Format) -> bytes:
    """The file in the format asked for."""
    if isinstance(contenu, Diaporama):
        return render_pptx(contenu)
    if isinstance(contenu, Classeur) or format == Format.XLSX:
        return render_xlsx(contenu)
    renderers: Mapping[Format, Callable[[DocumentContenu], bytes]] = {
        Format.PDF: render_pdf,
        Format.DOCX: render_docx,
    }
    return renderers[format](contenu)


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
