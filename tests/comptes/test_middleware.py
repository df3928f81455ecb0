"""What the sign-in library writes is signed, and undone when its page fails."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from quietude.comptes.middleware import JournalDesComptes
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace

pytestmark = pytest.mark.django_db


def rename(compte: Utilisateur, status: int, path: str = "/compte/x/") -> HttpResponse:
    """Post to `path` as this person; the page renames the account, then answers `status`."""

    def page(request: HttpRequest) -> HttpResponse:
        compte.nom = "Renommé (essai)"
        compte.save()
        return HttpResponse(status=status)

    request = RequestFactory().post(path)
    request.user = compte
    return JournalDesComptes(page)(request)


def test_a_write_of_the_library_is_signed(coordonnateur: Utilisateur) -> None:
    assert rename(coordonnateur, 302).status_code == 302
    trace = Trace.objects.latest("id")
    assert (trace.acteur, trace.action) == (coordonnateur, "comptes.formulaire")


def test_a_page_that_fails_leaves_nothing_half_done(coordonnateur: Utilisateur) -> None:
    before = coordonnateur.nom
    assert rename(coordonnateur, 500).status_code == 500
    coordonnateur.refresh_from_db()
    assert coordonnateur.nom == before


def test_before_sign_in_the_system_signs(coordonnateur: Utilisateur) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        coordonnateur.nom = "Renommé (essai)"
        coordonnateur.save()
        return HttpResponse()

    request = RequestFactory().post("/compte/connexion/")
    request.user = AnonymousUser()
    JournalDesComptes(page)(request)
    assert Trace.objects.latest("id").acteur is None
