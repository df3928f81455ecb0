"""Builders of fictional registers, signed by the system."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from quietude.partenaires.models import Organisation
from quietude.registres.enums import NOMBRES, Cumul, Frequence, TypeChamp
from quietude.registres.models import Champ, Choix, Entree, Fournisseur, Registre
from quietude.socle.periodes import Periode
from tests.strategie.factories import write

_serial = count(1)


def make_registre(
    code: str = "",
    *,
    champs: Mapping[str, TypeChamp | Sequence[str]] | None = None,
    fournisseurs: Sequence[Organisation] = (),
    **fields: Any,
) -> Registre:
    """A register; a field given a list of codes is a choice among them."""
    code = code or f"registre-{next(_serial)}"
    values = {
        "nom": f"Registre {code}",
        "definition": "Des faits inventés.",
        "frequence": Frequence.MENSUELLE,
        "depuis": date(2014, 1, 1),
        **fields,
    }
    registre = write(Registre, code=code, **values)
    for rank, (name, kind) in enumerate((champs or {"nombre": TypeChamp.ENTIER}).items()):
        make_champ(registre, name, kind, ordre=rank)
    for organisation in fournisseurs:
        write(Fournisseur, registre=registre, organisation=organisation)
    return registre


def make_champ(
    registre: Registre, code: str, kind: TypeChamp | Sequence[str], **fields: Any
) -> Champ:
    """A field of this type, or a choice among these codes."""
    choices = [] if isinstance(kind, TypeChamp) else list(kind)
    type_ = kind if isinstance(kind, TypeChamp) else TypeChamp.CHOIX
    values = {
        "libelle": code.capitalize(),
        "type": type_,
        "cumul": Cumul.SOMME if type_ in NOMBRES else "",
        "obligatoire": False,
        **fields,
    }
    champ = write(Champ, registre=registre, code=code, **values)
    for rank, name in enumerate(choices):
        write(Choix, champ=champ, code=name, libelle=name.capitalize(), ordre=rank)
    return champ


def make_entree(
    registre: Registre, organisation: Organisation, periode: Periode, **valeurs: object
) -> Entree:
    """A row with these values, or nothing to report when there are none."""
    return write(
        Entree,
        registre=registre,
        organisation=organisation,
        debut=periode.debut,
        fin=periode.fin,
        valeurs={name: str(value) for name, value in valeurs.items()},
        neant=not valeurs,
    )
