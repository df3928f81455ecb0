"""Who keeps the map of the town."""

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.socle.regles import OUI, Verdict, non


def can_edit_territoire(user: Utilisateur) -> Verdict:
    """The coordinator keeps divisions, sectors and places; everyone else reads."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur tient le territoire.")
