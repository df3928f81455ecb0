"""Saved views: keep the filters shown, share them, forget them."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from quietude.comptes.acces import Requete, acces
from quietude.signalements.actions.vues import remove_vue, save_vue, share_vue
from quietude.signalements.filtres import FiltreSignalements
from quietude.signalements.forms.masse import VueForm
from quietude.signalements.models import VueEnregistree
from quietude.signalements.querysets import VOIENT
from quietude.socle.regles import ActionImpossible

lire = acces(*VOIENT)


@lire
@require_POST
def vue_enregistrer(request: Requete) -> HttpResponse:
    """Keep the filters of the address under a name."""
    filters = FiltreSignalements(request.GET, request.user)
    form = VueForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Donnez un nom à cette vue, de 60 caractères au plus.")
        return _back(request.GET)
    try:
        vue = save_vue(actor=request.user, nom=form.cleaned_data["nom"], filtres=filters.kept)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return _back(request.GET)
    messages.success(request, f"La vue « {vue} » est enregistrée.")
    return redirect(vue)


@lire
@require_POST
def vue_partager(request: Requete, pk: int) -> HttpResponse:
    """Share it with the town, or take it back."""
    vue = _find(request, pk)
    wanted = "partager" in request.POST
    share_vue(actor=request.user, vue=vue, partagee=wanted)
    messages.success(
        request,
        f"« {vue} » {'est partagée' if wanted else 'n’est plus partagée'} avec la ville.",
    )
    return _back(request.GET)


@lire
@require_POST
def vue_supprimer(request: Requete, pk: int) -> HttpResponse:
    vue = _find(request, pk)
    remove_vue(actor=request.user, vue=vue)
    messages.success(request, f"La vue « {vue.nom} » est supprimée.")
    return _back(request.GET)


def _find(request: Requete, pk: int) -> VueEnregistree:
    return get_object_or_404(VueEnregistree.objects.visible_to(request.user), pk=pk)


def _back(query: QueryDict) -> HttpResponse:
    return redirect(f"{reverse('signalements:liste')}?{query.urlencode()}")
