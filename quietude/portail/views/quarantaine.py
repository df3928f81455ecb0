"""What was put aside: look, release, close as abusive."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.signalements.actions.public import reject_signalement, release_signalement
from quietude.signalements.conservation import quarantine_ends
from quietude.signalements.models import MiseEnQuarantaine
from quietude.signalements.querysets import REPONDENT
from quietude.signalements.rules_publiques import can_sort
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require

PAR_PAGE = 50
_CLE_MAX = 19  # figures of a key
repondent = acces(*REPONDENT)
_GESTES: dict[str, tuple[Callable[..., Any], str, str]] = {
    "liberer": (release_signalement, "libéré", "libérés"),
    "ecarter": (reject_signalement, "écarté", "écartés"),
    "ecarter-page": (reject_signalement, "écarté", "écartés"),
}


@repondent
@require_safe
def quarantaine(request: Requete) -> HttpResponse:
    """What waits, the first received first; or what was closed as abusive."""
    every = MiseEnQuarantaine.objects.visible_to(request.user)
    rows = every.with_contact().select_related("signalement__categorie", "signalement__lieu")
    aside = request.GET.get("vue") == "ecartes"
    asked = rows.rejected() if aside else rows.waiting()
    page = Paginator(asked, PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lignes": quarantine_ends(list(page)),
        "ecartes": aside,
        "a_regarder": not aside,
        "effaces": every.erased().count() if aside else 0,
    }
    return render_page(request, "portail/quarantaine.html", context)


@repondent
@require_POST
def trier(request: Requete) -> HttpResponse:
    """Release or close the ticked ones, or close all those that the page showed."""
    require(can_sort(request.user))
    name = request.POST.get("geste", "")
    geste = _GESTES.get(name)
    chosen = "affiche" if name == "ecarter-page" else "signalement"
    wanted = [
        int(pk) for pk in request.POST.getlist(chosen) if pk.isdecimal() and len(pk) < _CLE_MAX
    ]
    if geste is None or not wanted:
        messages.warning(request, "Cochez au moins un signalement.")
        return redirect("portail:quarantaine")
    act, one, many = geste
    rows = MiseEnQuarantaine.objects.visible_to(request.user).filter(signalement__in=wanted)
    done = 0
    for row in rows.select_related("signalement"):
        try:
            act(actor=request.user, signalement=row.signalement)
            done += 1
        except ActionImpossible as refusal:
            messages.warning(request, str(refusal))
    if done:
        words = f"{done} signalements {many}." if done > 1 else f"Un signalement {one}."
        messages.success(request, words)
    return redirect("portail:quarantaine")
