"""Who sets what the reports live by, one rule of the house each."""

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.models import DureeConservation
from quietude.socle.regles import OUI, Verdict, non


def can_set_retention(user: Utilisateur) -> Verdict:
    """How long contacts are kept is decided for the town, by whoever runs the processing
    (RGPD, art. 4.7 and 5.2): the coordinator."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur fixe les durées de conservation.")


def can_amend_retention(user: Utilisateur, duree: DureeConservation) -> Verdict:
    """What has begun was told to callers: another setting follows it, none rewrites it."""
    if (allowed := can_set_retention(user)) and duree.pk and not duree.modifiable:
        return non("Ce réglage a commencé : ajoutez-en un autre, à partir d’aujourd’hui.")
    return allowed


def can_set_estates(user: Utilisateur) -> Verdict:
    """Which landlord a place belongs to decides who sees its reports: the coordinator."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur dit à quel bailleur est un lieu.")


def can_set_models(user: Utilisateur) -> Verdict:
    """What the town writes to its callers is worded once, by the coordinator; whoever answers
    amends each letter before it goes."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur écrit les modèles de réponse.")
