"""Series that the town counts itself: describe them, type their values."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.journal.historique import history_of
from quietude.observatoire import rules
from quietude.observatoire.actions import series as actions
from quietude.observatoire.actions.series import SAISIE, LignesRefusees
from quietude.observatoire.forms.series import SerieForm, values_form
from quietude.observatoire.models import Observation, Serie, Theme
from quietude.socle.pages import render_page
from quietude.socle.periodes import Periode
from quietude.socle.regles import require

ecrire = acces(Role.COORDONNATEUR)
lire_ou_ecrire = require_http_methods(["GET", "HEAD", "POST"])
_HISTOIRE = 30


def _find(request: Requete, pk: int) -> Serie:
    """The series, when the reader may see it and write it."""
    rows = Serie.objects.visible_to(request.user).select_related("perimetre")
    found: Serie = get_object_or_404(rows, pk=pk)
    require(rules.can_edit_serie(request.user, found))
    return found


def _form(request: Requete, serie: Serie | None = None) -> SerieForm:
    themes = list(Theme.objects.visible_to(request.user))
    data = request.POST if request.method == "POST" else None
    return SerieForm(data, themes=themes, serie=serie)


@ecrire
@lire_ou_ecrire
def serie_creer(request: Requete) -> HttpResponse:
    """Describe it first; its values come next."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        made = actions.create_serie(actor=request.user, **form.as_arguments())
        messages.success(request, f"« {made} » est créée. Saisissez ses valeurs.")
        return redirect("observatoire:serie_valeurs", made.pk)
    context = {"form": form, "serie": None}
    return render_page(request, "observatoire/saisie_serie.html", context)


@ecrire
@lire_ou_ecrire
def serie_modifier(request: Requete, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        actions.amend_serie(actor=request.user, serie=found, **form.as_arguments())
        messages.success(request, f"« {found} » est enregistrée.")
        return redirect("observatoire:serie_valeurs", pk)
    context = {
        "form": form,
        "serie": found,
        "supprimable": rules.can_remove_serie(request.user, found),
    }
    return render_page(request, "observatoire/saisie_serie.html", context)


@ecrire
@lire_ou_ecrire
def serie_supprimer(request: Requete, pk: int) -> HttpResponse:
    """Only while it is empty."""
    found = _find(request, pk)
    require(rules.can_remove_serie(request.user, found))
    if request.method == "POST":
        actions.remove_serie(actor=request.user, serie=found)
        messages.success(request, f"« {found} » est supprimée.")
        return redirect("observatoire:sources")
    context = {
        "titre": f"Supprimer « {found} » ?",
        "message": "Cette série n’a aucune valeur. Le journal garde trace de la suppression.",
        "action_libelle": "Supprimer",
        "retour": reverse("observatoire:serie_modifier", args=[pk]),
    }
    return render_page(request, "socle/confirmer.html", context)


@ecrire
@lire_ou_ecrire
def serie_valeurs(request: Requete, pk: int) -> HttpResponse:
    """The table of its values: correct them, add lines."""
    found = _find(request, pk)
    if request.method != "POST":
        return _show(request, found, values_form(found, _values(request, found)))
    rows = values_form(found, _values(request, found), request.POST)
    if not rows.is_valid():
        return _show(request, found, rows)
    try:
        count = actions.write_values(actor=request.user, serie=found, lignes=rows.lines())
    except LignesRefusees as refusal:
        rows.blame(refusal.motifs, refusal.neuves)
        return _show(request, found, rows)
    messages.success(request, _saved(count))
    return redirect("observatoire:serie_valeurs", pk)


def _saved(count: int) -> str:
    if not count:
        return "Rien n’a changé."
    return "Une valeur est enregistrée." if count == 1 else f"{count} valeurs enregistrées."


def _values(request: Requete, serie: Serie) -> list[Observation]:
    rows = Observation.objects.visible_to(request.user).filter(serie=serie)
    return list(rows.in_force().select_related("source"))


def _show(request: Requete, serie: Serie, rows: Any) -> HttpResponse:
    held = {row.pk: row for row in _values(request, serie)}
    lines = [(row, held.get(_number(row["observation"].value()))) for row in rows]
    context = {
        "serie": serie,
        "saisie": rows,
        "lignes": [(row, held, held and held.source.code == SAISIE) for row, held in lines],
        "historique": history_of(serie, limit=_HISTOIRE),
    }
    return render_page(request, "observatoire/saisie_valeurs.html", context)


def _number(value: Any) -> int:
    return int(value) if str(value or "").isdecimal() else 0


@ecrire
@lire_ou_ecrire
def valeur_supprimer(request: Requete, pk: int, valeur: int) -> HttpResponse:
    """After confirmation; what it replaced holds again."""
    serie = _find(request, pk)
    rows = Observation.objects.visible_to(request.user).select_related("source", "serie")
    found: Observation = get_object_or_404(rows, pk=valeur, serie=serie)
    require(rules.can_edit_value(request.user, found, SAISIE))
    back = reverse("observatoire:serie_valeurs", args=[pk])
    span = Periode(found.debut, found.fin).libelle
    if request.method == "POST":
        actions.remove_value(actor=request.user, observation=found)
        messages.success(request, f"La valeur de la période {span} est supprimée.")
        return redirect(back)
    context = {
        "titre": "Supprimer cette valeur ?",
        "message": f"{serie}, {span} : {actions.told(found)}. Le journal en garde la trace.",
        "action_libelle": "Supprimer",
        "retour": back,
    }
    return render_page(request, "socle/confirmer.html", context)
