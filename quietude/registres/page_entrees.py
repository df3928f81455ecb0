"""Rows in words: the columns of a register, its totals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Sum

from quietude.registres.enums import Cumul, TypeChamp
from quietude.registres.mesures import Listes, number_of
from quietude.registres.models import Champ, Entree, Registre
from quietude.registres.querysets import EntreeQuerySet
from quietude.socle.formats import jour, nombre
from quietude.socle.grille import Colonne

NEANT = "Rien à signaler"


@dataclass(frozen=True)
class Total:
    libelle: str
    valeur: str


def columns_of(registre: Registre) -> list[Colonne]:
    """Who, when, then each field of the register, closed ones included."""
    known = Listes()
    columns = [
        Colonne(
            "periode",
            "Date" if registre.au_fil else "Période",
            valeur=lambda row: row.periode.libelle,
            tri="fin",
            lien=lambda row: row.get_absolute_url(),
        ),
        Colonne("organisation", "Fourni par", valeur=lambda row: str(row.organisation)),
    ]
    for champ in registre.champs.all():
        words = _reader(champ, known)
        columns.append(
            Colonne(
                f"champ_{champ.code}",
                champ.libelle,
                valeur=words,
                nombre=champ.est_nombre,
                export=partial(_typed, champ) if champ.est_nombre else words,
            )
        )
    if not registre.au_fil:
        columns.append(
            Colonne("neant", "Remarque", valeur=lambda row: NEANT if row.neant else "")
        )
    return columns


def words_of(registre: Registre, row: Entree) -> list[tuple[str, str]]:
    """Each field and what the row says of it."""
    known = Listes()
    return [
        (champ.libelle, _reader(champ, known)(row) or "—") for champ in registre.champs.all()
    ]


def _reader(champ: Champ, known: Listes) -> Callable[[Entree], str]:
    if champ.est_nombre:
        unit = f" {champ.unite}" if champ.unite else ""
        return lambda row: (
            f"{nombre(said)}{unit}" if (said := _typed(champ, row)) is not None else ""
        )
    if champ.type == TypeChamp.DATE:
        return lambda row: jour(date.fromisoformat(said)) if (said := _raw(champ, row)) else ""
    labels = {row.code: row.libelle for row in known.of(champ)}
    return lambda row: labels.get(_raw(champ, row), _raw(champ, row))


def _number_in_words(champ: Champ, row: Entree) -> str:
    said = _typed(champ, row)
    return "" if said is None else f"{nombre(said)} {champ.unite}".strip()


def _raw(champ: Champ, row: Entree) -> str:
    return str(row.valeurs.get(champ.code, ""))


def _typed(champ: Champ, row: Entree) -> Decimal | None:
    said = _raw(champ, row)
    return Decimal(said) if said else None


def totals_of(registre: Registre, rows: EntreeQuerySet) -> list[Total]:
    """The sums of the rows shown, of the fields that add up."""
    fields = [champ for champ in registre.champs.all() if champ.cumul == Cumul.SOMME]
    if not fields:
        return []
    asked: dict[str, Any] = {f"_t{rank}": Sum(number_of(c)) for rank, c in enumerate(fields)}
    found = rows.order_by().aggregate(**asked)
    return [
        Total(f"{champ.libelle}", f"{nombre(found[f'_t{rank}'] or 0)} {champ.unite}".strip())
        for rank, champ in enumerate(fields)
    ]
