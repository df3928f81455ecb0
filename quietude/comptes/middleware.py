"""Writes made by the sign-in library are signed too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting

_ECHEC = 500


class _Echec(Exception):
    """Carries the error page out of the transaction, so that nothing half-done is kept."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


class JournalDesComptes:
    """Sign what allauth writes under /compte/ with the person at the keyboard."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith("/compte/"):
            return self.get_response(request)
        actor = request.user if isinstance(request.user, Utilisateur) else None
        try:
            with acting(actor, "comptes.formulaire"):
                response = self.get_response(request)
                if response.status_code >= _ECHEC:
                    raise _Echec(response)
        except _Echec as failure:
            return failure.response
        return response
