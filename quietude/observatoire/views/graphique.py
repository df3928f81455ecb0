"""Charts as pictures: drawn on the server, kept by browsers as long as nothing changes."""

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.documents.graphiques import Graphique, empreinte, render_png, render_svg
from quietude.observatoire.graphiques import charts_of, name_of
from quietude.observatoire.presentation.serie import more_charts
from quietude.observatoire.views.serie import find_series

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
TOUJOURS = "private, max-age=31536000, immutable"  # the address changes with the content


@acces()
@require_safe
def graphique(request: Requete, cles: str, extension: str) -> HttpResponse:
    """The chart `trace` of one series, or of several shown together ("12,13")."""
    if extension not in TYPES:
        raise Http404
    series = find_series(request.user, cles)
    beside = request.GET.get("avec", "")
    charts = charts_of(series, find_series(request.user, beside) if beside else [])
    if len(series) == 1:
        charts |= more_charts(series[0])
    name = request.GET.get("trace", "") or next(iter(charts), "")
    if name not in charts:
        raise Http404
    return answer_chart(request, charts[name], extension, f"{name_of(series)}-{name}")


def answer_chart(request: Requete, chart: Graphique, fmt: str, name: str) -> HttpResponse:
    mark = empreinte(chart)
    narrow = bool(request.GET.get("etroit"))
    etag = f'"{mark}-{fmt}{"-etroit" if narrow else ""}"'
    known = get_conditional_response(request, etag=etag)
    response = known or HttpResponse(
        render_svg(chart, etroit=narrow) if fmt == "svg" else render_png(chart),
        content_type=TYPES[fmt],
    )
    response["ETag"] = etag
    fresh = request.GET.get("v") == mark
    response["Cache-Control"] = TOUJOURS if fresh else "private, no-cache"
    if request.GET.get("telecharger"):
        response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.{fmt}"'
    return response
