"""Rows in words: the columns of a register, its totals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Sum

from quietude.registres.enums import Cumul, TypeChamp
from quietude.registres.libelles import with_unit
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
            export=(lambda row: row.debut) if registre.au_fil else None,
            tri="fin",
            lien=lambda row: row.get_absolute_url(),
        ),
        Colonne("organisation", "Fourni par", valeur=lambda row: str(row.organisation)),
    ]
    for champ in registre.champs.all():
        words = reader_of(champ, known)
        columns.append(
            Colonne(
                f"champ_{champ.code}",
                with_unit(champ.libelle, champ.unite),
                valeur=words,
                nombre=champ.est_nombre,
                export=partial(exported, champ) if (exported := _typer(champ)) else words,
            )
        )
    if not registre.au_fil:
        columns.append(Colonne("neant", NEANT, valeur=lambda row: "oui" if row.neant else ""))
    return columns


def words_of(registre: Registre, row: Entree) -> list[tuple[str, str]]:
    """Each field and what the row says of it."""
    known = Listes()
    return [
        (with_unit(champ.libelle, champ.unite), reader_of(champ, known)(row) or "—")
        for champ in registre.champs.all()
    ]


def reader_of(champ: Champ, known: Listes) -> Callable[[Entree], str]:
    """What a row says of a field, in words; nothing when it says nothing."""
    if champ.est_nombre:
        return lambda row: "" if (said := _typed(champ, row)) is None else nombre(said)
    if champ.type == TypeChamp.DATE:
        return lambda row: jour(said) if (said := _day(champ, row)) else ""
    labels = {row.code: row.libelle for row in known.of(champ)}
    return lambda row: labels.get(_raw(champ, row), _raw(champ, row))


def _raw(champ: Champ, row: Entree) -> str:
    return str(row.valeurs.get(champ.code, ""))


def _typed(champ: Champ, row: Entree) -> Decimal | None:
    said = _raw(champ, row)
    return Decimal(said) if said else None


def _day(champ: Champ, row: Entree) -> date | None:
    said = _raw(champ, row)
    return date.fromisoformat(said) if said else None


def _typer(champ: Champ) -> Callable[[Champ, Entree], Any] | None:
    """What a spreadsheet reads as a number or a date; the rest is exported in words."""
    if champ.est_nombre:
        return _typed
    return _day if champ.type == TypeChamp.DATE else None


def totals_of(registre: Registre, rows: EntreeQuerySet) -> list[Total]:
    """The sums of the rows shown, of the fields that add up."""
    fields = [champ for champ in registre.champs.all() if champ.cumul == Cumul.SOMME]
    if not fields:
        return []
    asked: dict[str, Any] = {f"_t{rank}": Sum(number_of(c)) for rank, c in enumerate(fields)}
    found = rows.order_by().aggregate(**asked)
    return [
        Total(with_unit(champ.libelle, champ.unite), nombre(found[f"_t{rank}"] or 0))
        for rank, champ in enumerate(fields)
    ]
