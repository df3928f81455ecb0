"""One way to answer with a page: the whole, or the part that htmx asked for."""

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx will swap a part: not a boosted link, not the history coming back."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only `fragment` (which the page includes) for an htmx request.

    Pending messages go along with a fragment, as an out-of-band swap.
    """
    if fragment is None or not wants_fragment(request):
        response = render(request, template, context, status=status)
    else:
        response = render(request, fragment, context, status=status)
        if len(get_messages(request)):
            response.write(render_to_string("socle/_messages_oob.html", {}, request))
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response
