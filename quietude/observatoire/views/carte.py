"""One quantity over the sectors of the town."""

from collections import defaultdict

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.lecture import read_series
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.presentation.cartes import CarteLue, read_map, siblings
from quietude.observatoire.presentation.citations import source_line, sources_of
from quietude.observatoire.presentation.serie import code_of
from quietude.observatoire.presentation.tableaux import spans_of
from quietude.observatoire.views.serie import find_series
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.territoire.carte import credits_of, map_of
from quietude.territoire.models import Commune, Division, Secteur

COLONNES = [
    Colonne("nom", "Secteur", tri="nom", lien=lambda row: row.adresse),
    Colonne(
        "valeur",
        "Valeur",
        valeur="valeur.texte",
        export=lambda row: row.valeur.export,
        nombre=True,
    ),
]
TAUX = Colonne(
    "taux", "Taux (‰)", valeur="taux.texte", export=lambda row: row.taux.export, nombre=True
)
CLASSE = Colonne("classe", "Teinte (1 claire, 4 foncée)", nombre=True)


@acces()
@require_safe
def carte(request: Requete, cle: str) -> HttpResponse:
    found = find_series(request.user, cle)[0]
    series = read_series(request.user, siblings(request.user, found))
    spans = spans_of(series)
    asked = request.GET.get("periode", "")
    drawn = read_map(series, next((span for span in spans if code_of(span) == asked), None))
    if drawn is None:
        raise Http404
    columns = [*COLONNES, *([TAUX] if drawn.par_taux else []), CLASSE]
    name = f"{found.libelle}-secteurs-{drawn.periode.court}"
    grid = Grille(request, drawn.secteurs, columns, nom=name)
    if grid.format_demande:
        return grid.exporter()
    context = _map(request.user, drawn) | {
        "serie": found,
        "carte": drawn,
        "grille": grid,
        "unite": found.unite,
        "periodes": [(code_of(span), span.libelle, span == drawn.periode) for span in spans],
        "sources": _sources(series),
    }
    return render_page(request, "observatoire/carte.html", context)


def _sources(series: list[SerieLue]) -> list[str]:
    return [source_line(source) for source in sources_of(series)]


def _map(user: Utilisateur, drawn: CarteLue) -> dict[str, object]:
    """Outlines of the sectors, shaded; the town's own around them."""
    by_division: dict[int, list[Secteur]] = defaultdict(list)
    keys = [row.secteur for row in drawn.secteurs]
    for row in Secteur.objects.visible_to(user).filter(pk__in=keys):
        by_division[row.division_id].append(row)
    divisions = list(Division.objects.visible_to(user).filter(pk__in=by_division))
    communes = list(Commune.objects.all())
    shades = drawn.teintes
    return {
        "donnees": map_of(communes, divisions, [], sectors=by_division, teintes=shades),
        "credits": credits_of(communes, divisions),
    }
