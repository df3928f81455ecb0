"""The parts in which a sheet is edited, each a slice of the sheet as a pack describes it.

One shape for packs, forms and drafts: what the coordinator saves goes through the same
validation and the same writing as what a pack loads.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quietude.strategie.pack import PackFiche


@dataclass(frozen=True)
class Partie:
    """One part: its name, the fields of PackFiche that it holds, its anchor on the page.

    `par_mesure` names the rows that measures have too: they are edited together.
    """

    code: str
    titre: str
    champs: tuple[str, ...]
    ancre: str
    par_mesure: str = ""


PARTIES: dict[str, Partie] = {
    partie.code: partie
    for partie in (
        Partie("constat", "Constat", ("constat",), "constat"),
        Partie("objectif", "Titre et objectif", ("titre", "objectif", "but"), "objectif"),
        Partie("contenu", "Contenu", ("contenu",), "contenu-action"),
        Partie("mesures", "Mesures", ("mesures",), "mesures"),
        Partie("cadre", "Cadre légal", ("cadre",), "cadre", par_mesure="cadre"),
        Partie(
            "acteurs",
            "Acteurs, publics, secteurs",
            ("pilotes", "partenaires", "partenaires_mention", "publics", "secteurs"),
            "acteurs",
        ),
        Partie("calendrier", "Calendrier", ("debut", "fin", "jalons"), "calendrier"),
        Partie("financements", "Financements", ("financements",), "financements"),
        Partie(
            "indicateurs",
            "Indicateurs et évaluation",
            ("indicateurs", "evaluation"),
            "indicateurs",
            par_mesure="indicateurs",
        ),
        Partie("documents", "Documents", ("documents",), "documents"),
        Partie("liens", "Liens avec d'autres actions", ("liens",), "liens"),
    )
}


def part_at(endroit: Iterable[str | int]) -> Partie | None:
    """The part that holds this place of the file of a sheet."""
    steps = [step for step in endroit if isinstance(step, str)]
    for partie in PARTIES.values():
        if partie.par_mesure and partie.par_mesure in steps:
            return partie
    return next((p for p in PARTIES.values() if steps and steps[0] in p.champs), None)


def slice_of(fiche: PackFiche, partie: Partie) -> dict[str, Any]:
    """The plain data of one part; rows shared with the measures say which ("mesure")."""
    data = fiche.model_dump(include=set(partie.champs))
    if partie.par_mesure:
        data[partie.par_mesure] = _with_measures(fiche, partie.par_mesure)
    return data


def _with_measures(fiche: PackFiche, name: str) -> list[dict[str, Any]]:
    """Rows of the whole sheet, then of each measure by its number."""
    holders = [(None, fiche), *((mesure.numero, mesure) for mesure in fiche.mesures)]
    return [
        {**row.model_dump(), "mesure": numero}
        for numero, holder in holders
        for row in getattr(holder, name)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat()


def fingerprint(fiche: PackFiche, partie: Partie) -> str:
    """What a part says, in 64 signs: two editors of one part collide, of two parts do not."""
    text = json.dumps(slice_of(fiche, partie), default=_plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def lines_of(fiche: PackFiche, partie: Partie) -> list[str]:
    """The part as lines of text, to be compared by a reader."""
    lines: list[str] = []
    for name, value in slice_of(fiche, partie).items():
        lines.extend(_lines(name, value))
    return lines


def _lines(name: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [line for row in value for line in _lines(name, row)]
    if isinstance(value, dict):
        said = [f"{key} : {_one_line(inner)}" for key, inner in value.items() if inner]
        return [" ; ".join(said)]
    text = "" if value is None else str(value)
    return text.splitlines() if name in {"constat", "but", "contenu", "evaluation"} else [text]


def _one_line(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_one_line(inner) for inner in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_one_line(inner)}" for key, inner in value.items() if inner)
    return " ".join(str(value).split())
