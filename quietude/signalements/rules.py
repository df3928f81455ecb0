"""Who does what to reports, one rule of the house each.

The town's agents take calls and follow them; a service answers for what is given to it; only
those who answer see whom to answer to.
"""

from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import Canal, NatureSuite
from quietude.signalements.models import Signalement
from quietude.signalements.querysets import REPONDENT
from quietude.socle.regles import OUI, Verdict, non

# What a service says for itself; the rest is for those who answer the caller.
PAROLES_PARTENAIRE = frozenset(
    {NatureSuite.REPONSE_SERVICE, NatureSuite.INTERVENTION, NatureSuite.PATROUILLE}
)
CANAUX_PARTENAIRE = (Canal.PARTENAIRE, Canal.BAILLEUR)
_FUSIONNE = "Ce signalement a rejoint le signalement {} : agissez sur celui-ci."


def can_take_call(user: Utilisateur) -> Verdict:
    """A call is taken by the town; a partner's agent may report as well."""
    if user.role in REPONDENT | {Role.PARTENAIRE}:
        return OUI
    return non("Votre rôle ne permet pas d’inscrire un signalement.")


def channels_of(user: Utilisateur) -> list[Canal]:
    """How a report taken by this person may have come."""
    return list(CANAUX_PARTENAIRE if user.role == Role.PARTENAIRE else Canal)


def can_use_channel(user: Utilisateur, canal: str) -> Verdict:
    """A partner's agent reports in the partner's name, not in that of a caller to the town."""
    allowed = can_take_call(user)
    if not allowed or canal in channels_of(user):
        return allowed
    return non("Un partenaire signale en son nom.")


def can_follow(user: Utilisateur, signalement: Signalement) -> Verdict:
    """Qualify, assign, close: the town's agents and the coordinator."""
    if user.role not in REPONDENT:
        return non("Seuls les agents de la ville suivent les signalements.")
    if signalement.fusionne_dans_id:
        return non(_FUSIONNE.format(signalement.fusionne_dans_id))
    return OUI


def can_answer(user: Utilisateur, signalement: Signalement) -> Verdict:
    """Say what was done: the town, and the service or landlord that sees the report."""
    if user.role != Role.PARTENAIRE or signalement.fusionne_dans_id:
        return can_follow(user, signalement)
    if Signalement.objects.visible_to(user).filter(pk=signalement.pk).exists():
        return OUI
    return non("Ce signalement n’est pas confié à votre organisation.")


def can_say(user: Utilisateur, signalement: Signalement, nature: NatureSuite) -> Verdict:
    """A service answers for itself; it does not speak for the town to the caller."""
    if user.role == Role.PARTENAIRE and nature not in PAROLES_PARTENAIRE:
        return non("Votre organisation dit ce qu’elle a fait ; le reste revient à la ville.")
    return can_answer(user, signalement)


def speaks_for(user: Utilisateur, signalement: Signalement) -> Organisation | None:
    """The organisation in whose name a partner answers this report."""
    if user.role != Role.PARTENAIRE:
        return None
    concerned = [signalement.service_id, signalement.bailleur_id]
    held = Organisation.objects.held_by(user, on=timezone.localdate())
    return held.filter(pk__in=[pk for pk in concerned if pk]).first()


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
