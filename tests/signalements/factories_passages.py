"""Builders of fictional passages, signed by the system."""

from datetime import date, time
from itertools import count
from typing import Any

from quietude.signalements.enums import ListePassage
from quietude.signalements.models import ChoixPassage, Passage
from tests.strategie.factories import write

_serial = count(1)


def make_choix(code: str = "", **fields: Any) -> ChoixPassage:
    """A kind of passage; a gesture when `liste` says so."""
    code = code or f"mot-{next(_serial)}"
    values = {"liste": ListePassage.NATURE, "libelle": f"Mot {code}", **fields}
    return write(ChoixPassage, code=code, **values)


def make_geste(code: str = "dialogue", **fields: Any) -> ChoixPassage:
    return make_choix(code, liste=ListePassage.GESTE, **fields)


def make_passage(nature: ChoixPassage | None = None, **fields: Any) -> Passage:
    """As it is stored, whatever the actions would say."""
    values = {
        "jour": date(2025, 3, 4),
        "heure": time(18, 30),
        "affluence": "2",
        "adresse": "3 rue des Essais",
        **fields,
    }
    return write(Passage, nature=nature or make_choix(), **values)
