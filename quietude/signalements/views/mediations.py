"""Mediations proposed and held; who is complained of is never named."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from quietude.comptes.acces import Requete
from quietude.signalements.actions.vie import record_mediation
from quietude.signalements.forms.gestes import MediationForm
from quietude.signalements.models import Mediation
from quietude.signalements.rules import can_follow
from quietude.signalements.views.signalement import (
    act,
    find_signalement,
    lire_ou_ecrire,
    suivre,
)
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require


@suivre
@require_POST
def mediation_ajouter(request: Requete, pk: int) -> HttpResponse:
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    form = MediationForm(request.user, row, request.POST)
    run = partial(record_mediation, signalement=row)
    return act(request, row, form, run, "La médiation est notée.")


@suivre
@lire_ou_ecrire
def mediation_modifier(request: Requete, pk: int, mediation: int) -> HttpResponse:
    """Write down how it ended."""
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    known = Mediation.objects.visible_to(request.user).filter(signalement=row)
    found = get_object_or_404(known, pk=mediation)
    data = request.POST if request.method == "POST" else None
    form = MediationForm(request.user, row, data, mediation=found)
    if data is not None and form.is_valid():
        try:
            record_mediation(
                actor=request.user, signalement=row, mediation=found, **form.as_arguments()
            )
        except ConflitDeVersion as refusal:
            form.add_error(None, str(refusal))
            form.renew(found)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "La médiation est notée.")
            return redirect(row)
    stored = get_object_or_404(known, pk=mediation)
    context = {"row": row, "form": form, "mediation": stored}
    return render_page(request, "signalements/mediation.html", context)
