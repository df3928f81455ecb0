"""Set a coherence rule aside on one object, or put it back."""

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require
from quietude.strategie.controle.constat import REGLES
from quietude.strategie.models import Dispense, Strategie
from quietude.strategie.rules import can_waive_rule


@action
def waive_rule(
    *, actor: Utilisateur, strategie: Strategie, regle: str, objet: str, motif: str
) -> Dispense:
    """Keep the reason for which `regle` does not apply to `objet`; replaces an earlier one."""
    require(can_waive_rule(actor))
    if regle not in REGLES:
        raise ActionImpossible("Cette règle n'existe pas.")
    waiver, _ = Dispense.objects.update_or_create(
        strategie=strategie,
        regle=regle,
        objet=objet,
        defaults={"motif": motif},
        create_defaults={"motif": motif, "ordre": strategie.dispenses.count()},
    )
    return waiver


@action
def restore_rule(*, actor: Utilisateur, dispense: Dispense) -> None:
    """Let the rule speak again; the journal keeps the reason that was given."""
    require(can_waive_rule(actor))
    dispense.delete()
