"""One file handed in: how far it is, then what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.observatoire import depot, rules, workflow
from quietude.observatoire.actions.importations import retry_importation
from quietude.observatoire.enums import EtatImportation
from quietude.observatoire.forms.importation import RelanceForm
from quietude.observatoire.models import Importation
from quietude.observatoire.sources import revised_by
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible

_TONS = {
    EtatImportation.EN_ATTENTE: "neutre",
    EtatImportation.EN_COURS: "info",
    EtatImportation.FAITE: "succes",
    EtatImportation.DEJA_FAITE: "neutre",
    EtatImportation.REFUSEE: "attention",
    EtatImportation.ECHEC: "danger",
}
COLONNES = [
    Colonne("ligne", "Ligne", valeur=lambda row: row[0], nombre=True),
    Colonne("erreur", "Ce qui ne va pas", valeur=lambda row: row[1]),
]


def tone_of(importation: Importation) -> str:
    return _TONS[EtatImportation(importation.etat)]


def _get(request: Requete, pk: int) -> Importation:
    rows = Importation.objects.visible_to(request.user).select_related("source", "demande_par")
    found: Importation = get_object_or_404(rows, pk=pk)
    return found


@acces()
@never_cache
@require_safe
def importation(request: Requete, pk: int) -> HttpResponse:
    """Asked again every second until it is done."""
    found = _get(request, pk)
    errors = Grille(request, found.rapport.get("erreurs", []), COLONNES, nom="lignes")
    if errors.format_demande:
        return errors.exporter()
    context = _context(request, found)
    return render_page(
        request,
        "observatoire/importation.html",
        {**context, "grille": errors},
        fragment="observatoire/importation_suivi.html",
    )


def _context(request: Requete, found: Importation) -> dict[str, Any]:
    done = found.source is not None and found.rapport.get("revisees")
    return {
        "importation": found,
        "ton": tone_of(found),
        "terminee": workflow.finished(found.etat),
        "bloquee": rules.is_stuck(found),
        "relancable": rules.can_retry_importation(request.user, found)
        and depot.is_waiting(found.chemin),
        "form": RelanceForm(initial={"millesime": found.millesime}),
        "revisions": revised_by(found.source) if done and found.source else [],
    }


@acces(Role.COORDONNATEUR)
@require_POST
def importation_relancer(request: Requete, pk: int) -> HttpResponse:
    """Try again."""
    found = _get(request, pk)
    form = RelanceForm(request.POST)
    vintage = form.cleaned_data["millesime"] if form.is_valid() else ""
    try:
        retry_importation(actor=request.user, importation=found, millesime=vintage)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    return redirect(found)
