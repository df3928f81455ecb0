"""Money asked of the State: the actions concerned, the sheet of one for a year."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.documents import recettes
from quietude.evaluation.documents.fipd import AVERTISSEMENT, RECETTE, key_of
from quietude.evaluation.fipd import financed, read_fipd, years_of
from quietude.socle.pages import render_page
from quietude.strategie.models import FicheAction
from quietude.strategie.rules import can_edit_fiche


@acces()
@require_safe
def fipd(request: Requete) -> HttpResponse:
    """The actions for which the fund is named, by year."""
    rows = list(financed(request.user))
    return render_page(request, "evaluation/fipd.html", {"actions": rows})


@acces()
@require_safe
def fipd_fiche(request: Requete, strategie: str, numero: int, annee: int) -> HttpResponse:
    """What to copy for one action and one year, and where what lacks is filled in."""
    visible = FicheAction.objects.visible_to(request.user).for_page()
    fiche = get_object_or_404(visible, strategie__code=strategie, numero=numero)
    if annee not in years_of(fiche):
        raise Http404
    context = {
        "lue": read_fipd(request.user, fiche, annee),
        "strategie": fiche.strategie,
        "modifiable": bool(can_edit_fiche(request.user, fiche)),
        "avertissement": AVERTISSEMENT,
        "recette": recettes.get(RECETTE.cle),
        "choix": key_of(fiche, annee),
    }
    return render_page(request, "evaluation/fipd_fiche.html", context)
