"""The same nuisance taken down twice: merged into one, or apart again."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from quietude.comptes.acces import Requete
from quietude.signalements.actions.vie import merge_signalement, unmerge_signalement
from quietude.signalements.forms.gestes import FusionForm
from quietude.signalements.rules import can_follow
from quietude.signalements.views.signalement import act, find_signalement, suivre
from quietude.socle.regles import ActionImpossible, require


@suivre
@require_POST
def fusionner(request: Requete, pk: int) -> HttpResponse:
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    form = FusionForm(request.user, row, request.POST)
    run = partial(merge_signalement, signalement=row)
    return act(request, row, form, run, "Les deux signalements n’en font plus qu’un.")


@suivre
@require_POST
def separer(request: Requete, pk: int) -> HttpResponse:
    """Undo a merge, from the page of the report that had joined."""
    row = find_signalement(request, pk)
    try:
        unmerge_signalement(actor=request.user, signalement=row)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le signalement {row.pk} est de nouveau à part.")
    return redirect(row)
