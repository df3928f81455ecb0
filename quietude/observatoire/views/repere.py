"""Towns of the same size, listed: never a league table."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.observatoire.presentation.citations import source_line
from quietude.observatoire.presentation.reperes import read_repere, towns_of
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page


@acces()
@require_safe
def repere(request: Requete, grandeur: str, annee: int) -> HttpResponse:
    """By name or by population: ordering towns by a rate would say more than the rate does."""
    found = read_repere(request.user, grandeur, annee)
    if found is None:
        raise Http404
    towns = towns_of(found.repere)
    columns = [
        Colonne("nom", "Commune", tri="nom"),
        Colonne(
            "taux",
            f"Taux {found.base}",
            valeur="taux_lu",
            nombre=True,
            export=lambda town: town.taux_lu if town.taux is None else town.taux,
        ),
        Colonne("population", "Population", tri="population", nombre=True),
        Colonne("marque", "Repère", ton=lambda town: "info" if town.sienne else ""),
        Colonne("code", "Code INSEE"),
    ]
    name = f"communes-{grandeur}-{annee}"
    grid = Grille(request, towns, columns, par_page=100, nom=name, tri="nom")
    if grid.format_demande:
        return grid.exporter()
    context = {
        "repere": found,
        "grille": grid,
        "siennes": [town for town in towns if town.sienne],
        "source": source_line(found.repere.source),
    }
    return render_page(request, "observatoire/repere.html", context)
