"""Placeholder until its pages are written."""

from django.http import Http404, HttpResponse

from quietude.comptes.acces import Requete, acces


@acces()
def arbre(request: Requete, code: str = "") -> HttpResponse:
    raise Http404


@acces()
def fiches(request: Requete, code: str) -> HttpResponse:
    raise Http404


@acces()
def fiche(request: Requete, code: str, numero: int) -> HttpResponse:
    raise Http404
