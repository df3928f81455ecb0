"""What anyone reads without an account: the years published, one of them, its open data."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from quietude.comptes.acces import public
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photographie import town
from quietude.evaluation.publication import read_publication
from quietude.evaluation.publication_donnees import COLONNES, to_csv
from quietude.evaluation.publiees import find_published, list_published, mark_of
from quietude.socle.tableur import MIME


def _mark(request: HttpRequest, strategie: str, annee: int) -> str | None:
    return mark_of(strategie, annee)


def _published(strategie: str, annee: int) -> EvaluationAnnuelle:
    found = find_published(strategie, annee)
    if found is None:
        raise Http404
    return found


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    """Asked again each time, so that what is withdrawn is gone at once, archives included."""
    patch_cache_control(response, public=True, no_cache=True)
    response["X-Robots-Tag"] = "noarchive"
    return response


def _show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The same page for everyone: no account, no cookie."""
    shown = {**context, "csrf_token": "", "user": None}
    return _kept_nowhere(render(request, f"evaluation/{template}", shown))


@public
@require_safe
def publiques(request: HttpRequest) -> HttpResponse:
    """The years that were published, the last one first."""
    context = {"evaluations": list_published(), "ville": town()}
    return _show(request, "publiques.html", context)


@public
@require_safe
@condition(etag_func=_mark)
def publique(request: HttpRequest, strategie: str, annee: int) -> HttpResponse:
    """One year, by the list of `publication`."""
    found = _published(strategie, annee)
    context = {
        "evaluation": found,
        "publication": read_publication(found),
        "colonnes": COLONNES,
    }
    return _show(request, "publique.html", context)


@public
@require_safe
@condition(etag_func=_mark)
def donnees(request: HttpRequest, strategie: str, annee: int) -> HttpResponse:
    """Its figures, to be used again under the open licence."""
    publication = read_publication(_published(strategie, annee))
    response = HttpResponse(to_csv(publication), content_type=MIME["csv"])
    name = f"evaluation-{strategie}-{annee}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept_nowhere(response)
