"""Who keeps the list of partners."""

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.socle.regles import OUI, Verdict, non


def can_edit_partners(user: Utilisateur) -> Verdict:
    """The coordinator keeps organisations, people and mandates; everyone else reads."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur tient la liste des partenaires.")
