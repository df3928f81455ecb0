"""What an application is answered when it asks wrongly, as the specification says."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from quietude.api.formats import Liste, respond
from quietude.socle.debit import client_of, hits

PAR_MINUTE = 120
MINUTE = 60


class Refus(Exception):
    """An HTTP status and what was wrong, in words shown to the user."""

    def __init__(self, status: int, *dits: str) -> None:
        super().__init__(*dits)
        self.status, self.dits = status, dits

    def response(self, forme: str) -> HttpResponse:
        rows = [{"code": self.status, "description": said} for said in self.dits]
        return respond(forme, "errors", Liste("error", rows), self.status)


def open311(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Check the jurisdiction and the pace, answer refusals in the format asked for."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, forme: str, **kwargs: Any) -> HttpResponse:
        try:
            _check(request)
            response = view(request, *args, forme=forme, **kwargs)
        except Refus as refusal:
            response = refusal.response(forme)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


def _check(request: HttpRequest) -> None:
    query = request.POST if request.method == "POST" else request.GET
    said = [request.path, *(text for _, texts in query.lists() for text in texts)]
    if any("\0" in text for text in said):  # no base keeps it
        raise Refus(400, "Un caractère nul ne se transmet pas.")
    asked = query.get("jurisdiction_id")
    ours = settings.QUIETUDE_JURIDICTION
    if asked and ours and asked != ours:
        raise Refus(404, f"jurisdiction_id : « {asked[:80]} » n’est pas servi ici.")
    if hits("open311-lire", client_of(request), MINUTE) > PAR_MINUTE:
        raise Refus(429, "Trop de demandes en une minute : attendez, puis recommencez.")
