"""Placeholder until its pages are written."""

from django.http import Http404, HttpResponse

from quietude.comptes.acces import Requete, acces


@acces()
def partenaires(request: Requete, code: str) -> HttpResponse:
    raise Http404


@acces()
def par_partenaire(request: Requete, code: str, organisation: str) -> HttpResponse:
    raise Http404


@acces()
def mes_engagements(request: Requete, **kwargs: object) -> HttpResponse:
    raise Http404
