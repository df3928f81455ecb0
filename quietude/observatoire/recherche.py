"""Which commune a person means by a code or a name, and what to propose when nobody knows."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from quietude.observatoire.models import CodeOfficiel
from quietude.observatoire.perimetres import NIVEAUX, current_commune
from quietude.observatoire.querysets import as_typed

_CODE = re.compile(r"\d[\dAB]\d{3}")
_PROCHES = 5
_RESSEMBLANCE = 0.7


@dataclass(frozen=True)
class Recherche:
    """The commune found, `ancienne` when a merged one led to it; else whom it could be."""

    commune: CodeOfficiel | None = None
    ancienne: CodeOfficiel | None = None
    homonymes: tuple[CodeOfficiel, ...] = ()
    proches: tuple[CodeOfficiel, ...] = ()


def find_commune(text: str) -> Recherche:
    """The only commune of this code or whole name, without accents, hyphens nor case."""
    asked = text.strip()
    if _CODE.fullmatch(asked.upper()):
        return _found(asked.upper())
    typed = as_typed(asked)
    if not typed:  # codes of old have no name any more
        return Recherche()
    rows = list(CodeOfficiel.objects.filter(niveau__in=NIVEAUX, cherche=typed).by_size())
    today = [row for row in rows if row.niveau == "commune"]
    named = today or rows
    if len(named) == 1:
        return _found(named[0].code)
    return Recherche(homonymes=tuple(named), proches=() if named else _near(typed))


def _found(code: str) -> Recherche:
    current = current_commune(code)
    if current is None or current.code == code:
        return Recherche(current)
    return Recherche(current, CodeOfficiel.objects.get(niveau="ancienne", code=code))


def _near(typed: str) -> tuple[CodeOfficiel, ...]:
    """Communes whose name looks like it, or begins so; the largest first."""
    communes = CodeOfficiel.objects.communes()
    names = communes.filter(cherche__startswith=typed[0]).values_list("cherche", flat=True)
    alike = get_close_matches(typed, set(names), _PROCHES, _RESSEMBLANCE)
    rows = [*communes.filter(cherche__in=alike).by_size(), *communes.named(typed)[:_PROCHES]]
    return tuple({row.code: row for row in rows}.values())[:_PROCHES]
