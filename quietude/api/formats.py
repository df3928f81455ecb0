"""The two formats of Open311: XML, and JSON read off it by the Spark convention."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse

FORMATS = {"xml": "text/xml", "json": "application/json"}
_ILLISIBLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Liste:
    """An array in JSON; in XML an element of `enfant` elements."""

    enfant: str
    elements: Sequence[Any]


def respond(forme: str, racine: str, valeur: Any, status: int = 200) -> HttpResponse:
    """`valeur` (a dict, a Liste or a scalar) under the root element `racine`."""
    if forme == "json":
        body = json.dumps(valeur, ensure_ascii=False, default=_plain)
    else:
        # Written straight: a thousand requests are seventeen thousand elements.
        written = _ILLISIBLE.sub("", _element(racine, valeur))
        body = f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'
    return HttpResponse(body, f"{FORMATS[forme]}; charset=utf-8", status)


def _plain(value: Any) -> Any:
    """What JSON does not know by itself."""
    return utc(value) if isinstance(value, datetime) else list(value.elements)


def _element(name: str, value: Any) -> str:
    """`name` is one of ours; whatever stands inside may come from anyone."""
    if value is None:
        return f"<{name} />"
    if isinstance(value, dict):
        inside = "".join([_element(key, one) for key, one in value.items()])
    elif isinstance(value, Liste):
        inside = "".join([_element(value.enfant, one) for one in value.elements])
    elif isinstance(value, bool):
        inside = "true" if value else "false"
    else:
        inside = escape(utc(value) if isinstance(value, datetime) else str(value))
    return f"<{name}>{inside}</{name}>"


def utc(moment: datetime) -> str:
    """2026-11-26T12:00:00Z, whatever the zone it comes in."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
