"""One series: its chart, every vintage of its figures, its changes, how to cite it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.models import Utilisateur
from quietude.observatoire.agregats import names_of
from quietude.observatoire.calculs.evolution import compare
from quietude.observatoire.calculs.lecture import read_companions, read_one, read_series
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.faits import range_of
from quietude.observatoire.presentation.cartes import has_map
from quietude.observatoire.presentation.citations import cite
from quietude.observatoire.presentation.groupes import breaks_of, group_series
from quietude.observatoire.presentation.millesimes import columns_of, explained, read_vintages
from quietude.observatoire.presentation.plan import theme_of
from quietude.observatoire.presentation.reperes import read_reperes
from quietude.observatoire.presentation.serie import choose_points, read_page
from quietude.observatoire.rules import can_edit_serie
from quietude.socle.grille import Grille
from quietude.socle.pages import render_page

PLUSIEURS_AU_PLUS = 40  # keys in one address


def find_series(user: Utilisateur, cles: str) -> list[SerieLue]:
    """The series of these keys ("12,13"), in this order; 404 when one is not to be seen."""
    keys = cles.split(",")
    if len(keys) > PLUSIEURS_AU_PLUS:
        raise Http404
    rows = read_series(user, [int(key) for key in keys if key.isdecimal()])
    known: dict[str, SerieLue | None] = {row.cle: row for row in rows}
    known |= {key: read_one(user, key) for key in keys if not key.isdecimal()}
    found = [known.get(key) for key in keys]
    if None in found:
        raise Http404
    return [row for row in found if row is not None]


@acces()
@require_safe
def serie(request: Requete, cle: str) -> HttpResponse:
    found, *others = find_series(request.user, cle)
    if others:
        raise Http404
    rows = read_vintages(request.user, found)
    name = f"{found.libelle}-{found.perimetre.nom}"
    grid = Grille(request, rows, columns_of(found, rows), par_page=200, nom=name)
    if grid.format_demande:
        return grid.exporter()
    context = _context(request, found) | {"grille": grid, "explications": explained(rows)}
    return render_page(request, "observatoire/serie.html", context)


def _context(request: Requete, found: SerieLue) -> dict[str, Any]:
    user = request.user
    code = found.serie.grandeur.code if found.serie and found.serie.grandeur else ""
    elsewhere = read_companions(user, [code]) if code else []
    [group] = group_series([found], [row for row in elsewhere if row.cle != found.cle])
    page = read_page(found, group.ailleurs, read_reperes(user, [code]) if code else {})
    choice = choose_points(found, request.GET)
    change = compare(found, choice.de, choice.a) if choice else None
    return {
        "serie": found,
        "page": page,
        "ruptures": breaks_of([found]),
        "choix": choice.form if choice else None,
        "evolution": change,
        "intervalle": range_of(change) if change else "",
        "theme": theme_of(user, found),
        "citation": cite(found, timezone.localdate()),
        "composition": _composition(found),
        "carte": has_map(user, found),
        "modifier": _edit(user, found),
    }


def _composition(found: SerieLue) -> list[str]:
    return list(names_of(found.agregat.composition).values()) if found.agregat else []


def _edit(user: Utilisateur, found: SerieLue) -> str:
    """Where figures are typed in, for who may."""
    row = found.serie
    if row is None or not can_edit_serie(user, row):
        return ""
    return reverse("observatoire:serie_valeurs", args=[row.pk])
