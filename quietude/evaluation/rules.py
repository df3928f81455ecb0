"""Who does what to indicators, one rule of the house each.

Everyone who reads the strategy reads its figures. The pilot of an action says what they tell;
the coordinator too, and chooses what they are read from. A figure itself is never typed here.
"""

from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.socle.regles import OUI, Verdict, non
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.models import FicheAction, Indicateur
from quietude.strategie.rules import leads

# Who speaks for an organisation may say something; a reader only reads.
_PARLENT = ROLES_CONTENU - {Role.LECTEUR}
_CLOSE = "Cette stratégie est close : elle ne se modifie plus."


def can_comment_indicateur(user: Utilisateur, indicateur: Indicateur) -> Verdict:
    """The coordinator, and whoever speaks for an organisation that leads the sheet; also once
    the strategy is closed, since its last year is told after it."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    if user.role in _PARLENT and leads(user, indicateur.fiche):
        return OUI
    return non("Seuls le pilote de l’action et le coordonnateur commentent ses indicateurs.")


def can_bind(user: Utilisateur, fiche: FicheAction) -> Verdict:
    """The coordinator chooses what the indicators of a sheet are read from, until the strategy
    is closed."""
    if user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur choisit d’où viennent les chiffres.")
    return OUI if fiche.strategie.etat != EtatStrategie.CLOSE else non(_CLOSE)


def can_create_indicateur(user: Utilisateur) -> Verdict:
    """The coordinator, who writes the sheets."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur ajoute des indicateurs.")


def can_see_owed(user: Utilisateur, organisation: Organisation) -> Verdict:
    """An organisation sees what it owes; the coordinator, who asks for it, sees everyone's."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    held = Organisation.objects.held_by(user, on=timezone.localdate())
    if user.role in _PARLENT and held.filter(pk=organisation.pk).exists():
        return OUI
    return non("Cette page est celle d’une autre organisation.")
