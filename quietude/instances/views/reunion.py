"""One meeting: read by all, kept by the coordinator."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.instances.actions import reunions as actions
from quietude.instances.documents.recettes import papers_of
from quietude.instances.enums import EtatReunion
from quietude.instances.envois import Envois
from quietude.instances.forms import AnnulationForm, PresencesForm, ReunionForm
from quietude.instances.models import Convocation, Decision, Instance, Reunion
from quietude.instances.ordre_du_jour import agenda_of
from quietude.instances.rules import (
    can_close_decision,
    can_hear,
    can_keep_meetings,
    can_write_talks,
    organisations_of,
)
from quietude.instances.views.messages_envois import answer_link, tell_sent
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion

LIRE_OU_ECRIRE = ["GET", "HEAD", "POST"]
_CHAMPS = ("date", "debut", "fin", "public", "lieu", "objet")


def find_reunion(request: Requete, code: str, pk: int) -> Reunion:
    """The meeting of this body, when the reader may see it."""
    rows = Reunion.objects.visible_to(request.user).described()
    return get_object_or_404(rows, instance__code=code, pk=pk)


@acces()
@require_safe
def reunion(request: Requete, code: str, pk: int) -> HttpResponse:
    found = find_reunion(request, code, pk)
    held = organisations_of(request.user)
    guests = list(Convocation.objects.visible_to(request.user).of(found).described())
    told = Decision.objects.visible_to(request.user).filter(reunion=found)
    decisions = [
        (row, bool(can_close_decision(request.user, row, held)))
        for row in told.described().order_by("numero")
    ]
    heard = can_hear(request.user, found.instance)
    context = {
        "reunion": found,
        "instance": found.instance,
        "decisions": decisions,
        "peut": can_keep_meetings(request.user),
        "entend": heard,
        "ecrit": can_write_talks(request.user, found.instance),
        "dit_objet": heard or can_keep_meetings(request.user),
        "venue": found.date <= timezone.localdate(),
        "ordre_du_jour": agenda_of(request.user, found),
        "papiers": papers_of(request.user, found),
        "convocations": guests,
        "a_prevenir": any(not row.a_jour for row in guests),
    }
    return render_page(request, "instances/reunion.html", context)


def try_action(form: forms.Form, run: Callable[[], object]) -> bool:
    """Run an action on a valid form; its refusal joins the errors, what was typed stays.

    ConflitDeVersion goes through, for a page that shows both texts.
    """
    if not form.is_valid():
        return False
    try:
        run()
    except ConflitDeVersion:
        raise
    except ActionImpossible as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def show_form(
    request: Requete, body: Instance, form: forms.Form, titre: str, **context: Any
) -> HttpResponse:
    """The page of a form about a body or one of its meetings (`reunion`)."""
    found = context.get("reunion")
    retour = found.get_absolute_url() if found else body.get_absolute_url()
    known = {"instance": body, "form": form, "titre": titre, "retour": retour, **context}
    return render_page(request, "instances/formulaire.html", known)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def creer(request: Requete, code: str) -> HttpResponse:
    body = get_object_or_404(Instance.objects.visible_to(request.user), code=code)
    form = ReunionForm(request.POST or None, instance=body)
    made: list[Reunion] = []
    if request.method == "POST" and try_action(
        form,
        lambda: made.append(
            actions.schedule_reunion(actor=request.user, instance=body, **form.cleaned_data)
        ),
    ):
        messages.success(request, "La réunion est inscrite.")
        return redirect(made[0])
    return show_form(request, body, form, "Inscrire une réunion", envoyer="Inscrire")


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def modifier(request: Requete, code: str, pk: int) -> HttpResponse:
    found = find_reunion(request, code, pk)
    now = {name: getattr(found, name) for name in _CHAMPS}
    form = ReunionForm(request.POST or None, instance=found.instance, initial=now)
    sent: list[Envois] = []
    if request.method == "POST" and try_action(
        form,
        lambda: sent.append(
            actions.amend_reunion(
                actor=request.user,
                reunion=found,
                valeurs={**now, **form.cleaned_data},
                lien=answer_link(request),
            )
        ),
    ):
        messages.success(request, "La réunion est modifiée.")
        tell_sent(request, sent[0])
        return redirect(found)
    return show_form(request, found.instance, form, "Modifier la réunion", reunion=found)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def presences(request: Requete, code: str, pk: int) -> HttpResponse:
    """Who was there; for a planned meeting, this says that it was held."""
    found = find_reunion(request, code, pk)
    planned = found.etat == EtatReunion.PREVUE
    write = actions.hold_reunion if planned else actions.record_presences
    # An empty form is an answer too: held, attendance not noted.
    form = PresencesForm(request.POST if request.method == "POST" else None, reunion=found)
    if try_action(form, lambda: write(actor=request.user, reunion=found, presences=form.etats)):
        messages.success(request, "La réunion est tenue." if planned else "C’est noté.")
        return redirect(found)
    context = {"reunion": found, "instance": found.instance, "form": form, "prevue": planned}
    return render_page(request, "instances/presences.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def annuler(request: Requete, code: str, pk: int) -> HttpResponse:
    found = find_reunion(request, code, pk)
    form = AnnulationForm(request.POST or None)
    sent: list[Envois] = []
    if request.method == "POST" and try_action(
        form,
        lambda: sent.append(
            actions.cancel_reunion(
                actor=request.user,
                reunion=found,
                motif=form.cleaned_data["motif"],
                lien=answer_link(request),
            )
        ),
    ):
        messages.success(request, "La réunion est annulée.")
        tell_sent(request, sent[0])
        return redirect(found)
    return show_form(
        request,
        found.instance,
        form,
        "Annuler la réunion",
        reunion=found,
        envoyer="Annuler la réunion",
        variante="danger",
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def remettre(request: Requete, code: str, pk: int) -> HttpResponse:
    found = find_reunion(request, code, pk)
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: actions.restore_reunion(actor=request.user, reunion=found),
            "La réunion est de nouveau à prévoir.",
            found.get_absolute_url(),
        )
    context = {
        "titre": "Remettre la réunion à prévoir",
        "message": "La réunion ne sera plus ni tenue ni annulée ; ses présences seront "
        "effacées. Le journal en garde la trace.",
        "action_libelle": "Remettre à prévoir",
        "retour": found.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def supprimer(request: Requete, code: str, pk: int) -> HttpResponse:
    found = find_reunion(request, code, pk)
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: actions.remove_reunion(actor=request.user, reunion=found),
            "La réunion est supprimée.",
            found.instance.get_absolute_url(),
            otherwise=found.get_absolute_url(),
        )
    context = {
        "titre": "Supprimer la réunion",
        "message": "Inscrite par erreur, elle disparaît de la liste. Le journal en garde la "
        "trace. Une réunion qui n’a pas lieu s’annule, avec son motif.",
        "action_libelle": "Supprimer",
        "retour": found.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)


def run_or_say(
    request: Requete, run: Callable[[], object], done: str, there: str, *, otherwise: str = ""
) -> HttpResponse:
    """Run an action without a form; say that it is done, or why it cannot be."""
    try:
        run()
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect(otherwise or there)
    if done:
        messages.success(request, done)
    return redirect(there)
