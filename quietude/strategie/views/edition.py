"""Placeholder until its pages are written."""

from django.http import Http404, HttpResponse

from quietude.comptes.acces import Requete, acces


@acces()
def strategie_etat(request: Requete, code: str) -> HttpResponse:
    raise Http404


@acces()
def fiche_creer(request: Requete, code: str) -> HttpResponse:
    raise Http404


@acces()
def fiche_section_edit(request: Requete, code: str, numero: int, section: str) -> HttpResponse:
    raise Http404


@acces()
def fiche_brouillon(request: Requete, code: str, numero: int, section: str) -> HttpResponse:
    raise Http404


@acces()
def fiche_avancement(request: Requete, code: str, numero: int) -> HttpResponse:
    raise Http404
