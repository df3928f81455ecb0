"""The life of the strategy itself."""

from datetime import date

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require
from quietude.strategie import workflow
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.models import Strategie
from quietude.strategie.rules import can_change_strategie_etat


@action
def change_strategie_etat(
    *, actor: Utilisateur, strategie: Strategie, etat: str, adoptee_le: date | None = None
) -> Strategie:
    """Record the adoption or the closing. Raises ActionImpossible on any other change."""
    require(can_change_strategie_etat(actor))
    locked = Strategie.objects.select_for_update().get(pk=strategie.pk)
    wanted, current = EtatStrategie(etat), EtatStrategie(locked.etat)
    if wanted not in workflow.STRATEGIE[current]:
        raise ActionImpossible(
            f"Une stratégie « {current.label.lower()} » ne devient pas "
            f"« {wanted.label.lower()} »."
        )
    locked.etat = wanted
    if wanted == EtatStrategie.ADOPTEE:
        locked.adoptee_le = adoptee_le
    locked.save()
    return locked
