"""Placeholder until its pages are written."""

from django.http import Http404, HttpResponse

from quietude.comptes.acces import Requete, acces


@acces()
def fiche_historique(request: Requete, code: str, numero: int) -> HttpResponse:
    raise Http404
