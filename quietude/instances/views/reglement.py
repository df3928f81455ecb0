"""The internal rules of a body: read, drafted, adopted at a meeting, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.instances import reglements
from quietude.instances.actions import reglements as actions
from quietude.instances.forms_reglement import AdoptionForm, ReglementForm
from quietude.instances.models import Instance, ReglementInterieur
from quietude.instances.reglements import Version, fingerprint
from quietude.instances.rules import can_write_reglement
from quietude.instances.views.membres import find_body
from quietude.instances.views.reunion import LIRE_OU_ECRIRE, run_or_say, show_form, try_action
from quietude.journal.differences import difference
from quietude.socle.pages import render_page
from quietude.socle.regles import ConflitDeVersion


def find_reglement(request: Requete, code: str, version: int) -> ReglementInterieur:
    rows = ReglementInterieur.objects.visible_to(request.user).described()
    return get_object_or_404(rows, instance__code=code, version=version)


@acces()
@require_safe
def reglement(request: Requete, code: str) -> HttpResponse:
    """What is in force; the draft while nothing is."""
    body = find_body(request, code)
    known = reglements.versions_of(request.user, body)
    shown = reglements.in_force(known) or next(iter(known), None)
    return _show(request, body, known, shown)


@acces()
@require_safe
def version(request: Requete, code: str, version: int) -> HttpResponse:
    """One version, however old."""
    found = find_reglement(request, code, version)
    known = reglements.versions_of(request.user, found.instance)
    shown = next(row for row in known if row.reglement.pk == found.pk)
    return _show(request, found.instance, known, shown)


def _show(
    request: Requete, body: Instance, known: list[Version], shown: Version | None
) -> HttpResponse:
    newest = bool(known) and shown is known[0]
    context = {
        "instance": body,
        "versions": known,
        "lue": shown,
        "projet": reglements.draft(known),
        "peut": can_write_reglement(request.user),
        "reprenable": newest and shown is not None and not shown.reglement.projet,
    }
    return render_page(request, "instances/reglement.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def ecrire(request: Requete, code: str) -> HttpResponse:
    """The draft; begun from what is in force."""
    body = find_body(request, code)
    known = reglements.versions_of(request.user, body)
    draft, valid = reglements.draft(known), reglements.in_force(known)
    said = draft.reglement.texte if draft else ""
    begun = draft or valid
    now = {
        "texte": begun.reglement.texte if begun else "",
        "empreinte": fingerprint(said),
    }
    if request.method != "POST":
        return _form(request, body, ReglementForm(initial=now), draft)
    form = ReglementForm(request.POST)
    try:
        done = try_action(form, lambda: _write(request, body, form))
    except ConflitDeVersion:
        return _conflict(request, body)
    if not done:
        return _form(request, body, form, draft)
    messages.success(request, "Le projet de règlement est enregistré.")
    return redirect("instances:reglement_version", code, _draft_number(request, body))


def _write(request: Requete, body: Instance, form: ReglementForm) -> None:
    actions.write_reglement(actor=request.user, instance=body, **form.cleaned_data)


def _draft_number(request: Requete, body: Instance) -> int:
    rows = ReglementInterieur.objects.visible_to(request.user).of(body).drafts()
    return rows.get().version


def _conflict(request: Requete, body: Instance) -> HttpResponse:
    """Both texts; what was typed stays in the form, ready to be saved on top."""
    draft = reglements.draft(reglements.versions_of(request.user, body))
    said = draft.reglement.texte if draft else ""
    typed = request.POST.copy()
    typed["empreinte"] = fingerprint(said)
    mine = reglements.normalise(str(typed.get("texte", "")))
    more = {"difference": difference(said, mine), "conflit": True}
    return _form(request, body, ReglementForm(typed), draft, **more)


def _form(
    request: Requete, body: Instance, form: ReglementForm, draft: Version | None, **more: Any
) -> HttpResponse:
    back = reverse("instances:reglement", args=[body.code])
    context = {"instance": body, "form": form, "projet": draft, "retour": back, **more}
    return render_page(request, "instances/reglement_ecrire.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def adopter(request: Requete, code: str, version: int) -> HttpResponse:
    """Note at which meeting the body adopted the draft."""
    found = find_reglement(request, code, version)
    mark = {"empreinte": fingerprint(found.texte)}
    form = AdoptionForm(request.POST or None, reglement=found, initial=mark)
    try:
        done = request.method == "POST" and try_action(
            form,
            lambda: actions.adopt_reglement(
                actor=request.user, reglement=found, **form.cleaned_data
            ),
        )
    except ConflitDeVersion as conflict:
        messages.error(request, str(conflict))
        return redirect(found)
    if done:
        messages.success(request, "Le règlement est adopté : il est en vigueur.")
        return redirect(found)
    titre = f"Adopter la version {found.version} du règlement"
    retour = found.get_absolute_url()
    return show_form(
        request, found.instance, form, titre, retour=retour, envoyer="Noter l’adoption"
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def reprendre(request: Requete, code: str, version: int) -> HttpResponse:
    """Take back an adoption noted by mistake."""
    found = find_reglement(request, code, version)
    there = found.get_absolute_url()
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: actions.withdraw_adoption(actor=request.user, reglement=found),
            "L’adoption est reprise : cette version est de nouveau un projet.",
            there,
        )
    context = {
        "titre": "Reprendre l’adoption",
        "message": f"La version {found.version} redevient un projet, à modifier ou à adopter ; "
        "celle d’avant, s’il y en a une, est de nouveau en vigueur. Le journal en garde la "
        "trace.",
        "action_libelle": "Reprendre l’adoption",
        "retour": there,
    }
    return render_page(request, "socle/confirmer.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def supprimer(request: Requete, code: str, version: int) -> HttpResponse:
    """Drop a draft."""
    found = find_reglement(request, code, version)
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: actions.remove_reglement(actor=request.user, reglement=found),
            "Le projet est supprimé.",
            reverse("instances:reglement", args=[code]),
            otherwise=found.get_absolute_url(),
        )
    context = {
        "titre": "Supprimer le projet de règlement",
        "message": f"Le projet de la version {found.version} disparaît ; ce qui est en vigueur "
        "ne change pas. Le journal en garde la trace.",
        "action_libelle": "Supprimer",
        "retour": found.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)
