"""Which vintage a file is: geography of its codes, day of its production."""

import re
from dataclasses import dataclass
from datetime import date

from quietude.observatoire.imports.rapport import Refus
from quietude.socle.formats import jour

_DONNE = re.compile(r"(\d{4})(?:\D+(\d{4}-\d{2}-\d{2}))?")
_GEOGRAPHIE = re.compile(r"geographie[-_ ]?(\d{4})")
_PRODUCTION = re.compile(r"produit[-_ ]le[-_ ]?(\d{4}-\d{2}-\d{2})")
_MAL_DONNE = (
    "Le millésime se donne par l’année de la géographie, suivie si possible du jour de "
    "production : « 2025 » ou « 2025-2026-02-03 »."
)


@dataclass(frozen=True)
class Millesime:
    """`rang` sorts: "2025-2026-02-03" comes after "2025"."""

    rang: str
    libelle: str


def vintage_of(nom: str, geographie: int | None, donne: str, derniere: int) -> Millesime:
    """What the person says, else the header and the name of the file, else its last year.

    Refuses a vintage that the header contradicts.
    """
    said, day = _read(donne)
    if said and geographie and said != geographie:
        raise Refus(
            f"Le millésime donné est {said}, mais l’en-tête du fichier porte la géographie "
            f"de {geographie}. Corrigez l’un ou l’autre."
        )
    name = nom.lower()
    year = said or geographie or int(_first(_GEOGRAPHIE, name) or 0)
    day = day or _day(_first(_PRODUCTION, name))
    if not year:
        return Millesime(str(derniere), f"données jusqu’à {derniere}")
    if day is None:
        return Millesime(str(year), f"géographie {year}")
    return Millesime(f"{year}-{day:%Y-%m-%d}", f"géographie {year}, produit le {jour(day)}")


def _read(donne: str) -> tuple[int, date | None]:
    if not donne.strip():
        return 0, None
    found = _DONNE.fullmatch(donne.strip())
    day = _day(found[2]) if found else None
    if found is None or (found[2] and day is None):
        raise Refus(_MAL_DONNE)
    return int(found[1]), day


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
