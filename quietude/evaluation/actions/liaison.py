"""What an indicator is read from."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from quietude.comptes.models import Utilisateur
from quietude.evaluation.liaison import fault_of
from quietude.evaluation.rules import can_bind, can_create_indicateur
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require
from quietude.strategie.models import FicheAction, Indicateur
from quietude.strategie.pack import PackSource
from quietude.strategie.packs.fiches import source_row

_ESSAIS = 1000


@action
def bind_source(
    *, actor: Utilisateur, indicateur: Indicateur, source: PackSource | None
) -> Indicateur:
    """Say what an indicator is read from, or that nothing is bound to it any more.

    ActionImpossible on a measure, a dimension, a value or a series that does not exist.
    """
    locked = Indicateur.objects.select_for_update(of=("self",)).get(pk=indicateur.pk)
    require(can_bind(actor, indicateur.fiche))
    if source and (fault := fault_of(source, indicateur.fiche.strategie.code)):
        raise ActionImpossible(fault)
    locked.source = source_row(source)
    locked.save(update_fields=["source"])
    return locked


@action
def create_indicateur(
    *, actor: Utilisateur, fiche: FicheAction, champs: Mapping[str, Any]
) -> Indicateur:
    """Add an indicator at the end of a sheet, under the next free code ("7.3")."""
    require(can_create_indicateur(actor))
    require(can_bind(actor, fiche))
    FicheAction.objects.select_for_update().get(pk=fiche.pk)
    last = fiche.indicateurs.aggregate(last=Max("ordre"))["last"]
    return Indicateur.objects.create(
        fiche=fiche, code=_free_code(fiche), ordre=0 if last is None else last + 1, **champs
    )


def _free_code(fiche: FicheAction) -> str:
    taken = set(fiche.indicateurs.values_list("code", flat=True))
    codes = (f"{fiche.numero}.{rank}" for rank in range(1, _ESSAIS))
    return next(code for code in codes if code not in taken)
