"""Bind an indicator to what it is read from, seeing its figures before saving; add one."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.evaluation.actions.liaison import bind_source, create_indicateur
from quietude.evaluation.apercu import preview
from quietude.evaluation.forms.liaison import (
    IndicateurForm,
    ManqueForm,
    MesureForm,
    initial_of,
)
from quietude.evaluation.liaison import search, search_series
from quietude.evaluation.rules import can_bind, can_create_indicateur
from quietude.evaluation.tableau import usual_year
from quietude.evaluation.valeurs import source_of
from quietude.evaluation.views.indicateur import arguments, find_indicateur
from quietude.evaluation.views.tableau import find_strategie
from quietude.indicateurs.mesures import Mesure, catalogue
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require
from quietude.strategie.models import Indicateur
from quietude.strategie.pack import PackSource

_LIRE_OU_ECRIRE = ["GET", "HEAD", "POST"]
SORTES = ("mesure", "serie", "texte", "manque")
SERIES_AU_PLUS = 60


def _sort_of(source: PackSource | None) -> str:
    return next((name for name in SORTES if source and getattr(source, name)), "mesure")


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def liaison(request: Requete, strategie: str, numero: int, code: str) -> HttpResponse:
    """Choose a measure, a series, a text to write, or say why there is none."""
    row = find_indicateur(request, strategie, numero, code)
    require(can_bind(request.user, row.fiche))
    current = source_of(row)
    asked = request.POST if request.method == "POST" else request.GET
    sort = asked.get("sorte", "")
    sort = sort if sort in SORTES else _sort_of(current)
    choice = _CHOIX[sort](request, row, current)
    if request.method == "POST" and choice.get("source"):
        return _bind(request, row, choice)
    return _show(request, row, sort, current, choice)


def _bind(request: Requete, row: Indicateur, choice: dict[str, Any]) -> HttpResponse:
    try:
        bind_source(actor=request.user, indicateur=row, source=choice["source"])
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluation:liaison", *arguments(row))
    messages.success(request, "La source de l’indicateur est enregistrée.")
    return redirect("evaluation:indicateur", *arguments(row))


def _show(
    request: Requete,
    row: Indicateur,
    sort: str,
    current: PackSource | None,
    choice: dict[str, Any],
) -> HttpResponse:
    source = choice.get("source")
    year = usual_year(row.fiche.strategie)
    context = {
        "indicateur": row,
        "fiche": row.fiche,
        "sorte": sort,
        "actuelle": current,
        "apercu": preview(request.user, row, source, year) if source else None,
        "retour": reverse("evaluation:indicateur", args=arguments(row)),
        **choice,
    }
    return render_page(
        request, "evaluation/liaison.html", context, fragment="evaluation/_liaison.html"
    )


# -- each sort of source ----------------------------------------------------------------------


def _measure(request: Requete, row: Indicateur, current: PackSource | None) -> dict[str, Any]:
    """The catalogue until a measure is chosen, then its form."""
    asked = request.POST if request.method == "POST" else request.GET
    key = asked.get("mesure", "" if "q" in asked else current.mesure if current else "")
    mesure = catalogue().get(key)
    if mesure is None:
        words = asked.get("q", "")
        return {"q": words, "flots": search(words)}
    form = _measure_form(request, mesure, current)
    return {"form": form, "mesure": mesure, "source": _source_of(form, mesure)}


def _measure_form(request: Requete, mesure: Mesure, current: PackSource | None) -> MesureForm:
    flots = search("")
    if request.method == "POST":
        return MesureForm(mesure, flots, request.POST)
    if "par_1" in request.GET:
        return MesureForm(mesure, flots, request.GET)
    kept = current if current and current.mesure == mesure.cle else None
    return MesureForm(mesure, flots, initial=initial_of(kept or PackSource(mesure=mesure.cle)))


def _source_of(form: MesureForm, mesure: Mesure) -> PackSource | None:
    if form.is_bound:
        return form.to_source() if form.is_valid() else None
    again = MesureForm(mesure, search(""), form.initial)
    return again.to_source() if again.is_valid() else PackSource(mesure=mesure.cle)


def _series(request: Requete, row: Indicateur, current: PackSource | None) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    words = asked.get("q", "")
    code = asked.get("serie", "" if "q" in asked else current.serie if current else "")
    found = search_series(words, row.fiche.strategie.code, SERIES_AU_PLUS + 1)
    return {
        "q": words,
        "series": found[:SERIES_AU_PLUS],
        "trop": len(found) > SERIES_AU_PLUS,
        "serie": code,
        "source": PackSource(serie=code) if code else None,
    }


def _text(request: Requete, row: Indicateur, current: PackSource | None) -> dict[str, Any]:
    return {"source": PackSource(texte=True)}


def _reason(request: Requete, row: Indicateur, current: PackSource | None) -> dict[str, Any]:
    if request.method != "POST":
        told = current.manque if current else ""
        return {"form": ManqueForm(initial={"manque": told})}
    form = ManqueForm(request.POST)
    return {"form": form, "source": form.to_source() if form.is_valid() else None}


_CHOIX = {"mesure": _measure, "serie": _series, "texte": _text, "manque": _reason}


# -- taking the source away, adding an indicator -----------------------------------------------


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def liaison_retirer(request: Requete, strategie: str, numero: int, code: str) -> HttpResponse:
    """Ask, then bind to nothing."""
    row = find_indicateur(request, strategie, numero, code)
    require(can_bind(request.user, row.fiche))
    if request.method == "POST":
        bind_source(actor=request.user, indicateur=row, source=None)
        messages.success(request, "L’indicateur n’est plus relié à rien.")
        return redirect("evaluation:indicateur", *arguments(row))
    context = {
        "titre": "Retirer la source",
        "message": f"« {row} » n’aura plus de valeur tant qu’il ne sera pas relié de nouveau. "
        "Les données et les commentaires restent.",
        "action_libelle": "Retirer",
        "retour": reverse("evaluation:indicateur", args=arguments(row)),
    }
    return render_page(request, "socle/confirmer.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def indicateur_creer(request: Requete) -> HttpResponse:
    """Add an indicator to a sheet, then choose its source."""
    require(can_create_indicateur(request.user))
    strategie = find_strategie(request)
    if strategie is None:
        return render_page(request, "strategie/aucune.html", {})
    form = IndicateurForm(strategie, request.POST or None, initial=_suggested(request))
    if request.method == "POST" and form.is_valid():
        row = create_indicateur(
            actor=request.user, fiche=form.cleaned_data["fiche"], champs=form.champs()
        )
        messages.success(request, f"L’indicateur {row.code} est ajouté. Choisissez sa source.")
        page = reverse("evaluation:liaison", args=arguments(row))
        chosen = form.cleaned_data["mesure"]
        return redirect(f"{page}?{urlencode({'mesure': chosen})}" if chosen else page)
    context = {"form": form, "strategie": strategie}
    return render_page(request, "evaluation/indicateur_creer.html", context)


def _suggested(request: Requete) -> dict[str, Any]:
    """From the measure that the reader comes from, and the sheet."""
    mesure = catalogue().get(request.GET.get("mesure", ""))
    values: dict[str, Any] = {"fiche": request.GET.get("fiche", "")}
    if mesure:
        values |= {"libelle": mesure.libelle, "unite": mesure.unite, "mesure": mesure.cle}
    return values
