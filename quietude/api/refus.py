"""What an application is answered when it asks wrongly, as the specification says."""

from collections.abc import Callable, Collection
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from quietude.api.formats import Liste, respond
from quietude.socle.debit import client_of, hits

PAR_MINUTE = 120
MINUTE = 60
FORMULAIRES = {"application/x-www-form-urlencoded", "multipart/form-data"}
_ILLISIBLE = (
    "Cette demande ne se lit pas : des champs de formulaire en UTF-8, mille au plus, 2,5 Mo "
    "au plus (Content-Type : application/x-www-form-urlencoded)."
)


class Refus(Exception):
    """An HTTP status and what was wrong, in words shown to the user."""

    def __init__(self, status: int, *dits: str) -> None:
        super().__init__(*dits)
        self.status, self.dits = status, dits

    def response(self, forme: str) -> HttpResponse:
        rows = [{"code": self.status, "description": said} for said in self.dits]
        return respond(forme, "errors", Liste("error", rows), self.status)


def open311(
    *methods: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Check the method, the pace, the body and the jurisdiction; answer every refusal in the
    format asked for. A key signs what is sent, no cookie does: nothing to forge from a page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answered(
            request: HttpRequest, *args: Any, forme: str, **kwargs: Any
        ) -> HttpResponse:
            try:
                _check(request, methods)
                response = view(request, *args, forme=forme, **kwargs)
            except Refus as refusal:
                response = refusal.response(forme)
                if refusal.status == HTTPStatus.METHOD_NOT_ALLOWED:
                    response["Allow"] = ", ".join(methods)
            response["Access-Control-Allow-Origin"] = "*"
            return response

        return answered

    return decorate


def _check(request: HttpRequest, methods: Collection[str]) -> None:
    if hits("open311-lire", client_of(request), MINUTE) > PAR_MINUTE:
        raise Refus(429, "Trop de demandes en une minute : attendez, puis recommencez.")
    if request.method not in methods:
        raise Refus(405, f"Cette adresse répond à {' et '.join(methods)}.")
    queries = _queries(request)
    said = [text for query in queries for _, texts in query.lists() for text in texts]
    if any("\0" in text for text in [request.path, *said]):  # no base keeps it
        raise Refus(400, "Un caractère nul ne se transmet pas.")
    ours = settings.QUIETUDE_JURIDICTION
    for asked in [query.get("jurisdiction_id") for query in queries]:
        if asked and ours and asked != ours:
            raise Refus(404, f"jurisdiction_id : « {asked[:80]} » n’est pas servi ici.")


def _queries(request: HttpRequest) -> list[QueryDict]:
    """What the address says, then the body when there is one."""
    try:
        if request.method != "POST":
            return [request.GET]
        if request.content_type not in FORMULAIRES:
            raise Refus(400, _ILLISIBLE)
        return [request.GET, request.POST]
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        raise Refus(400, _ILLISIBLE) from None
