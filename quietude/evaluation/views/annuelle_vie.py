"""The life of a yearly evaluation: open it, adopt it, publish it, delete it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.evaluation import rules_annuelle as rules
from quietude.evaluation.actions import annuelle as actions
from quietude.evaluation.forms.annuelle import AdoptionForm, OuvertureForm, PublicationForm
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photographie import read_photo
from quietude.evaluation.views.annuelle import (
    LIRE_OU_ECRIRE,
    address,
    find_evaluation,
    progress,
    suite,
)
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, Verdict, require
from quietude.strategie.models import Strategie


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def ouvrir(request: Requete) -> HttpResponse:
    strategies = list(Strategie.objects.visible_to(request.user))
    if not strategies:
        return redirect("strategie:arbre")
    form = OuvertureForm(strategies, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.open_evaluation(
                actor=request.user,
                strategie=form.strategie,
                annee=form.cleaned_data["annee"],
            )
        except ActionImpossible as refusal:
            form.add_error("annee", str(refusal))
        else:
            messages.success(request, f"L’évaluation {found.annee} est ouverte.")
            return redirect(_opened(strategies, found))
    return render_page(request, "evaluation/annuelle_ouvrir.html", {"form": form})


def _opened(strategies: list[Strategie], found: EvaluationAnnuelle) -> str:
    """Its page, named by its strategy when there are several."""
    named = f"?strategie={found.strategie.code}" if len(strategies) > 1 else ""
    return f"{found.get_absolute_url()}{named}"


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def adopter(request: Requete, annee: int) -> HttpResponse:
    """Say what lacks, then freeze."""
    found = find_evaluation(request, annee)
    require(rules.can_adopt(request.user, found))
    initial = {"adoptee_le": timezone.localdate()}
    form = AdoptionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_evaluation(
                actor=request.user,
                evaluation=found,
                adoptee_le=form.cleaned_data["adoptee_le"],
            )
        except ActionImpossible as refusal:
            form.add_error("adoptee_le", str(refusal))
        else:
            messages.success(
                request, f"L’évaluation {annee} est adoptée ; sa copie est gardée."
            )
            return redirect(address(request, found))
    photo = read_photo(request.user, found)
    context = {
        "evaluation": found,
        "form": form,
        "suite": suite(request),
        **progress(request, found, photo),
    }
    return render_page(request, "evaluation/adopter.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def publier(request: Requete, annee: int) -> HttpResponse:
    """Say what everyone will read, ask which texts go with it, then open."""
    found = find_evaluation(request, annee)
    require(rules.can_publish(request.user, found))
    form = PublicationForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.publish_evaluation(actor=request.user, evaluation=found, **form.cleaned_data)
        messages.success(request, f"L’évaluation {annee} est publique.")
        return redirect(address(request, found))
    context = {"evaluation": found, "form": form, "suite": suite(request)}
    return render_page(request, "evaluation/publier.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def retirer(request: Requete, annee: int) -> HttpResponse:
    found = find_evaluation(request, annee)
    return _confirm(
        request,
        found,
        rules.can_unpublish(request.user, found),
        lambda: actions.unpublish_evaluation(actor=request.user, evaluation=found),
        titre=f"Retirer du public l’évaluation {annee} ?",
        message="La page publique et ses données disparaissent aussitôt. L’évaluation reste "
        "adoptée et se lit avec un compte.",
        action_libelle="Retirer",
        fait=f"L’évaluation {annee} n’est plus publique.",
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def supprimer(request: Requete, annee: int) -> HttpResponse:
    found = find_evaluation(request, annee)
    asked = found.contributions.count()
    words = f" et les {asked} contributions demandées" if asked else ""
    return _confirm(
        request,
        found,
        rules.can_delete(request.user, found),
        lambda: actions.delete_evaluation(actor=request.user, evaluation=found),
        titre=f"Supprimer l’évaluation {annee} ?",
        message=f"Sa synthèse, ses propositions{words} disparaissent. Les chiffres, eux, "
        "restent où ils sont.",
        action_libelle="Supprimer",
        fait=f"L’évaluation {annee} est supprimée.",
        ensuite=reverse("evaluation:annuelles"),
    )


def _confirm(
    request: Requete,
    found: EvaluationAnnuelle,
    verdict: Verdict,
    act: Callable[[], object],
    *,
    fait: str,
    ensuite: str = "",
    **shown: str,
) -> HttpResponse:
    """Ask, then do."""
    require(verdict)
    back = address(request, found)
    if request.method == "POST":
        act()
        messages.success(request, fait)
        return redirect(ensuite or back)
    return render_page(request, "socle/confirmer.html", {**shown, "retour": back})
