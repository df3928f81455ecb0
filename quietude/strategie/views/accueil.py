"""Placeholder until its pages are written."""

from django.http import Http404, HttpResponse

from quietude.comptes.acces import Requete, acces


@acces()
def accueil(request: Requete, **kwargs: object) -> HttpResponse:
    raise Http404
