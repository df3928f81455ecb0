"""What a new definition of a register must not do: make no sense, or betray its rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from django.db.models import QuerySet

from quietude.registres.enums import NOMBRES
from quietude.registres.libelles import CODES_CHAMP, check_libelle
from quietude.registres.models import Champ, Choix, Entree, Registre
from quietude.registres.pack import PackChamp, PackRegistre
from quietude.socle.formats import jour
from quietude.socle.regles import ActionImpossible


class Date(Protocol):
    """What holds between two days."""

    @property
    def depuis(self) -> date | None: ...
    @property
    def jusqu_au(self) -> date | None: ...


def check_sense(item: PackRegistre) -> None:
    """ActionImpossible on a definition that stands by no register, whatever its rows."""
    _check_codes([row.code for row in item.champs], "champ")
    _check_codes([row.organisation for row in item.fournisseurs], "fournisseur")
    _check_dates(item, f"Le registre « {item.nom} »")
    for row in item.fournisseurs:
        _check_dates(row, f"Le fournisseur « {row.organisation} »")
    for champ in item.champs:
        _check_champ_alone(champ)


def _check_champ_alone(champ: PackChamp) -> None:
    name = f"Le champ « {champ.libelle} »"
    if champ.code in CODES_CHAMP:
        raise ActionImpossible(
            f"{name} ne peut pas porter le code « {champ.code} » : il sert déjà ailleurs."
        )
    allowed = check_libelle(champ.libelle, nombre=champ.type in NOMBRES)
    if not allowed:
        raise ActionImpossible(allowed.motif)
    _check_codes([row.code for row in champ.choix], "choix")
    _check_dates(champ, name)
    for choix in champ.choix:
        _check_dates(choix, f"« {choix.libelle} »")
    if None not in (champ.minimum, champ.maximum) and champ.minimum > champ.maximum:  # type: ignore[operator]  # both told
        raise ActionImpossible(f"{name} : le minimum dépasse le maximum.")


def _check_codes(codes: Sequence[str], what: str) -> None:
    twice = [code for code, times in Counter(codes).items() if times > 1]
    if twice:
        raise ActionImpossible(f"Deux fois le même {what} : « {twice[0]} ».")


def _check_dates(row: Date, name: str) -> None:
    if row.depuis and row.jusqu_au and row.jusqu_au < row.depuis:
        raise ActionImpossible(f"{name} : la date de fin précède la date de début.")


def check_amendment(registre: Registre, item: PackRegistre | None) -> None:
    """ActionImpossible when rows already say what the new definition would take away."""
    entries = Entree.objects.filter(registre=registre)
    if not entries.exists():
        return
    name = f"Le registre « {registre.nom} »"
    if item is None:
        raise ActionImpossible(
            f"{name} a des entrées : fermez-le par une date plutôt que de le retirer."
        )
    if item.frequence != registre.frequence:
        raise ActionImpossible(
            f"{name} a des entrées : sa fréquence ne change plus. Fermez-le et ouvrez-en un "
            "autre."
        )
    _check_days(entries, registre, item, name)
    _check_providers(entries, registre, item)
    wanted = {champ.code: champ for champ in item.champs}
    for champ in registre.champs.all():
        _check_champ(entries, champ, wanted.get(champ.code))


def _check_providers(entries: QuerySet[Entree], registre: Registre, item: PackRegistre) -> None:
    kept = {row.organisation for row in item.fournisseurs}
    for row in registre.fournit.all():
        gone = row.organisation.code not in kept
        if gone and entries.filter(organisation=row.organisation_id).exists():
            raise ActionImpossible(
                f"« {row.organisation} » a remis des chiffres : fermez sa ligne par une date "
                "plutôt que de la retirer."
            )


def _check_champ(entries: QuerySet[Entree], champ: Champ, item: PackChamp | None) -> None:
    told = entries.filter(valeurs__has_key=champ.code)
    if item is None or item.type != champ.type or item.division != _division(champ):
        if told.exists():
            raise ActionImpossible(
                f"Le champ « {champ.libelle} » est renseigné dans des entrées : fermez-le par "
                "une date plutôt que de le retirer ou d’en changer le type."
            )
        return
    _check_days(told, champ, item, f"Le champ « {champ.libelle} »")
    kept = {choix.code: choix for choix in item.choix}
    for choix in champ.choix.all():
        used = told.filter(**{f"valeurs__{champ.code}": choix.code})
        if choix.code in kept:
            _check_days(used, choix, kept[choix.code], f"« {choix.libelle} »")
        elif used.exists():
            raise ActionImpossible(
                f"« {choix.libelle} » ({champ.libelle}) est choisi dans des entrées : fermez "
                "ce choix par une date plutôt que de le retirer."
            )


def _division(champ: Champ) -> str | None:
    return champ.division.code if champ.division else None


def _check_days(
    entries: QuerySet[Entree], row: Registre | Champ | Choix, item: Date, name: str
) -> None:
    """New dates leave no row outside."""
    for day in _outside(entries, row, item):
        raise ActionImpossible(
            f"{name} sert dans une entrée du {jour(day)}, hors des dates demandées : changez "
            "la date, ou corrigez d’abord cette entrée."
        )


def _outside(
    entries: QuerySet[Entree], row: Registre | Champ | Choix, item: Date
) -> Iterator[date]:
    rows = entries.order_by("debut").values_list("debut", flat=True)
    if item.depuis and item.depuis != row.depuis:
        yield from rows.filter(debut__lt=item.depuis)[:1]
    if item.jusqu_au and item.jusqu_au != row.jusqu_au:
        yield from rows.filter(debut__gt=item.jusqu_au).reverse()[:1]
