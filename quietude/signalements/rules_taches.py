"""Who plans what is to be done about a report, and who does it."""

from collections.abc import Collection

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.querysets_taches import held_services
from quietude.signalements.rules import can_follow
from quietude.socle.regles import OUI, Verdict, non

_DE_LA_VILLE = frozenset({NatureOrganisation.VILLE, NatureOrganisation.SERVICE_MUNICIPAL})


def can_plan_task(user: Utilisateur, signalement: Signalement) -> Verdict:
    """Those who follow the report, on the one in which it is followed."""
    return can_follow(user, signalement)


def can_set_task(user: Utilisateur, tache: Tache) -> Verdict:
    """Amend, cancel: those who follow the report, wherever it has gone."""
    return can_follow(user, tache.suivie_dans)


def can_do_task(
    user: Utilisateur, tache: Tache, held: Collection[int] | None = None
) -> Verdict:
    """Those who follow the report; a partner does what is given to its organisation, on a
    report that it sees. `held` spares asking again whom this person speaks for."""
    if user.role != Role.PARTENAIRE:
        return can_set_task(user, tache)
    ours = held_services(user) if held is None else held
    row = tache.signalement
    if row.quarantaine or not {row.service_id, row.bailleur_id}.intersection(ours):
        return non("Ce signalement n’est pas confié à votre organisation.")
    if tache.service_id not in ours:
        return non("Cette tâche est confiée à un autre service.")
    return OUI


def sees_report(service: Organisation, signalement: Signalement) -> bool:
    """Whether the people of that organisation read the report at all."""
    concerned = {signalement.service_id, signalement.bailleur_id}
    return service.nature in _DE_LA_VILLE or service.pk in concerned
