"""Progress of an action, creation and removal of sheets, state of the strategy."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require
from quietude.strategie import workflow
from quietude.strategie.actions.fiches import create_fiche, delete_fiche, report_progress
from quietude.strategie.actions.strategies import change_strategie_etat
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.forms.fiches import AvancementForm, EtatStrategieForm, FicheForm
from quietude.strategie.models import Strategie
from quietude.strategie.rules import (
    can_delete_fiche,
    can_edit_strategie,
    can_report_progress,
)
from quietude.strategie.views.edition import ECRIVENT, find_fiche

_LIRE_OU_ECRIRE = ["GET", "HEAD", "POST"]


@acces(*ECRIVENT)
@require_http_methods(_LIRE_OU_ECRIRE)
def fiche_avancement(request: Requete, code: str, numero: int) -> HttpResponse:
    fiche = find_fiche(request, code, numero)
    require(can_report_progress(request.user, fiche))
    form = AvancementForm(request.POST or None, fiche=fiche)
    if request.method == "POST" and form.is_valid():
        try:
            report_progress(actor=request.user, fiche=fiche, **form.to_action())
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "L’avancement est enregistré.")
            return redirect(fiche)
    context = {"fiche": fiche, "strategie": fiche.strategie, "form": form}
    return render_page(request, "strategie/edition/avancement.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def fiche_creer(request: Requete, code: str) -> HttpResponse:
    strategie = get_object_or_404(Strategie.objects.visible_to(request.user), code=code)
    require(can_edit_strategie(request.user, strategie))
    form = FicheForm(request.POST or None, strategie=strategie)
    if request.method == "POST" and form.is_valid():
        fiche = create_fiche(actor=request.user, strategie=strategie, **form.cleaned_data)
        messages.success(request, f"La fiche {fiche.numero} est créée. Complétez ses parties.")
        return redirect(fiche)
    context = {"strategie": strategie, "form": form}
    return render_page(request, "strategie/edition/creer.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def fiche_supprimer(request: Requete, code: str, numero: int) -> HttpResponse:
    fiche = find_fiche(request, code, numero)
    require(can_delete_fiche(request.user, fiche))
    if request.method == "POST":
        delete_fiche(actor=request.user, fiche=fiche)
        messages.success(request, f"La fiche {numero} est supprimée.")
        return redirect("strategie:fiches", code)
    context = {
        "titre": f"Supprimer la fiche {fiche.numero}",
        "message": f"« {fiche.titre} » et tout ce qu’elle contient seront supprimés. "
        "Le journal en garde la trace.",
        "action_libelle": "Supprimer la fiche",
        "retour": fiche.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(_LIRE_OU_ECRIRE)
def strategie_etat(request: Requete, code: str) -> HttpResponse:
    """Record the adoption, then the closing, once each."""
    strategie = get_object_or_404(Strategie.objects.visible_to(request.user), code=code)
    suite = next(iter(workflow.STRATEGIE[EtatStrategie(strategie.etat)]), None)
    form = EtatStrategieForm(request.POST or None, initial={"etat": suite})
    if suite != EtatStrategie.ADOPTEE:
        del form.fields["adoptee_le"]
    if request.method == "POST" and form.is_valid():
        try:
            change_strategie_etat(actor=request.user, strategie=strategie, **form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "L’état de la stratégie est enregistré.")
            return redirect("strategie:strategie", code)
    context = {"strategie": strategie, "form": form, "suite": suite}
    return render_page(request, "strategie/edition/etat.html", context)
