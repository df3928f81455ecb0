"""Who does what to reports, one rule of the house each.

The town's agents take calls and follow them; a service answers for what is given to it; only
those who answer see whom to answer to.
"""

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.models import Signalement
from quietude.signalements.querysets import REPONDENT
from quietude.socle.regles import OUI, Verdict, non

_FUSIONNE = "Ce signalement a rejoint le signalement {} : agissez sur celui-ci."


def can_take_call(user: Utilisateur) -> Verdict:
    """A call is taken by the town; a partner's agent may report as well."""
    if user.role in REPONDENT | {Role.PARTENAIRE}:
        return OUI
    return non("Votre rôle ne permet pas d’inscrire un signalement.")


def can_follow(user: Utilisateur, signalement: Signalement) -> Verdict:
    """Qualify, assign, close: the town's agents and the coordinator."""
    if user.role not in REPONDENT:
        return non("Seuls les agents de la ville suivent les signalements.")
    if signalement.fusionne_dans_id:
        return non(_FUSIONNE.format(signalement.fusionne_dans_id))
    return OUI


def can_answer(user: Utilisateur, signalement: Signalement) -> Verdict:
    """Say what was done: the town, and the service or landlord that sees the report."""
    if user.role == Role.PARTENAIRE and not signalement.fusionne_dans_id:
        return OUI
    return can_follow(user, signalement)


def can_see_caller(user: Utilisateur) -> Verdict:
    """Contact details are for those who answer the caller (RGPD, art. 5.1.c)."""
    if user.role in REPONDENT:
        return OUI
    return non("Les coordonnées du plaignant ne sont vues que de ceux qui lui répondent.")


def can_set_lists(user: Utilisateur) -> Verdict:
    """What can be reported, and within how many days: the coordinator."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur définit les catégories.")
