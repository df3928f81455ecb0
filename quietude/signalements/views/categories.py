"""What can be reported, and what is ticked: lists that the coordinator keeps, with dates."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.journal.historique import entries_of
from quietude.journal.models import Operation, Trace
from quietude.signalements.actions.listes import (
    remove_categorie,
    remove_fait,
    save_categorie,
    save_fait,
)
from quietude.signalements.forms.listes import (
    FaitForm,
    GenreForm,
    LigneForm,
    SousCategorieForm,
)
from quietude.signalements.models import Categorie, Fait
from quietude.signalements.rules import can_set_lists
from quietude.signalements.views.signalement import lire_ou_ecrire, voir
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible

ecrire = acces(Role.COORDONNATEUR)
_HISTOIRE = 200


@voir
@require_safe
def categories(request: Requete) -> HttpResponse:
    """Both lists, those closed told apart."""
    today = timezone.localdate()
    below = Categorie.objects.visible_to(request.user).select_related("service")
    kinds = Categorie.objects.visible_to(request.user).filter(parent=None)
    groups = kinds.select_related("service").prefetch_related(Prefetch("enfants", below))
    context = {
        "genres": [(row, [(c, c.runs(today)) for c in row.enfants.all()]) for row in groups],
        "faits": [(row, row.runs(today)) for row in Fait.objects.visible_to(request.user)],
        "modifiable": can_set_lists(request.user),
    }
    return render_page(request, "signalements/categories.html", context)


@voir
@require_safe
def categories_historique(request: Requete) -> HttpResponse:
    """Who changed the lists, when, from what to what."""
    kinds = [Categorie._meta.label_lower, Fait._meta.label_lower]
    traces = Trace.objects.filter(objet_type__in=kinds).exclude(operation=Operation.LECTURE)
    rows = traces.select_related("acteur").order_by("-id")[:_HISTOIRE]
    context = {"entrees": entries_of(list(rows))}
    return render_page(request, "signalements/categories_historique.html", context)


def _find(request: Requete, code: str) -> Categorie:
    rows = Categorie.objects.visible_to(request.user).select_related("parent")
    found: Categorie = get_object_or_404(rows, code=code)
    return found


def _find_fait(request: Requete, code: str) -> Fait:
    found: Fait = get_object_or_404(Fait.objects.visible_to(request.user), code=code)
    return found


@ecrire
@lire_ou_ecrire
def categorie_creer(request: Requete) -> HttpResponse:
    """A kind, or a sub-kind of `?parent=`."""
    parent = _find(request, request.GET["parent"]) if "parent" in request.GET else None
    if parent and parent.parent_id:
        parent = parent.parent
    title = f"Nouvelle sous-catégorie, {parent}" if parent else "Nouvelle catégorie"
    return _edit_categorie(request, Categorie(parent=parent), title)


@ecrire
@lire_ou_ecrire
def categorie_modifier(request: Requete, code: str) -> HttpResponse:
    found = _find(request, code)
    return _edit_categorie(request, found, str(found))


def _edit_categorie(request: Requete, row: Categorie, title: str) -> HttpResponse:
    kind = SousCategorieForm if row.parent else GenreForm
    form = kind(request.user, row, request.POST if request.method == "POST" else None)
    save = partial(save_categorie, actor=request.user, categorie=row)
    remove = reverse("signalements:categorie_supprimer", args=[row.code]) if row.pk else ""
    return _edit(request, form, title, save, remove)


@ecrire
@lire_ou_ecrire
def fait_creer(request: Requete) -> HttpResponse:
    return _edit_fait(request, Fait(), "Nouveau fait")


@ecrire
@lire_ou_ecrire
def fait_modifier(request: Requete, code: str) -> HttpResponse:
    found = _find_fait(request, code)
    return _edit_fait(request, found, str(found))


def _edit_fait(request: Requete, row: Fait, title: str) -> HttpResponse:
    form = FaitForm(request.user, row, request.POST if request.method == "POST" else None)
    save = partial(save_fait, actor=request.user, fait=row)
    remove = reverse("signalements:fait_supprimer", args=[row.code]) if row.pk else ""
    return _edit(request, form, title, save, remove)


def _edit(
    request: Requete, form: LigneForm, titre: str, save: Callable[..., Any], supprimer: str
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            row = save(valeurs=form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"« {row} » est enregistré.")
            return redirect("signalements:categories")
    context = {"form": form, "titre": titre, "supprimer": supprimer}
    return render_page(request, "signalements/categorie.html", context)


@ecrire
@lire_ou_ecrire
def categorie_supprimer(request: Requete, code: str) -> HttpResponse:
    found = _find(request, code)
    remove = partial(remove_categorie, actor=request.user, categorie=found)
    return _remove(request, found, remove)


@ecrire
@lire_ou_ecrire
def fait_supprimer(request: Requete, code: str) -> HttpResponse:
    found = _find_fait(request, code)
    return _remove(request, found, partial(remove_fait, actor=request.user, fait=found))


def _remove(
    request: Requete, row: Categorie | Fait, remove: Callable[[], None]
) -> HttpResponse:
    back = reverse("signalements:categories")
    if request.method != "POST":
        context = {
            "titre": f"Supprimer « {row} » ?",
            "message": "Ce qui a déjà servi ne se supprime pas : donnez-lui une date de fin.",
            "action_libelle": "Supprimer",
            "retour": back,
        }
        return render_page(request, "socle/confirmer.html", context)
    try:
        remove()
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"« {row} » est supprimé.")
    return redirect(back)
