"""What a meeting decided: noted by the coordinator, closed by whoever is in charge too."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.instances.actions import decisions as actions
from quietude.instances.forms import ClotureForm, DecisionForm
from quietude.instances.models import Decision
from quietude.instances.rules import can_close_decision, can_write_talks
from quietude.instances.views.reunion import (
    LIRE_OU_ECRIRE,
    find_reunion,
    run_or_say,
    show_form,
    try_action,
)
from quietude.socle.pages import render_page
from quietude.socle.regles import require

_CLOSENT = (Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE)


def find_decision(request: Requete, code: str, pk: int, numero: int) -> Decision:
    """The decision of this meeting of this body, when the reader may see it."""
    rows = Decision.objects.visible_to(request.user).described()
    return get_object_or_404(rows, reunion__instance__code=code, reunion_id=pk, numero=numero)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def ajouter(request: Requete, code: str, pk: int) -> HttpResponse:
    found = find_reunion(request, code, pk)
    require(can_write_talks(request.user, found.instance))
    form = DecisionForm(request.POST or None, user=request.user, instance=found.instance)
    if request.method == "POST" and try_action(
        form,
        lambda: actions.add_decision(actor=request.user, reunion=found, **form.cleaned_data),
    ):
        messages.success(request, "La décision est notée.")
        return redirect(found)
    return show_form(request, found.instance, form, "Noter une décision", reunion=found)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def modifier(request: Requete, code: str, pk: int, numero: int) -> HttpResponse:
    found = find_decision(request, code, pk, numero)
    body = found.reunion.instance
    form = DecisionForm(
        request.POST or None, user=request.user, instance=body, initial=DecisionForm.of(found)
    )
    if request.method == "POST" and try_action(
        form,
        lambda: actions.amend_decision(actor=request.user, decision=found, **form.cleaned_data),
    ):
        messages.success(request, "La décision est modifiée.")
        return redirect(found.reunion)
    return show_form(request, body, form, "Modifier la décision", reunion=found.reunion)


@acces(*_CLOSENT)
@require_http_methods(LIRE_OU_ECRIRE)
def clore(request: Requete, code: str, pk: int, numero: int) -> HttpResponse:
    found = find_decision(request, code, pk, numero)
    require(can_close_decision(request.user, found))
    form = ClotureForm(request.POST or None, user=request.user)
    if request.method == "POST" and try_action(
        form,
        lambda: actions.close_decision(actor=request.user, decision=found, **form.cleaned_data),
    ):
        messages.success(request, "La décision est close.")
        return redirect(found)
    return show_form(
        request,
        found.reunion.instance,
        form,
        "Clore la décision",
        reunion=found.reunion,
        rappel=found.texte,
        envoyer="Clore",
    )


@acces(Role.COORDONNATEUR)
@require_POST
def rouvrir(request: Requete, code: str, pk: int, numero: int) -> HttpResponse:
    found = find_decision(request, code, pk, numero)
    return run_or_say(
        request,
        lambda: actions.reopen_decision(actor=request.user, decision=found),
        "La décision est de nouveau à faire.",
        found.get_absolute_url(),
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def retirer(request: Requete, code: str, pk: int, numero: int) -> HttpResponse:
    found = find_decision(request, code, pk, numero)
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: actions.remove_decision(actor=request.user, decision=found),
            "La décision est retirée.",
            found.reunion.get_absolute_url(),
        )
    context = {
        "titre": "Retirer la décision",
        "message": f"« {found.texte} » : notée par erreur, elle disparaît. Le journal en garde "
        "la trace. Une décision que l’on ne suit plus se clôt comme abandonnée.",
        "action_libelle": "Retirer",
        "retour": found.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)
