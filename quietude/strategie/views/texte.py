"""Placeholder until its pages are written."""

from django.http import Http404, HttpResponse

from quietude.comptes.acces import Requete, acces


@acces()
def texte(request: Requete, code: str) -> HttpResponse:
    raise Http404


@acces()
def chapitre(request: Requete, code: str, chapitre: str) -> HttpResponse:
    raise Http404


@acces()
def protocole(request: Requete, code: str, protocole: str) -> HttpResponse:
    raise Http404
