"""Who handles what comes from without an account, one rule of the house each."""

from quietude.comptes.models import Utilisateur
from quietude.signalements.models import Signalement
from quietude.signalements.querysets import REPONDENT
from quietude.signalements.rules import can_follow
from quietude.socle.regles import OUI, Verdict, non


def can_sort(user: Utilisateur) -> Verdict:
    """Look at what was put aside, release it or close it: those who answer the callers."""
    if user.role in REPONDENT:
        return OUI
    return non("Seuls les agents de la ville trient la quarantaine.")


def can_send_link(user: Utilisateur, signalement: Signalement) -> Verdict:
    """Open one report to a partner without account: those who follow it, while it is open."""
    if not (verdict := can_follow(user, signalement)):
        return verdict
    if signalement.quarantaine:
        return non("Ce signalement est en quarantaine : regardez-le d’abord.")
    if signalement.clos:
        return non("Ce signalement est clos : rouvrez-le pour demander une réponse.")
    return OUI


def can_revoke_link(user: Utilisateur) -> Verdict:
    """Close a link, whatever became of the report."""
    if user.role in REPONDENT:
        return OUI
    return non("Seuls les agents de la ville révoquent un lien.")
