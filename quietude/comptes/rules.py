"""Who opens, changes and closes accounts.

Two roles manage accounts. The coordinator knows who takes part and invites them, but does not
touch the technical administrators, who depend on the town's own services. The technical
administrator manages every account and sees no content: giving someone the coordinator's role
is written in the journal, which coordinators read and administrators do not, and is told to
the coordinators by e-mail.
"""

from quietude.comptes.enums import Role
from quietude.comptes.models import Invitation, Utilisateur
from quietude.socle.regles import OUI, Verdict, non

GESTIONNAIRES = frozenset({Role.COORDONNATEUR, Role.ADMINISTRATEUR})
_NON_GESTIONNAIRE = "Seuls le coordonnateur et l’administrateur technique gèrent les comptes."
_ADMINISTRATEURS = (
    "Seul un administrateur technique ouvre, modifie ou ferme un compte d’administrateur."
)


def can_manage_comptes(user: Utilisateur) -> Verdict:
    """The coordinator and the technical administrator see the list of accounts."""
    return OUI if user.role in GESTIONNAIRES else non(_NON_GESTIONNAIRE)


def roles_given_by(user: Utilisateur) -> list[Role]:
    """Roles that this person may give to another."""
    if user.role == Role.ADMINISTRATEUR:
        return list(Role)
    if user.role == Role.COORDONNATEUR:
        return [role for role in Role if role != Role.ADMINISTRATEUR]
    return []


def can_invite(user: Utilisateur, role: str) -> Verdict:
    """Whoever manages accounts invites; only an administrator invites an administrator."""
    if not can_manage_comptes(user):
        return non(_NON_GESTIONNAIRE)
    return OUI if role in roles_given_by(user) else non(_ADMINISTRATEURS)


def can_handle_invitation(user: Utilisateur, invitation: Invitation) -> Verdict:
    """Send again or cancel an invitation that one could have sent, until it is used."""
    allowed = can_invite(user, invitation.role)
    if not allowed:
        return allowed
    if invitation.acceptee_le:
        return non("Cette invitation a déjà été acceptée.")
    if invitation.annulee_le:
        return non("Cette invitation a été annulée.")
    return OUI


def can_change_compte(user: Utilisateur, compte: Utilisateur) -> Verdict:
    """Never one's own account, so that nobody raises or locks out oneself."""
    if not can_manage_comptes(user):
        return non(_NON_GESTIONNAIRE)
    if user.pk == compte.pk:
        return non(
            "Personne ne change son propre rôle ni ne ferme son propre compte : demandez-le "
            "à un autre gestionnaire."
        )
    if compte.role not in roles_given_by(user):
        return non(_ADMINISTRATEURS)
    return OUI


def can_change_role(user: Utilisateur, compte: Utilisateur, role: str) -> Verdict:
    """Within the roles that one may give, and someone must remain to do the work."""
    allowed = can_change_compte(user, compte)
    if not allowed:
        return allowed
    if role not in roles_given_by(user):
        return non(_ADMINISTRATEURS)
    return OUI if role == compte.role else _someone_remains(compte)


def can_remove_second_factor(user: Utilisateur, compte: Utilisateur) -> Verdict:
    """Help out who has lost telephone and codes; the password is still asked."""
    allowed = can_change_compte(user, compte)
    if not allowed:
        return allowed
    if Utilisateur.objects.filter(pk=compte.pk).protected().exists():
        return OUI
    return non("Ce compte n’a pas de double authentification.")


def can_deactivate(user: Utilisateur, compte: Utilisateur) -> Verdict:
    """Close any account that one manages, except the last of those who manage."""
    allowed = can_change_compte(user, compte)
    if not allowed:
        return allowed
    if not compte.is_active:
        return non("Ce compte est déjà fermé.")
    return _someone_remains(compte)


def can_reactivate(user: Utilisateur, compte: Utilisateur) -> Verdict:
    """Open again a closed account."""
    allowed = can_change_compte(user, compte)
    if not allowed:
        return allowed
    return OUI if not compte.is_active else non("Ce compte est déjà ouvert.")


def _someone_remains(compte: Utilisateur) -> Verdict:
    """The last open account of a role that manages accounts keeps its role and stays open."""
    if compte.role not in GESTIONNAIRES or not compte.is_active:
        return OUI
    others = Utilisateur.objects.filter(role=compte.role, is_active=True).exclude(pk=compte.pk)
    if others.exists():
        return OUI
    return non(
        f"C’est le dernier compte ouvert de rôle « {Role(compte.role).label} » : donnez "
        "d’abord ce rôle à quelqu’un d’autre."
    )
