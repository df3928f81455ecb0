"""How a figure is made: its definition, the question in words, the rows that one may open."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.evaluation.calcul import Calcul, Membre, read_calcul
from quietude.evaluation.views.indicateur import (
    arguments,
    find_indicateur,
    page_of,
    span_of,
)
from quietude.socle.grille import Grille
from quietude.socle.pages import render_page

_MEMBRES = {"": 0, "diviseur": 1}
_GARDES = ("annee", "decoupe", "part")  # what names the figure


@acces()
@require_safe
def calcul(
    request: Requete, strategie: str, numero: int, code: str, periode: str
) -> HttpResponse:
    """One figure shown on the page of the indicator; one of a series opens the series."""
    row, span = find_indicateur(request, strategie, numero, code), span_of(periode)
    page, year = page_of(request, row)
    if page.lecture.source and page.lecture.source.serie and page.lien_source:
        return redirect(page.lien_source)
    found = read_calcul(page, span, tuple(request.GET.getlist("part")))
    if found is None:
        raise Http404
    membre = _member(request, found)
    grille = Grille(
        request,
        membre.rows(request.user),
        membre.colonnes,
        nom=f"lignes-{slugify(row.code)}-{periode}",
        legende=f"Lignes de « {membre.chiffre.mesure.flux.libelle} »",
    )
    if grille.format_demande:
        return grille.exporter()
    back = reverse("evaluation:indicateur", args=arguments(row))
    context = {
        "indicateur": row,
        "fiche": row.fiche,
        "calcul": found,
        "membre": membre,
        "grille": grille,
        "ailleurs": membre.say_closed(grille.total),
        "termes": _terms(request, found) if found.rapport else [],
        "retour": f"{back}?{urlencode({'annee': str(year), 'decoupe': page.decoupe.code})}",
    }
    return render_page(request, "evaluation/calcul.html", context)


def _terms(request: Requete, found: Calcul) -> list[tuple[Membre, str]]:
    """Both members of a share, each with the address of its rows."""
    kept = [(name, value) for name, value in _asked(request) if name in _GARDES]
    return [
        (membre, f"?{urlencode([*kept, ('de', name)])}")
        for membre, name in zip(found.membres, _MEMBRES, strict=True)
    ]


def _asked(request: Requete) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]


def _member(request: Requete, found: Calcul) -> Membre:
    """The one whose rows are asked for; 404 on a divisor that there is not."""
    rank = _MEMBRES.get(request.GET.get("de", ""), 0)
    if rank >= len(found.membres):
        raise Http404
    return found.membres[rank]
