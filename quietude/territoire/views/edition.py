"""Write the territory: divisions, sectors, places. Only the coordinator."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible
from quietude.territoire import actions, forms
from quietude.territoire.carte import map_of
from quietude.territoire.models import Commune, Division, Lieu, Secteur

Objet: TypeAlias = Division | Secteur | Lieu
ecrire = acces(Role.COORDONNATEUR)
lire_ou_ecrire = require_http_methods(["GET", "HEAD", "POST"])


def find_division(request: Requete, code: str) -> Division:
    return get_object_or_404(Division.objects.visible_to(request.user), code=code)


def find_secteur(request: Requete, division: str, code: str) -> Secteur:
    rows = Secteur.objects.visible_to(request.user).select_related("division")
    return get_object_or_404(rows, division__code=division, code=code)


def find_lieu(request: Requete, code: str) -> Lieu:
    return get_object_or_404(Lieu.objects.visible_to(request.user), code=code)


def _edit(
    request: Requete,
    form: Any,
    titre: str,
    retour: str,
    save: Callable[..., Objet],
    **more: Any,
) -> HttpResponse:
    """Show the form; when it is sent and valid, save, or put the refusal on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(**forms.as_arguments(form))
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"« {saved} » est enregistré.")
            return redirect(saved)
    context = {"form": form, "titre": titre, "retour": retour, **more}
    return render_page(request, "territoire/formulaire.html", context)


def _remove(
    request: Requete, row: Objet, remove: Callable[[], None], message: str, apres: str
) -> HttpResponse:
    """Ask for confirmation, then remove; a refusal is told on the page of the thing."""
    address = row.get_absolute_url()
    if request.method != "POST":
        context = {
            "titre": f"Supprimer « {row} » ?",
            "message": f"{message} Le journal en garde la trace.",
            "action_libelle": "Supprimer",
            "retour": address,
        }
        return render_page(request, "socle/confirmer.html", context)
    try:
        remove()
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect(address)
    messages.success(request, f"« {row} » est supprimé.")
    return redirect(apres)


@ecrire
@lire_ou_ecrire
def division_creer(request: Requete) -> HttpResponse:
    form = forms.NouvelleDivisionForm(request.POST or None)
    save = partial(actions.save_division, actor=request.user, division=Division())
    return _edit(request, form, "Nouveau découpage", reverse("territoire:carte"), save)


@ecrire
@lire_ou_ecrire
def division_modifier(request: Requete, code: str) -> HttpResponse:
    found = find_division(request, code)
    form = forms.DivisionForm(request.POST or None, instance=found)
    save = partial(actions.save_division, actor=request.user, division=found)
    return _edit(request, form, found.nom, found.get_absolute_url(), save)


@ecrire
@lire_ou_ecrire
def division_supprimer(request: Requete, code: str) -> HttpResponse:
    found = find_division(request, code)
    remove = partial(actions.remove_division, actor=request.user, division=found)
    message = "Le découpage et ses secteurs disparaissent ; les lieux restent."
    return _remove(request, found, remove, message, reverse("territoire:carte"))


@ecrire
@lire_ou_ecrire
def secteur_creer(request: Requete, code: str) -> HttpResponse:
    division = find_division(request, code)
    form = forms.NouveauSecteurForm(
        request.POST or None, instance=(fresh := Secteur(division=division))
    )
    save = partial(actions.save_secteur, actor=request.user, secteur=fresh)
    return _edit(
        request,
        form,
        f"Nouveau secteur, {division.nom}",
        division.get_absolute_url(),
        save,
        **_drawing(division, "tracer"),
    )


@ecrire
@lire_ou_ecrire
def secteur_modifier(request: Requete, division: str, code: str) -> HttpResponse:
    found = find_secteur(request, division, code)
    form = forms.SecteurForm(request.POST or None, instance=found)
    save = partial(actions.save_secteur, actor=request.user, secteur=found)
    return _edit(
        request,
        form,
        found.nom,
        found.get_absolute_url(),
        save,
        **_drawing(found.division, "tracer", found),
    )


@ecrire
@lire_ou_ecrire
def secteur_supprimer(request: Requete, division: str, code: str) -> HttpResponse:
    found = find_secteur(request, division, code)
    remove = partial(actions.remove_secteur, actor=request.user, secteur=found)
    message = "Le secteur disparaît ; les lieux qu’il contient restent."
    return _remove(request, found, remove, message, found.division.get_absolute_url())


def _drawing(
    division: Division | None, mode: str, besides: Secteur | None = None
) -> dict[str, Any]:
    """The map under the form: communes, and the other sectors of the division as marks."""
    layers = [division] if division else []
    sectors = {row.pk: [s for s in row.secteurs.all() if s != besides] for row in layers}
    return {"mode": mode, "donnees": map_of(Commune.objects.all(), layers, [], sectors=sectors)}


@ecrire
@lire_ou_ecrire
def lieu_creer(request: Requete) -> HttpResponse:
    return _edit_lieu(request, Lieu(), forms.NouveauLieuForm, reverse("territoire:lieux"))


@ecrire
@lire_ou_ecrire
def lieu_modifier(request: Requete, code: str) -> HttpResponse:
    found = find_lieu(request, code)
    return _edit_lieu(request, found, forms.LieuForm, found.get_absolute_url())


def _edit_lieu(
    request: Requete, lieu: Lieu, kind: type[forms.LieuForm], retour: str
) -> HttpResponse:
    divisions = list(Division.objects.visible_to(request.user))
    form = kind(request.POST or None, instance=lieu, divisions=divisions)
    more = {"proposer": bool(divisions), **_drawing(None, "placer")}
    if "proposer" in request.POST:
        form.propose(lambda x, y: Secteur.objects.visible_to(request.user).around(x, y))
        context = {"form": form, "titre": str(lieu) or "Nouveau lieu", "retour": retour}
        return render_page(request, "territoire/formulaire.html", {**context, **more})
    save = partial(actions.save_lieu, actor=request.user, lieu=lieu)
    return _edit(request, form, lieu.nom or "Nouveau lieu", retour, save, **more)


@ecrire
@lire_ou_ecrire
def lieu_supprimer(request: Requete, code: str) -> HttpResponse:
    found = find_lieu(request, code)
    remove = partial(actions.remove_lieu, actor=request.user, lieu=found)
    message = "Le lieu disparaît de la liste et de la carte."
    return _remove(request, found, remove, message, reverse("territoire:lieux"))
