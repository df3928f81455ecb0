"""Home: what is late, what comes next, what changed, for whoever looks."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, tous_connectes
from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.socle.menu import reglages_for
from quietude.socle.pages import render_page
from quietude.strategie.echeances import (
    HORIZON_JOURS,
    RECENT_JOURS,
    visible_sheets,
    what_changed,
    what_comes,
    what_is_late,
)
from quietude.strategie.engagements import organisations_held
from quietude.strategie.enums import EtatStrategie, RoleEngagement
from quietude.strategie.models import Strategie
from quietude.strategie.registres import blocs_for


@tous_connectes
@require_safe
def accueil(request: Requete) -> HttpResponse:
    user = request.user
    if user.role not in ROLES_CONTENU:
        lines = {"reglages": reglages_for(user.role)}
        return render_page(request, "strategie/accueil_technique.html", lines)
    strategie = Strategie.objects.visible_to(user).current()
    if strategie is None:
        return render_page(request, "strategie/aucune.html", {})
    template = "accueil_elu" if user.role == Role.ELU else "accueil"
    context = home(user, strategie)
    return render_page(request, f"strategie/{template}.html", context)


def home(user: Utilisateur, strategie: Strategie) -> dict[str, Any]:
    """What the home page answers, as of today."""
    on = timezone.localdate()
    fiches = visible_sheets(user, strategie)
    blocs = blocs_for(user, strategie)
    mine = organisations_held(user)
    led = fiches.committing(mine, RoleEngagement.PILOTE) if mine else fiches.none()
    return {
        "strategie": strategie,
        "jour": on,
        "achevee": on > strategie.fin and strategie.etat != EtatStrategie.CLOSE,
        "horizon": HORIZON_JOURS,
        "recent": RECENT_JOURS,
        "retard": what_is_late(strategie, fiches, on),
        "suite": what_comes(fiches, on),
        "changements": what_changed(fiches),
        "suspendues": list(fiches.suspended().with_pilots()),
        "blocs": blocs,
        "a_decider": [bloc for bloc in blocs if bloc.a_decider],
        "organisations": mine,
        "pilotees": list(led.with_pilots().with_next_step().order_by("numero")),
    }
