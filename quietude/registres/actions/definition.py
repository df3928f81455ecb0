"""Shape the registers: each change makes a new whole definition, checked, then written."""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Max
from pydantic import ValidationError

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.registres.libelles import CODES_REGISTRE
from quietude.registres.models import Registre
from quietude.registres.pack import PackChamp, PackRegistre
from quietude.registres.pack_section import read_registre, rewrite_registre
from quietude.registres.rules import can_define_registre
from quietude.registres.rules_definition import can_delete_registre
from quietude.socle.pack.champs import PackModel
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require

# What the page of the register itself amends; its fields have their own actions.
ENTETE = frozenset(
    {"nom", "definition", "depuis", "jusqu_au", "delai", "nominatif", "seuil"}
    | {"frequence", "fournisseurs"}
)
_CONFLIT = (
    "Quelqu’un d’autre vient de modifier cette définition. Votre saisie est encore là : voyez "
    "l’historique, puis enregistrez de nouveau pour l’écrire par-dessus."
)


def fingerprint(item: PackModel) -> str:
    """What a definition said when a form was opened."""
    return sha256(item.model_dump_json().encode()).hexdigest()[:32]


def head_of(item: PackRegistre) -> PackRegistre:
    """The register without its fields, as its own form shows it."""
    return item.model_copy(update={"champs": []})


@action
def create_registre(*, actor: Utilisateur, item: PackRegistre) -> Registre:
    """Open a register. ActionImpossible when its code is taken or it makes no sense."""
    require(can_define_registre(actor))
    if item.code in CODES_REGISTRE or Registre.objects.filter(code=item.code).exists():
        raise ActionImpossible(f"Le code « {item.code} » est déjà pris : donnez-en un autre.")
    last = Registre.objects.aggregate(last=Max("ordre"))["last"]
    return rewrite_registre(Registre(ordre=0 if last is None else last + 1), item)


@action
def amend_registre(
    *, actor: Utilisateur, registre: Registre, empreinte: str, valeurs: Mapping[str, Any]
) -> Registre:
    """Change what a register says of itself and its providers, not its fields.

    Raises ConflitDeVersion when it says something else than when the form was opened.
    """
    unknown = set(valeurs) - ENTETE
    if unknown:
        raise ActionImpossible(f"Donnée étrangère au registre : {', '.join(sorted(unknown))}.")

    def changed(item: PackRegistre) -> PackRegistre:
        if fingerprint(head_of(item)) != empreinte:
            raise ConflitDeVersion(_CONFLIT)
        return _with(item, **valeurs)

    return _rewrite(actor, registre, changed)


@action
def add_champ(*, actor: Utilisateur, registre: Registre, champ: PackChamp) -> Registre:
    """Ask for one more thing, after the others."""
    return _rewrite(actor, registre, lambda item: _with(item, champs=[*item.champs, champ]))


@action
def amend_champ(
    *, actor: Utilisateur, registre: Registre, code: str, empreinte: str, champ: PackChamp
) -> Registre:
    """Change one field; its code stays. Raises ConflitDeVersion like `amend_registre`."""

    def changed(row: PackChamp) -> PackChamp:
        if fingerprint(row) != empreinte:
            raise ConflitDeVersion(_CONFLIT)
        return champ.model_copy(update={"code": code})

    return _change_champ(actor, registre, code, changed)


@action
def close_champ(
    *, actor: Utilisateur, registre: Registre, code: str, jusqu_au: date | None
) -> Registre:
    """Ask for a field until that day, included; without a day, ask for it again."""
    return _change_champ(
        actor, registre, code, lambda row: row.model_copy(update={"jusqu_au": jusqu_au})
    )


@action
def move_champ(*, actor: Utilisateur, registre: Registre, code: str, avant: bool) -> Registre:
    """Put a field one place up (`avant`) or down; at the end of the list, nothing moves."""

    def moved(item: PackRegistre) -> PackRegistre:
        rows = list(item.champs)
        rank = _rank(item, code)
        target = min(max(rank + (-1 if avant else 1), 0), len(rows) - 1)
        rows.insert(target, rows.pop(rank))
        return _with(item, champs=rows)

    return _rewrite(actor, registre, moved)


@action
def remove_champ(*, actor: Utilisateur, registre: Registre, code: str) -> Registre:
    """Take away a field that no row has filled in."""

    def without(item: PackRegistre) -> PackRegistre:
        rank = _rank(item, code)
        return _with(item, champs=[row for i, row in enumerate(item.champs) if i != rank])

    return _rewrite(actor, registre, without)


@action
def copy_registre(
    *, actor: Utilisateur, registre: Registre, nom: str, code: str, depuis: date
) -> Registre:
    """Open another register with the same fields and providers, and no row."""
    item = read_registre(Registre.objects.described().get(pk=registre.pk))
    fresh = _with(
        item,
        nom=nom,
        code=code,
        depuis=depuis,
        jusqu_au=None,
        fournisseurs=[{"organisation": row.organisation} for row in item.fournisseurs],
    )
    return create_registre(actor=actor, item=fresh)


@action
def delete_registre(*, actor: Utilisateur, registre: Registre) -> None:
    """Remove a register that has no row."""
    locked = Registre.objects.select_for_update().get(pk=registre.pk)
    require(can_delete_registre(actor, locked))
    locked.delete()


def _rewrite(
    actor: Utilisateur, registre: Registre, changed: Callable[[PackRegistre], PackRegistre]
) -> Registre:
    require(can_define_registre(actor))
    Registre.objects.select_for_update().get(pk=registre.pk)
    current = Registre.objects.described().get(pk=registre.pk)
    return rewrite_registre(current, changed(read_registre(current)))


def _change_champ(
    actor: Utilisateur,
    registre: Registre,
    code: str,
    changed: Callable[[PackChamp], PackChamp],
) -> Registre:
    def rewritten(item: PackRegistre) -> PackRegistre:
        rows = list(item.champs)
        rank = _rank(item, code)
        rows[rank] = changed(rows[rank])
        return _with(item, champs=rows)

    return _rewrite(actor, registre, rewritten)


def _rank(item: PackRegistre, code: str) -> int:
    for rank, row in enumerate(item.champs):
        if row.code == code:
            return rank
    raise ActionImpossible("Ce champ n’est plus dans le registre.")


def _with(item: PackRegistre, **changes: Any) -> PackRegistre:
    """The definition with these changes, read again from the start."""
    rows = {
        name: [row.model_dump() if isinstance(row, PackModel) else row for row in value]
        if isinstance(value, list)
        else value
        for name, value in changes.items()
    }
    try:
        return PackRegistre.model_validate({**item.model_dump(), **rows})
    except ValidationError as error:
        where = error.errors()[0]
        raise ActionImpossible(f"Donnée refusée : {where['loc'][-1]}.") from error
