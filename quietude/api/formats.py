"""The two formats of Open311: XML, and JSON read off it by the Spark convention."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as Arbre

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
        body = json.dumps(_plain(valeur), ensure_ascii=False)
    else:
        body = Arbre.tostring(_element(racine, valeur), "unicode", short_empty_elements=True)
        body = f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'
    return HttpResponse(body, f"{FORMATS[forme]}; charset=utf-8", status)


def _plain(value: Any) -> Any:
    if isinstance(value, Liste):
        return [_plain(one) for one in value.elements]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return utc(value) if isinstance(value, datetime) else value


def _element(name: str, value: Any) -> Arbre.Element:
    found = Arbre.Element(name)
    if isinstance(value, Liste):
        found.extend(_element(value.enfant, one) for one in value.elements)
    elif isinstance(value, dict):
        found.extend(_element(key, one) for key, one in value.items())
    elif isinstance(value, bool):
        found.text = "true" if value else "false"
    elif value is not None:
        text = utc(value) if isinstance(value, datetime) else str(value)
        found.text = _ILLISIBLE.sub("", text)
    return found


def utc(moment: datetime) -> str:
    """2026-11-26T12:00:00Z, whatever the zone it comes in."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
