"""Who shapes the registers and asks for what lacks."""

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.registres.models import Entree, Registre
from quietude.registres.rules import can_define_registre
from quietude.socle.regles import OUI, Verdict, non


def can_delete_registre(user: Utilisateur, registre: Registre) -> Verdict:
    """What somebody has handed in is not thrown away with its definition."""
    allowed = can_define_registre(user)
    if allowed and Entree.objects.filter(registre=registre).exists():
        return non(
            "Ce registre a des entrées : fermez-le par une date plutôt que de le supprimer."
        )
    return allowed


def can_remind(user: Utilisateur) -> Verdict:
    """The coordinator writes to partners in the name of the town."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur relance les organisations.")
