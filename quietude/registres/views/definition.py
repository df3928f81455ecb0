"""The registers: their list, what each asks for, and how the coordinator shapes them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.registres.actions.definition import (
    amend_registre,
    copy_registre,
    create_registre,
    delete_registre,
    fingerprint,
    head_of,
)
from quietude.registres.forms.definition import (
    CopieForm,
    NouveauRegistreForm,
    RegistreForm,
    fournisseurs_of,
)
from quietude.registres.lecture import Resume, list_registres
from quietude.registres.models import Registre
from quietude.registres.pack_section import read_registre
from quietude.registres.page_registre import history_of_definition, page_of
from quietude.registres.rules import can_define_registre
from quietude.registres.rules_definition import can_delete_registre
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require

VOIENT_MANQUES = (Role.COORDONNATEUR, Role.ELU, Role.AGENT)
LIRE_OU_ECRIRE = ["GET", "HEAD", "POST"]
_COLONNES = [
    Colonne(
        "nom",
        "Registre",
        valeur="registre.nom",
        tri="registre.nom",
        lien=lambda row: row.registre.get_absolute_url(),
    ),
    Colonne("etat", "État", tri="manques", ton=lambda row: row.ton),
    Colonne("derniere", "Dernière remise", valeur="derniere_en_mots", tri="derniere"),
    Colonne(
        "frequence",
        "Fréquence",
        valeur=lambda row: row.registre.get_frequence_display(),
        tri="frequence",
    ),
    Colonne("fournisseurs", "Qui remet", tri="fournisseurs"),
    Colonne("definition", "Ce que l’on compte", valeur="registre.definition"),
]


def find_registre(request: Requete, code: str) -> Registre:
    """The register, when the reader may see it, with all that describes it."""
    return get_object_or_404(Registre.objects.visible_to(request.user).described(), code=code)


def _codes(request: Requete) -> set[str]:
    return set(Registre.objects.visible_to(request.user).values_list("code", flat=True))


@acces()
@require_safe
def liste(request: Requete) -> HttpResponse:
    rows: list[Resume] = list_registres(request.user)
    grille = Grille(
        request, rows, _COLONNES, nom="registres", legende="Registres", par_page=100
    )
    if grille.format_demande:
        return grille.exporter()
    context = {
        "grille": grille,
        "en_retard": sum(row.manques for row in rows),
        "peut": can_define_registre(request.user),
        "partenaire": request.user.role == Role.PARTENAIRE,
        "voit_manques": request.user.role in VOIENT_MANQUES,
    }
    return render_page(
        request, "registres/liste.html", context, fragment="registres/_liste.html"
    )


@acces()
@require_safe
def registre(request: Requete, code: str) -> HttpResponse:
    found = find_registre(request, code)
    context = page_of(request.user, found)
    return render_page(request, "registres/registre.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def creer(request: Requete) -> HttpResponse:
    form = NouveauRegistreForm(request.POST or None, pris=_codes(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = create_registre(actor=request.user, item=form.to_item())
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Le registre est ouvert. Ajoutez ses champs.")
            return redirect("registres:champs", made.code)
    return render_page(request, "registres/definition_creer.html", {"form": form})


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def modifier(request: Requete, code: str) -> HttpResponse:
    found = find_registre(request, code)
    item = head_of(read_registre(found))
    data = request.POST or None
    held = found.entrees.exists()
    form = RegistreForm(data, initial=item.model_dump(), fige=held)
    lignes = fournisseurs_of(item, data)
    valid = data is not None and form.is_valid() and lignes.is_valid()
    if valid and _amended(request, found, form, lignes):
        return redirect(found)
    mark = fingerprint(item)
    context = {
        "registre": found,
        "form": form,
        "lignes": lignes,
        # Once told of a conflict, whoever sends again does so knowingly.
        "empreinte": mark if valid else request.POST.get("empreinte") or mark,
    }
    return render_page(request, "registres/definition_modifier.html", context)


def _amended(request: Requete, registre: Registre, form: RegistreForm, lignes: Any) -> bool:
    try:
        amend_registre(
            actor=request.user,
            registre=registre,
            empreinte=request.POST.get("empreinte", ""),
            valeurs={**form.valeurs(), "fournisseurs": lignes.valeurs()},
        )
    except ActionImpossible as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Le registre est modifié.")
    return True


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def copier(request: Requete, code: str) -> HttpResponse:
    found = find_registre(request, code)
    first = {"nom": f"{found.nom} (copie)", "depuis": timezone.localdate().replace(day=1)}
    form = CopieForm(request.POST or None, pris=_codes(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_registre(actor=request.user, registre=found, **form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "La définition est copiée, sans aucune ligne.")
            return redirect("registres:champs", made.code)
    context = {"registre": found, "form": form}
    return render_page(request, "registres/definition_copier.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def registre_supprimer(request: Requete, code: str) -> HttpResponse:
    found = find_registre(request, code)
    require(can_delete_registre(request.user, found))
    if request.method == "POST":
        delete_registre(actor=request.user, registre=found)
        messages.success(request, "Le registre est supprimé.")
        return redirect("registres:liste")
    context = {
        "titre": f"Supprimer « {found.nom} »",
        "message": "Il n’a aucune ligne. Le journal garde la trace de sa définition.",
        "action_libelle": "Supprimer le registre",
        "retour": found.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)


@acces()
@require_safe
def historique(request: Requete, code: str) -> HttpResponse:
    """How the definition came to be; rows and reminders have their own pages."""
    found = find_registre(request, code)
    context = {"registre": found, "entrees": history_of_definition(found)}
    return render_page(request, "registres/definition_historique.html", context)
