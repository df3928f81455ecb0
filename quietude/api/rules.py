"""Who opens the town to other applications."""

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.socle.regles import OUI, Verdict, non


def can_open(user: Utilisateur) -> Verdict:
    """What leaves the house, and who may send to it: the coordinator decides."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur ouvre des services aux applications.")
