"""Text as French print wants it, and only characters that a file can hold."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from quietude.socle.formats import FINE, INSECABLE, jour_court, nombre

# Control, surrogate, private and unassigned characters have no place in a printed document;
# invisible format characters (zero-width, direction) have no glyph.
_SANS_GLYPHE = {"Cc", "Cs", "Co", "Cn", "Cf"}
_VARIANTES = range(0xFE00, 0xFE10)

_REGLES = (
    (re.compile(r"(?<=\S)[ \u00a0](?=[;!?](?:\s|$|[»)\]]))"), FINE),
    (re.compile(r"(?<=\S)[ \u202f](?=:(?:\s|$))"), INSECABLE),
    (re.compile(r"(?<=\d)[ \u00a0](?=[%‰€])"), FINE),
    (re.compile(r"(?<=«)[ \u202f]"), INSECABLE),
    (re.compile(r"[ \u202f](?=»)"), INSECABLE),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)


def clean(text: str) -> str:
    """Drop what no font shows and no XML file accepts; keep line ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        char
        for char in text.replace("\t", " ")
        if char == "\n"
        or (unicodedata.category(char) not in _SANS_GLYPHE and ord(char) not in _VARIANTES)
    )


def french(text: str) -> str:
    """Clean text with French spaces before ; : ! ? % » and the curved apostrophe."""
    text = clean(text)
    for pattern, replacement in _REGLES:
        text = pattern.sub(replacement, text)
    return text


def number(value: int | Decimal) -> str:
    """1 234,50: with the decimals that it was given."""
    if isinstance(value, int):
        return nombre(value)
    exponent = value.as_tuple().exponent
    return nombre(value, max(0, -exponent) if isinstance(exponent, int) else None)


def cell(value: str | int | Decimal | date | None) -> str:
    """A table cell as printed."""
    if value is None:
        return ""
    if isinstance(value, date):
        return jour_court(value)
    if isinstance(value, int | Decimal):
        return number(value)
    return french(value)
