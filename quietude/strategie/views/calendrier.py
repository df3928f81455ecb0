"""Placeholder until its pages are written."""

from django.http import Http404, HttpResponse

from quietude.comptes.acces import Requete, acces


@acces()
def calendrier(request: Requete, code: str) -> HttpResponse:
    raise Http404
