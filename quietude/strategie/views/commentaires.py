"""Placeholder until its pages are written."""

from django.http import Http404, HttpResponse

from quietude.comptes.acces import Requete, acces


@acces()
def commentaire_add(request: Requete, code: str, numero: int) -> HttpResponse:
    raise Http404


@acces()
def commentaire_edit(request: Requete, code: str, numero: int, pk: int) -> HttpResponse:
    raise Http404


@acces()
def commentaire_remove(request: Requete, code: str, numero: int, pk: int) -> HttpResponse:
    raise Http404
