"""Who keeps and shares a view of the list."""

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.models import VueEnregistree
from quietude.signalements.querysets import VOIENT
from quietude.socle.regles import OUI, Verdict, non


def can_keep_view(user: Utilisateur) -> Verdict:
    """Whoever reads reports keeps views of them for himself."""
    if user.role in VOIENT:
        return OUI
    return non("Votre rôle ne lit pas les signalements.")


def can_remove_view(user: Utilisateur, vue: VueEnregistree) -> Verdict:
    """One's own; the coordinator also takes back what is shared."""
    if vue.utilisateur_id == user.pk or (vue.partagee and can_share_view(user)):
        return OUI
    return non("Cette vue appartient à quelqu’un d’autre.")


def can_share_view(user: Utilisateur) -> Verdict:
    """What everyone sees above the list is the coordinator's choice."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur partage une vue avec la ville.")
