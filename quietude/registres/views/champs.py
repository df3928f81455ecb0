"""The fields of a register: added one by one, changed, closed, moved, seen as filled in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.registres.actions.definition import (
    add_champ,
    amend_champ,
    close_champ,
    fingerprint,
    move_champ,
    remove_champ,
)
from quietude.registres.forms.apercu import ApercuForm
from quietude.registres.forms.definition_champ import (
    ChampForm,
    FermetureForm,
    choix_of,
    read_choices,
)
from quietude.registres.models import Registre
from quietude.registres.pack import PackChamp
from quietude.registres.pack_section import read_registre
from quietude.registres.page_registre import fields_of
from quietude.registres.views.definition import LIRE_OU_ECRIRE, find_registre
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible


def _find_champ(registre: Registre, code: str) -> PackChamp:
    for champ in read_registre(registre).champs:
        if champ.code == code:
            return champ
    raise Http404


def _filled(registre: Registre, code: str) -> bool:
    """Whether rows fill this field in."""
    return registre.entrees.filter(valeurs__has_key=code).exists()


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def champs(request: Requete, code: str) -> HttpResponse:
    """The fields, what they look like to fill in, and one more to add."""
    registre = find_registre(request, code)
    item = read_registre(registre)
    form = ChampForm(request.POST or None, pris={row.code for row in item.champs})
    if request.method == "POST" and form.is_valid():
        champ = form.to_item()
        try:
            add_champ(actor=request.user, registre=registre, champ=champ)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"« {champ.libelle} » est ajouté.")
            return redirect("registres:champs", code)
    context = {
        "registre": registre,
        "champs": fields_of(registre),
        "form": form,
        "apercu": ApercuForm(item.champs, timezone.localdate()),
    }
    return render_page(request, "registres/champs.html", context)


@acces(Role.COORDONNATEUR)
@require_safe
def champ_apercu(request: Requete, code: str) -> HttpResponse:
    """How the field being typed will look, or why it cannot be."""
    registre = find_registre(request, code)
    known = request.GET.get("connu", "")
    connu = _find_champ(registre, known) if known else None
    taken = {champ.code for champ in registre.champs.all()}
    form = ChampForm(request.GET, pris=taken, connu=connu)
    context: dict[str, Any] = {"registre": registre, "form": form}
    if form.is_valid():
        item = form.to_item(connu.choix if connu else ())
        context |= {"item": item, "apercu": ApercuForm([item], timezone.localdate())}
    return render_page(
        request, "registres/champ_apercu.html", context, fragment="registres/_champ_apercu.html"
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def champ_modifier(request: Requete, code: str, champ: str) -> HttpResponse:
    registre = find_registre(request, code)
    connu = _find_champ(registre, champ)
    data = request.POST or None
    form = ChampForm(data, connu=connu, fige=_filled(registre, champ))
    lignes = choix_of(connu, data)
    valid = data is not None and form.is_valid() and lignes.is_valid()
    if valid and _amended(request, registre, form, lignes):
        return redirect("registres:champs", code)
    mark = fingerprint(connu)
    context = {
        "registre": registre,
        "champ": connu,
        "form": form,
        "lignes": lignes,
        # Once told of a conflict, whoever sends again does so knowingly.
        "empreinte": mark if valid else request.POST.get("empreinte") or mark,
    }
    return render_page(request, "registres/champ_modifier.html", context)


def _amended(request: Requete, registre: Registre, form: ChampForm, lignes: Any) -> bool:
    assert form.connu is not None
    item = form.to_item(read_choices(lignes))
    try:
        amend_champ(
            actor=request.user,
            registre=registre,
            code=form.connu.code,
            empreinte=request.POST.get("empreinte", ""),
            champ=item,
        )
    except ActionImpossible as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"« {item.libelle} » est modifié.")
    return True


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def champ_fermer(request: Requete, code: str, champ: str) -> HttpResponse:
    """Stop asking for a field after a day."""
    registre = find_registre(request, code)
    connu = _find_champ(registre, champ)
    form = FermetureForm(request.POST or None, initial={"jusqu_au": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            close_champ(actor=request.user, registre=registre, code=champ, **form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error("jusqu_au", str(refusal))
        else:
            messages.success(request, f"« {connu.libelle} » est fermé ; ses lignes restent.")
            return redirect("registres:champs", code)
    context = {"registre": registre, "champ": connu, "form": form}
    return render_page(request, "registres/champ_fermer.html", context)


@acces(Role.COORDONNATEUR)
@require_POST
def champ_rouvrir(request: Requete, code: str, champ: str) -> HttpResponse:
    registre = find_registre(request, code)
    connu = _find_champ(registre, champ)
    return _try(
        request,
        code,
        lambda: close_champ(actor=request.user, registre=registre, code=champ, jusqu_au=None),
        f"« {connu.libelle} » est de nouveau demandé.",
    )


@acces(Role.COORDONNATEUR)
@require_POST
def champ_deplacer(request: Requete, code: str, champ: str) -> HttpResponse:
    registre = find_registre(request, code)
    connu = _find_champ(registre, champ)
    before = request.POST.get("sens") == "avant"
    return _try(
        request,
        code,
        lambda: move_champ(actor=request.user, registre=registre, code=champ, avant=before),
        f"« {connu.libelle} » est déplacé.",
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def champ_supprimer(request: Requete, code: str, champ: str) -> HttpResponse:
    registre = find_registre(request, code)
    connu = _find_champ(registre, champ)
    if request.method == "POST":
        return _try(
            request,
            code,
            lambda: remove_champ(actor=request.user, registre=registre, code=champ),
            f"« {connu.libelle} » est retiré.",
        )
    context = {
        "titre": f"Retirer « {connu.libelle} »",
        "message": "Aucune ligne ne doit le remplir ; sinon, fermez-le par une date.",
        "action_libelle": "Retirer le champ",
        "retour": request.path.removesuffix(f"{champ}/supprimer/"),
    }
    return render_page(request, "socle/confirmer.html", context)


def _try(request: Requete, code: str, write: Any, done: str) -> HttpResponse:
    try:
        write()
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("registres:champs", code)
