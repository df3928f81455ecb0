"""The partners: organisations, the people who speak for them, from when, until when."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.partenaires import actions
from quietude.partenaires.forms import (
    FiltreForm,
    FinMandatForm,
    MandatForm,
    NouvelleOrganisationForm,
    OrganisationForm,
    PersonneForm,
)
from quietude.partenaires.models import Mandat, Organisation, Personne
from quietude.partenaires.rules import can_edit_partners
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible

_LIRE_OU_ECRIRE = ["GET", "HEAD", "POST"]
_COLONNES = [
    Colonne("nom", "Organisation", tri="nom", lien=lambda o: o.get_absolute_url()),
    Colonne("sigle", "Sigle", tri="sigle"),
    Colonne("nature", "Nature", valeur=lambda o: o.get_nature_display(), tri="nature"),
    Colonne("personnes", "En fonction", valeur=lambda o: o.en_fonction, nombre=True),
]


@acces()
@require_safe
def liste(request: Requete) -> HttpResponse:
    form = FiltreForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = (
        Organisation.objects.visible_to(request.user)
        .with_people(timezone.localdate())
        .matching(asked.get("q", ""), asked.get("nature", ""))
    )
    grille = Grille(
        request, rows, _COLONNES, nom="partenaires", legende="Partenaires", tri="nom"
    )
    if grille.format_demande:
        return grille.exporter()
    context = {"grille": grille, "form": form, "peut": can_edit_partners(request.user)}
    return render_page(
        request, "partenaires/liste.html", context, fragment="partenaires/_liste.html"
    )


@acces()
@require_safe
def organisation(request: Requete, code: str) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    today = timezone.localdate()
    mandates = list(found.mandats.select_related("personne"))
    context = {
        "organisation": found,
        "en_cours": [m for m in mandates if m.fin is None or m.fin >= today],
        "passes": [m for m in mandates if m.fin is not None and m.fin < today],
        "peut": can_edit_partners(request.user),
    }
    return render_page(request, "partenaires/organisation.html", context)


def _answer(request: Requete, form: Any, titre: str, envoyer: str, retour: str) -> HttpResponse:
    context = {"form": form, "titre": titre, "envoyer": envoyer, "retour": retour}
    return render_page(request, "partenaires/formulaire.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def creer(request: Requete) -> HttpResponse:
    form = NouvelleOrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = actions.save_organisation(
            actor=request.user, organisation=Organisation(), valeurs=form.cleaned_data
        )
        messages.success(request, "L’organisation est ajoutée.")
        return redirect(found)
    return _answer(request, form, "Nouvelle organisation", "Ajouter", "/partenaires/")


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def modifier(request: Requete, code: str) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    form = OrganisationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.save_organisation(
            actor=request.user, organisation=found, valeurs=form.cleaned_data
        )
        messages.success(request, "L’organisation est modifiée.")
        return redirect(found)
    return _answer(request, form, found.nom, "Enregistrer", found.get_absolute_url())


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def supprimer(request: Requete, code: str) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    if request.method == "POST":
        try:
            actions.remove_organisation(actor=request.user, organisation=found)
        except ActionImpossible as refusal:
            messages.error(request, str(refusal))
            return redirect(found)
        messages.success(request, "L’organisation est supprimée.")
        return redirect("partenaires:liste")
    context = {
        "titre": f"Supprimer {found.nom}",
        "message": "L’organisation disparaît de la liste. Le journal en garde la trace.",
        "action_libelle": "Supprimer",
        "retour": found.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def mandater(request: Requete, code: str) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    form = MandatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_person(actor=request.user, organisation=found, **form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Le mandat est inscrit.")
            return redirect(found)
    title = f"Nouveau mandat, {found.nom}"
    return _answer(request, form, title, "Inscrire le mandat", found.get_absolute_url())


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def mandat_finir(request: Requete, pk: int) -> HttpResponse:
    mandat = get_object_or_404(Mandat.objects.select_related("organisation"), pk=pk)
    form = FinMandatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_mandate(actor=request.user, mandat=mandat, **form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error("fin", str(refusal))
        else:
            messages.success(request, "La fin du mandat est inscrite.")
            return redirect(mandat.organisation)
    back = mandat.organisation.get_absolute_url()
    return _answer(request, form, f"Fin de mandat : {mandat}", "Inscrire la fin", back)


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def personne_creer(request: Requete) -> HttpResponse:
    return _edit_person(request, Personne(), "Nouvelle personne")


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def personne_modifier(request: Requete, pk: int) -> HttpResponse:
    return _edit_person(request, get_object_or_404(Personne, pk=pk), "Coordonnées")


def _edit_person(request: Requete, personne: Personne, titre: str) -> HttpResponse:
    form = PersonneForm(request.POST or None, instance=personne)
    if request.method == "POST" and form.is_valid():
        actions.save_person(actor=request.user, personne=personne, valeurs=form.cleaned_data)
        messages.success(request, "Les coordonnées sont enregistrées.")
        return redirect("partenaires:liste")
    return _answer(request, form, titre, "Enregistrer", "/partenaires/")
