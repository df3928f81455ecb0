"""Rows of a register: list, enter, correct, remove, put back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.partenaires.models import Organisation
from quietude.registres.actions.entrees import (
    correct_entree,
    delete_entree,
    record_entree,
)
from quietude.registres.collecte import awaited
from quietude.registres.forms.champs import span_value
from quietude.registres.forms.entree import EntreeForm, initial_of
from quietude.registres.forms.filtres import FiltresEntrees
from quietude.registres.models import Entree, Registre
from quietude.registres.page_entrees import columns_of, totals_of, words_of
from quietude.registres.page_ligne import history_in_words
from quietude.registres.rules import can_change_entree, providers_for
from quietude.socle.grille import Grille
from quietude.socle.pages import render_page
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible

SAISISSENT = (Role.COORDONNATEUR, Role.AGENT, Role.PARTENAIRE)
_SUPPRIMEE = "registres_supprimee"


def find_registre(request: Requete, code: str) -> Registre:
    """The register with all that describes it; 404 outside the reader's perimeter."""
    rows = Registre.objects.visible_to(request.user).described()
    return get_object_or_404(rows, code=code)


def find_entree(request: Requete, code: str, pk: int) -> Entree:
    rows = Entree.objects.visible_to(request.user).select_related("registre", "organisation")
    return get_object_or_404(rows, registre__code=code, pk=pk)


def own_providers(request: Requete, registre: Registre) -> list[Organisation]:
    """For whom this person enters rows; 404 when it is for nobody."""
    found = providers_for(request.user, registre)
    if not found:
        raise Http404
    return found


@acces(*SAISISSENT)
@require_safe
def entrees(request: Requete, code: str) -> HttpResponse:
    """The rows, filtered; every export holds the rows of the filter and no other."""
    registre = find_registre(request, code)
    rows = Entree.objects.visible_to(request.user).filter(registre=registre)
    filters = FiltresEntrees(request.GET or None, registre=registre)
    rows = filters.keep(rows.select_related("registre", "organisation"))
    grille = Grille(
        request, rows, columns_of(registre), nom=registre.code, legende=registre.nom
    )
    if grille.format_demande:
        return grille.exporter()
    context = {
        "registre": registre,
        "grille": grille,
        "filtres": filters,
        "totaux": totals_of(registre, rows),
        "peut_saisir": bool(providers_for(request.user, registre)),
        "supprimee": (request.session.get(_SUPPRIMEE) or {}).get("registre") == code,
    }
    return render_page(
        request, "registres/entrees.html", context, fragment="registres/_entrees.html"
    )


@acces(*SAISISSENT)
@require_http_methods(["GET", "POST"])
def saisir(request: Requete, code: str) -> HttpResponse:
    """Enter a row; then the next one, for the same organisation and span."""
    registre = find_registre(request, code)
    form = _form(request, registre, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = record_entree(actor=request.user, registre=registre, **form.told())
        except (ActionImpossible, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Enregistré : {row.periode.libelle}.")
            return redirect(_next(request, registre, row))
    context = {"registre": registre, "form": form}
    return render_page(request, "registres/saisir.html", context)


def _form(
    request: Requete, registre: Registre, initial: dict[str, Any] | None = None
) -> EntreeForm:
    own = own_providers(request, registre)
    return EntreeForm(
        request.POST if request.method == "POST" else None,
        registre=registre,
        organisations=own,
        retards=_late(registre, own),
        initial=initial or {},
    )


def _late(registre: Registre, own: Sequence[Organisation]) -> list[Periode]:
    """The spans that those for whom this person enters have not handed in, oldest first."""
    wanted = {row.pk for row in own}
    rows = [row for row in awaited([registre]) if row.organisation.pk in wanted]
    return list(dict.fromkeys(row.periode for row in rows))


def _asked(request: Requete) -> dict[str, Any]:
    """What a link or the row before asks for."""
    names = ("organisation", "periode", "date")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _next(request: Requete, registre: Registre, row: Entree) -> str:
    if "suivante" not in request.POST:
        return reverse("registres:entrees", args=[registre.code])
    kept = f"organisation={row.organisation.code}"
    when = f"date={row.debut}" if registre.au_fil else f"periode={span_value(row.periode)}"
    return f"{reverse('registres:saisir', args=[registre.code])}?{kept}&{when}"


@acces(*SAISISSENT)
@require_safe
def entree(request: Requete, code: str, pk: int) -> HttpResponse:
    """A row, in words, with its history."""
    row = find_entree(request, code, pk)
    registre = find_registre(request, code)
    context = {
        "registre": registre,
        "entree": row,
        "valeurs": words_of(registre, row),
        "historique": history_in_words(registre, row),
        "peut_corriger": can_change_entree(request.user, row),
    }
    return render_page(request, "registres/entree.html", context)


@acces(*SAISISSENT)
@require_http_methods(["GET", "POST"])
def corriger(request: Requete, code: str, pk: int) -> HttpResponse:
    registre, row = find_registre(request, code), find_entree(request, code, pk)
    when = {"date": row.debut} if registre.au_fil else {"periode": span_value(row.periode)}
    initial = {
        "organisation": row.organisation.code,
        "neant": row.neant,
        **when,
        **initial_of(row.valeurs),
    }
    form = _form(request, registre, initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_entree(actor=request.user, entree=row, **form.told())
        except (ActionImpossible, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "La ligne est corrigée.")
            return redirect(row)
    context = {"registre": registre, "form": form, "entree": row}
    return render_page(request, "registres/saisir.html", context)


@acces(*SAISISSENT)
@require_http_methods(["GET", "POST"])
def supprimer(request: Requete, code: str, pk: int) -> HttpResponse:
    row = find_entree(request, code, pk)
    if request.method == "POST":
        kept = {
            "registre": code,
            "organisation": row.organisation.code,
            "debut": row.debut.isoformat(),
            "fin": row.fin.isoformat(),
            "valeurs": row.valeurs,
            "neant": row.neant,
        }
        delete_entree(actor=request.user, entree=row)
        request.session[_SUPPRIMEE] = kept
        messages.success(request, "La ligne est supprimée. Vous pouvez la rétablir.")
        return redirect("registres:entrees", code)
    context = {
        "titre": "Supprimer cette ligne ?",
        "message": f"{row} ({row.organisation}). Le journal garde ce qu’elle disait.",
        "action_libelle": "Supprimer la ligne",
        "retour": row.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)


@acces(*SAISISSENT)
@require_POST
def retablir(request: Requete, code: str) -> HttpResponse:
    """Put back the row that this person has just removed."""
    registre = find_registre(request, code)
    kept = request.session.pop(_SUPPRIMEE, None)
    if not kept or kept["registre"] != code:
        raise Http404
    known = Organisation.objects.visible_to(request.user)
    try:
        record_entree(
            actor=request.user,
            registre=registre,
            organisation=get_object_or_404(known, code=kept["organisation"]),
            periode=Periode(date.fromisoformat(kept["debut"]), date.fromisoformat(kept["fin"])),
            valeurs=kept["valeurs"],
            neant=kept["neant"],
        )
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La ligne est rétablie.")
    return redirect("registres:entrees", code)
