"""By partner: all that one organisation committed to, to be printed and signed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.partenaires.models import Organisation
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.strategie.engagements import (
    list_organisations,
    organisations_held,
    read_engagements,
)
from quietude.strategie.models import Strategie
from quietude.strategie.views.lecture import strategie_or_404


@acces()
@require_safe
def par_partenaire(request: Requete, code: str, organisation: str) -> HttpResponse:
    strategie = strategie_or_404(request.user, code)
    known = Organisation.objects.visible_to(request.user)
    row = get_object_or_404(known, code=organisation)
    context = {
        "strategie": strategie,
        "jour": timezone.localdate(),
        "lus": read_engagements(request.user, strategie, row),
    }
    return render_page(request, "strategie/partenaire.html", context)


@acces()
@require_safe
def partenaires(request: Requete, code: str) -> HttpResponse:
    """Choose an organisation."""
    strategie = strategie_or_404(request.user, code)
    columns = [
        Colonne(
            "nom",
            "Organisation",
            valeur="organisation.nom",
            tri="organisation.nom",
            lien=lambda line: f"{line.organisation.code}/",
        ),
        Colonne("nature", "Nature", valeur="organisation.get_nature_display", tri="nature"),
        Colonne("pilote", "Actions pilotées", tri="pilote", nombre=True),
        Colonne("partenaire", "Comme partenaire", tri="partenaire", nombre=True),
    ]
    grille = Grille(
        request, list_organisations(strategie), columns, nom="partenaires", par_page=100
    )
    if grille.format_demande:
        return grille.exporter()
    context = {"strategie": strategie, "grille": grille}
    return render_page(
        request, "strategie/partenaires.html", context, fragment="strategie/_partenaires.html"
    )


@acces()
@require_safe
def mes_engagements(request: Requete) -> HttpResponse:
    """The page of the reader's own organisation, or the choice when there are several."""
    strategie = Strategie.objects.visible_to(request.user).current()
    if strategie is None:
        return render_page(request, "strategie/aucune.html", {})
    mine = organisations_held(request.user)
    if len(mine) == 1:
        return redirect("strategie:par_partenaire", strategie.code, mine[0].code)
    context = {"strategie": strategie, "organisations": mine}
    return render_page(request, "strategie/mes_engagements.html", context)
