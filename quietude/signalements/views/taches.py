"""What is to be done: the list of all, and each task from the sheet of its report."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from quietude.comptes.acces import Requete
from quietude.signalements.actions.taches import (
    add_task,
    amend_task,
    cancel_task,
    do_task,
    reopen_task,
)
from quietude.signalements.forms.taches import AnnulationForm, FaiteForm, TacheForm
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.rules_taches import (
    can_do_task,
    can_plan_task,
    can_set_task,
    sees_report,
)
from quietude.signalements.taches import COLONNES, COLONNES_EXPORT, FiltreTaches
from quietude.signalements.views.signalement import (
    find_signalement,
    lire_ou_ecrire,
    repondre,
    suivre,
    voir,
)
from quietude.socle.grille import Grille
from quietude.socle.pages import render_page, wants_fragment
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require


@voir
@require_safe
def taches(request: Requete) -> HttpResponse:
    """The tasks that the filters keep, the late ones first."""
    form = FiltreTaches(request.GET, request.user)
    rows = form.apply(Tache.objects.visible_to(request.user).live()).described()
    grille = Grille(
        request, rows, COLONNES, nom="taches", legende="Tâches à faire", tri="echeance"
    )
    if grille.format_demande:
        return Grille(request, rows, COLONNES_EXPORT, nom="taches", tri="echeance").exporter()
    context = {"form": form, "grille": grille}
    return render_page(request, "signalements/taches.html", context)


def find_task(request: Requete, pk: int) -> Tache:
    """The task, when the reader sees its report."""
    rows = Tache.objects.visible_to(request.user).described()
    found: Tache = get_object_or_404(rows, pk=pk)
    return found


def _sheet_of(request: Requete, tache: Tache) -> Signalement:
    """The report in which it is followed, or its own when the reader does not see that one."""
    into = tache.suivie_dans
    seen = Signalement.objects.visible_to(request.user).filter(pk=into.pk)
    return into if into == tache.signalement or seen.exists() else tache.signalement


def _back(row: Signalement) -> HttpResponseRedirect:
    return redirect(f"{row.get_absolute_url()}#taches")


@suivre
@lire_ou_ecrire
def tache_ajouter(request: Requete, pk: int) -> HttpResponse:
    row = find_signalement(request, pk)
    require(can_plan_task(request.user, row))
    form = TacheForm(request.user, row, request.POST if request.method == "POST" else None)
    run = partial(add_task, actor=request.user, signalement=row)
    if done := _try(form, run):
        messages.success(request, "La tâche est notée.")
        _tell_unseen(request, done, row)
        return _back(row)
    return _show(request, row, form, "Ajouter une tâche", envoyer="Ajouter")


@suivre
@lire_ou_ecrire
def tache_modifier(request: Requete, tache: int) -> HttpResponse:
    """Two editors never lose a word: the second sees what the first wrote."""
    found = find_task(request, tache)
    require(can_set_task(request.user, found))
    row = _sheet_of(request, found)
    data = request.POST if request.method == "POST" else None
    form = TacheForm(request.user, row, data, tache=found)
    run = partial(amend_task, actor=request.user, tache=found)
    if done := _try(form, run):
        messages.success(request, "La tâche est modifiée.")
        _tell_unseen(request, done, found.signalement)
        return _back(row)
    stored = find_task(request, tache)
    if form.conflit:
        form.renew(stored)
    return _show(request, row, form, "Modifier la tâche", tache=stored)


@repondre
@lire_ou_ecrire
def tache_faire(request: Requete, tache: int) -> HttpResponse:
    found = find_task(request, tache)
    require(can_do_task(request.user, found))
    form = FaiteForm(request.POST if request.method == "POST" else None)
    if _try(form, partial(do_task, actor=request.user, tache=found)):
        messages.success(request, "C’est noté : la tâche est faite.")
        return _back(_sheet_of(request, found))
    row = _sheet_of(request, found)
    if form.is_bound and wants_fragment(request):  # done from the sheet, which stays
        for reasons in form.errors.values():
            messages.error(request, " ".join(str(reason) for reason in reasons))
        return _back(row)
    return _show(request, row, form, "C’est fait", tache=found, envoyer="C’est fait")


@suivre
@lire_ou_ecrire
def tache_annuler(request: Requete, tache: int) -> HttpResponse:
    found = find_task(request, tache)
    require(can_set_task(request.user, found))
    form = AnnulationForm(request.POST if request.method == "POST" else None)
    if _try(form, partial(cancel_task, actor=request.user, tache=found)):
        messages.success(request, "La tâche est annulée.")
        return _back(_sheet_of(request, found))
    row = _sheet_of(request, found)
    return _show(
        request, row, form, "Annuler la tâche", tache=found, envoyer="Annuler la tâche"
    )


@repondre
@require_POST
def tache_rouvrir(request: Requete, tache: int) -> HttpResponse:
    found = find_task(request, tache)
    try:
        reopen_task(actor=request.user, tache=found)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La tâche est de nouveau à faire.")
    return _back(_sheet_of(request, found))


def _try(form: forms.Form, run: Callable[..., Tache]) -> Tache | None:
    """What the form asks for, done; None when it is not sent, or says why not."""
    if not form.is_valid():
        return None
    try:
        return run(**form.cleaned_data)
    except ActionImpossible as refusal:
        form.add_error(None, str(refusal))
        if isinstance(form, TacheForm):
            form.conflit = isinstance(refusal, ConflitDeVersion)
    return None


def _tell_unseen(request: Requete, tache: Tache, row: Signalement) -> None:
    """Nobody is left waiting for a service that cannot read what it is asked."""
    if not sees_report(tache.service, row):
        messages.warning(
            request,
            f"{tache.service} ne voit pas ce signalement, ni cette tâche : confiez-le-lui, "
            "ou prévenez ce service.",
        )


def _show(
    request: Requete, row: Signalement, form: forms.Form, titre: str, **more: Any
) -> HttpResponse:
    context = {"row": row, "form": form, "titre": titre, **more}
    return render_page(request, "signalements/tache.html", context)
