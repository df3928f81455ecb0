"""Where a report stands, who has it, what was done, its episodes."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from quietude.comptes.acces import Requete
from quietude.signalements.actions.saisie import add_episode, split_episode
from quietude.signalements.actions.vie import add_suite, assign_signalement, move_signalement
from quietude.signalements.enums import NatureSuite
from quietude.signalements.forms.gestes import ChargeForm, EpisodeForm, EtatForm, SuiteForm
from quietude.signalements.models import Suite, Tache
from quietude.signalements.rules import can_answer, can_follow
from quietude.signalements.views.signalement import (
    act,
    find_signalement,
    lire_ou_ecrire,
    repondre,
    suivre,
)
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require


@suivre
@require_POST
def etat(request: Requete, pk: int) -> HttpResponse:
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    waiting = Tache.objects.visible_to(request.user).of_report(row).open().count()
    form = EtatForm(request.user, row, request.POST, restantes=waiting)
    wanted = dict(form.fields["etat"].choices).get(request.POST.get("etat", ""), "")  # type: ignore[attr-defined]
    run = partial(move_signalement, signalement=row)
    return act(request, row, form, run, f"État : {str(wanted).lower()}.")


@suivre
@require_POST
def charge(request: Requete, pk: int) -> HttpResponse:
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    form = ChargeForm(request.user, row, request.POST)
    run = partial(assign_signalement, signalement=row)
    return act(request, row, form, run, "Le signalement est confié.")


@repondre
@require_POST
def suite_ajouter(request: Requete, pk: int) -> HttpResponse:
    row = find_signalement(request, pk)
    require(can_answer(request.user, row))
    form = SuiteForm(request.user, row, request.POST)
    return act(request, row, form, partial(add_suite, signalement=row), "C’est noté.")


@suivre
@require_POST
def episode_ajouter(request: Requete, pk: int) -> HttpResponse:
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    form = EpisodeForm(request.user, row, request.POST)
    run = partial(add_episode, signalement=row)
    return act(request, row, form, run, "L’épisode est ajouté et compté.")


@suivre
@lire_ou_ecrire
def episode_detacher(request: Requete, pk: int, suite: int) -> HttpResponse:
    """An episode that was another nuisance becomes its own report, after confirmation."""
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    lines = Suite.objects.visible_to(request.user).select_related("signalement")
    found = get_object_or_404(lines, pk=suite, signalement=row, nature=NatureSuite.EPISODE)
    if request.method != "POST":
        context = {
            "titre": "Détacher cet épisode ?",
            "message": "Il devient un signalement à lui seul, lié à celui-ci, confié au "
            "service de sa catégorie. Pour revenir en arrière, fusionnez-les.",
            "action_libelle": "Détacher",
            "retour": row.get_absolute_url(),
        }
        return render_page(request, "socle/confirmer.html", context)
    try:
        apart = split_episode(actor=request.user, suite=found)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, f"L’épisode est devenu le signalement {apart.pk}.")
    return redirect(apart)
