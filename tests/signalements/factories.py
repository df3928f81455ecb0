"""Builders of fictional reports, signed by the system."""

from datetime import date
from itertools import count
from typing import Any

from quietude.signalements.actions.saisie import Recit
from quietude.signalements.models import Categorie, Fait, Signalement
from quietude.signalements.situation import Situation
from tests.strategie.factories import write

_serial = count(1)
RUE = "12 rue des Essais"


def make_categorie(
    code: str = "", *, parent: Categorie | None = None, **fields: Any
) -> Categorie:
    """A sub-kind, under a kind of its own when none is given."""
    code = code or f"genre-{next(_serial)}"
    above = parent or write(Categorie, code=f"{code}-famille", libelle=f"Famille {code}")
    return write(Categorie, code=code, libelle=f"Genre {code}", **{"parent": above, **fields})


def make_fait(code: str = "nuit", **fields: Any) -> Fait:
    return write(Fait, code=code, libelle=f"Fait {code}", **fields)


def make_recit(categorie: Categorie | None = None, **fields: Any) -> Recit:
    values = {"situation": Situation(adresse=RUE), **fields}
    return Recit(categorie or make_categorie(), **values)


def make_signalement(categorie: Categorie | None = None, **fields: Any) -> Signalement:
    """As it is stored, whatever the actions would say."""
    day = fields.get("fait_le", date(2025, 3, 4))
    values = {"canal": "telephone", "adresse": RUE, "fait_le": day, "dernier_fait_le": day}
    return write(Signalement, categorie=categorie or make_categorie(), **{**values, **fields})
