"""The words that mediators tick: lists that the coordinator keeps, with dates."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.signalements.actions.listes import remove_choix, save_choix
from quietude.signalements.enums import ListePassage
from quietude.signalements.forms.passages import ChoixForm
from quietude.signalements.models import ChoixPassage
from quietude.signalements.rules import can_set_lists
from quietude.signalements.views.passages import lire, remove_or_ask
from quietude.signalements.views.signalement import lire_ou_ecrire
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible

ecrire = acces(Role.COORDONNATEUR)


@lire
@require_safe
def passages_listes(request: Requete) -> HttpResponse:
    """Both lists, those closed told apart."""
    today = timezone.localdate()
    rows = list(ChoixPassage.objects.visible_to(request.user).select_related("categorie"))
    context = {
        "listes": [
            (each, [(row, row.runs(today)) for row in rows if row.liste == each])
            for each in ListePassage
        ],
        "modifiable": can_set_lists(request.user),
    }
    return render_page(request, "signalements/passages_listes.html", context)


@ecrire
@lire_ou_ecrire
def choix_creer(request: Requete) -> HttpResponse:
    """A word of `?liste=`."""
    asked = request.GET.get("liste", "")
    liste = asked if asked in ListePassage.values else ListePassage.NATURE
    return _edit(request, ChoixPassage(liste=liste), f"{ListePassage(liste).label} : ajouter")


@ecrire
@lire_ou_ecrire
def choix_modifier(request: Requete, code: str) -> HttpResponse:
    row = _find(request, code)
    return _edit(request, row, str(row))


def _find(request: Requete, code: str) -> ChoixPassage:
    found: ChoixPassage = get_object_or_404(
        ChoixPassage.objects.visible_to(request.user), code=code
    )
    return found


def _edit(request: Requete, row: ChoixPassage, titre: str) -> HttpResponse:
    form = ChoixForm(request.user, row, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            save_choix(actor=request.user, choix=row, valeurs=form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"« {row} » est enregistré.")
            return redirect("signalements:passages_listes")
    remove = reverse("signalements:choix_supprimer", args=[row.code]) if row.pk else ""
    context = {"form": form, "titre": titre, "supprimer": remove}
    return render_page(request, "signalements/passage_choix.html", context)


@ecrire
@lire_ou_ecrire
def choix_supprimer(request: Requete, code: str) -> HttpResponse:
    row = _find(request, code)
    back = reverse("signalements:passages_listes")
    return remove_or_ask(
        request,
        partial(remove_choix, actor=request.user, choix=row),
        titre=f"Supprimer « {row} » ?",
        message="Ce qui a déjà servi ne se supprime pas : donnez-lui une date de fin.",
        fait=f"« {row} » est supprimé.",
        retour=back,
        suite=back,
    )
