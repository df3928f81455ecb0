"""Give many reports to a service at once: all of them, or none."""

from collections.abc import Sequence
from datetime import date

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.vie import assign_signalement
from quietude.signalements.models import Signalement
from quietude.signalements.rules import can_follow
from quietude.socle.regles import ActionImpossible, require

MAXIMUM = 200


@action
def assign_signalements(
    *,
    actor: Utilisateur,
    signalements: Sequence[Signalement],
    service: Organisation,
    echeance: date | None = None,
) -> int:
    """How many were given. Closed ones are refused: they are opened again one by one."""
    if not signalements:
        raise ActionImpossible("Cochez au moins un signalement.")
    if len(signalements) > MAXIMUM:
        raise ActionImpossible(f"Pas plus de {MAXIMUM} signalements à la fois.")
    for row in sorted(signalements, key=lambda row: row.pk):  # always in the same order
        require(can_follow(actor, row))
        if row.clos:
            raise ActionImpossible(f"Le signalement {row.pk} est clos : rien n’a été confié.")
        agent = row.agent if row.service_id == service.pk else None
        assign_signalement(
            actor=actor, signalement=row, service=service, agent=agent, echeance=echeance
        )
    return len(signalements)
