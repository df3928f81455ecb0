"""One indicator: its figures, chart and split, where they come from, what is said of them."""

import re
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.documents.graphiques import Graphique, empreinte
from quietude.evaluation import rules
from quietude.evaluation.page_indicateur import COLONNES, PageIndicateur, read_page
from quietude.evaluation.tableau import LigneIndicateur, pilots_of, usual_year, years_of
from quietude.observatoire.views.graphique import TYPES, answer_chart
from quietude.socle.grille import Grille
from quietude.socle.pages import render_page
from quietude.socle.periodes import Periode
from quietude.strategie.models import FicheAction, Indicateur, Strategie

_CODE = re.compile(r"(\d{4})(\d\d)(\d\d)-(\d{4})(\d\d)(\d\d)")


def find_indicateur(request: Requete, strategie: str, numero: int, code: str) -> Indicateur:
    """The indicator, when the reader may see its sheet; sheet and pilots are at hand."""
    seen = FicheAction.objects.visible_to(request.user)
    rows = (
        Indicateur.objects.filter(fiche__in=seen)
        .select_related("fiche__strategie", "fiche__objectif", "mesure", "fournisseur")
        .prefetch_related("fiche__engagements__organisation")
    )
    return get_object_or_404(
        rows, fiche__strategie__code=strategie, fiche__numero=numero, code=code
    )


def span_of(code: str) -> Periode:
    """The period that an address says; 404 on anything else."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise Http404
    numbers = [int(part) for part in found.groups()]
    try:
        return Periode(date(*numbers[:3]), date(*numbers[3:]))
    except ValueError:
        raise Http404 from None


def arguments(row: Indicateur) -> list[str | int]:
    """What names an indicator in addresses."""
    return [row.fiche.strategie.code, row.fiche.numero, row.code]


def asked_year(request: Requete, strategie: Strategie) -> int:
    asked = request.GET.get("annee", "")
    known = asked.isdecimal() and len(asked) == 4 and int(asked) in years_of(strategie)
    return int(asked) if known else usual_year(strategie)


def page_of(request: Requete, row: Indicateur) -> tuple[PageIndicateur, int]:
    year = asked_year(request, row.fiche.strategie)
    return read_page(request.user, row, year, request.GET.get("decoupe", "")), year


@acces()
@require_safe
def indicateur(request: Requete, strategie: str, numero: int, code: str) -> HttpResponse:
    row = find_indicateur(request, strategie, numero, code)
    page, year = page_of(request, row)
    name = f"indicateur-{row.code}-{year}"
    grille = Grille(request, page.lignes, COLONNES, nom=name, legende=row.libelle)
    if grille.format_demande:
        return grille.exporter()
    line = LigneIndicateur(page.lecture, row.fiche)
    context: dict[str, Any] = {
        "indicateur": row,
        "fiche": row.fiche,
        "strategie": row.fiche.strategie,
        "page": page,
        "ligne": line,
        "annee": year,
        "annees": years_of(row.fiche.strategie),
        "pilotes": pilots_of(row),
        "image": _picture(row, page, year),
        "exports": grille.exports,
        "peut_commenter": bool(rules.can_comment_indicateur(request.user, row)),
        "peut_relier": bool(rules.can_bind(request.user, row.fiche)),
    }
    return render_page(request, "evaluation/indicateur.html", context)


def _picture(row: Indicateur, page: PageIndicateur, year: int) -> dict[str, Any] | None:
    """The chart by its address; the hash in it lets a browser keep it for good."""
    chart = page.graphique
    if chart is None:
        return None
    return {"alternative": chart.alternative, **_addresses(row, page, year, chart)}


def _addresses(
    row: Indicateur, page: PageIndicateur, year: int, chart: Graphique
) -> dict[str, Any]:
    query = urlencode({"annee": str(year), "decoupe": page.decoupe.code, "v": empreinte(chart)})
    files = {
        kind: f"{reverse('evaluation:indicateur_graphique', args=[*arguments(row), kind])}"
        f"?{query}"
        for kind in TYPES
    }
    return {
        "adresse": files["svg"],
        "telechargements": [
            ("Graphique SVG", f"{files['svg']}&telecharger=1"),
            ("PNG", f"{files['png']}&telecharger=1"),
        ],
    }


@acces()
@require_safe
def graphique(
    request: Requete, strategie: str, numero: int, code: str, extension: str
) -> HttpResponse:
    """The chart of an indicator as a picture."""
    row = find_indicateur(request, strategie, numero, code)
    page, _ = page_of(request, row)
    chart = page.graphique
    if extension not in TYPES or chart is None:
        raise Http404
    return answer_chart(request, chart, extension, f"indicateur-{row.code}")
