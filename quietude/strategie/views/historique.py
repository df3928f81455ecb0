"""The history of a sheet, with differences, and the way back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.journal.historique import history_of
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible
from quietude.strategie.actions.fiches import RETABLISSABLES, restore_value
from quietude.strategie.models import FicheAction
from quietude.strategie.rules import can_edit_fiche
from quietude.strategie.views.edition import find_fiche

_FICHE = FicheAction._meta.label_lower  # a milestone has a title too, but no way back


@acces()
@require_safe
def fiche_historique(request: Requete, code: str, numero: int) -> HttpResponse:
    fiche = find_fiche(request, code, numero)
    # Comments have their own page: what was withdrawn there is not read here.
    entries = history_of(fiche, sans=["strategie.commentaire"])
    own = {row.trace for row in entries if row.est_modification and row.objet_type == _FICHE}
    context = {
        "fiche": fiche,
        "strategie": fiche.strategie,
        "entrees": entries,
        "defaisables": own if can_edit_fiche(request.user, fiche) else set(),
        "retablissables": RETABLISSABLES,
    }
    return render_page(request, "strategie/edition/historique.html", context)


@acces(Role.COORDONNATEUR)
@require_POST
def fiche_retablir(request: Requete, code: str, numero: int, trace: int) -> HttpResponse:
    """Give a text back its former value; the change is itself kept in the history."""
    fiche = find_fiche(request, code, numero)
    try:
        restore_value(
            actor=request.user,
            fiche=fiche,
            trace_id=trace,
            champ=request.POST.get("champ", ""),
        )
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "L’ancienne valeur est rétablie.")
    return redirect("strategie:fiche_historique", code, numero)
