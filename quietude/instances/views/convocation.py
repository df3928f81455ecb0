"""Convene to a meeting; answers written by the secretariat, or given through a link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quietude.comptes.acces import Requete, acces, public
from quietude.comptes.enums import Role
from quietude.instances.actions import convocations as actions
from quietude.instances.calendrier import says_subject
from quietude.instances.enums import ReponseConvocation
from quietude.instances.forms_membres import ReponseForm, ReponsesForm
from quietude.instances.models import Convocation
from quietude.instances.views.messages_envois import answer_link, tell_sent
from quietude.instances.views.reunion import (
    LIRE_OU_ECRIRE,
    find_reunion,
    show_form,
    try_action,
)
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible


@acces(Role.COORDONNATEUR)
@require_POST
def convoquer(request: Requete, code: str, pk: int) -> HttpResponse:
    """Write to those who do not have the meeting as it is now; to all when asked."""
    found = find_reunion(request, code, pk)
    try:
        sent = actions.convene(
            actor=request.user,
            reunion=found,
            lien=answer_link(request),
            tous="tous" in request.POST,
        )
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        tell_sent(request, sent)
    return redirect(found)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def reponses(request: Requete, code: str, pk: int) -> HttpResponse:
    """What members said by telephone or by letter."""
    found = find_reunion(request, code, pk)
    rows = list(Convocation.objects.visible_to(request.user).of(found).standing().described())
    form = ReponsesForm(request.POST or None, convocations=rows)
    if request.method == "POST" and try_action(
        form,
        lambda: actions.record_answers(
            actor=request.user, reunion=found, reponses=form.reponses
        ),
    ):
        messages.success(request, "Les réponses sont notées.")
        return redirect(found)
    return show_form(request, found.instance, form, "Noter les réponses", reunion=found)


@public
@never_cache
@require_http_methods(LIRE_OU_ECRIRE)
def repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """Answer without an account; reading the page answers nothing, mail filters read it too."""
    try:
        found = actions.pending_convocation(jeton)
        typed = request.POST if request.method == "POST" else None
        form = ReponseForm(typed, convocation=found)
        if request.method == "POST" and try_action(form, lambda: _answer(jeton, form)):
            messages.success(request, "Votre réponse est notée. Vous pouvez encore en changer.")
            return redirect("instances:repondre", jeton)
    except actions.LienPerime:
        return render_page(request, "instances/reponse_perimee.html", status=404)
    context = {"convocation": found, "form": form, "dit_objet": says_subject(found.reunion)}
    return render_page(request, "instances/repondre.html", context)


def _answer(jeton: str, form: ReponseForm) -> None:
    reponse = ReponseConvocation(form.cleaned_data["reponse"])
    actions.answer_convocation(actor=None, jeton=jeton, reponse=reponse)
