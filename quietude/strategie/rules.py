"""Who may do what in the strategy, one rule of the house each.

The coordinator writes the strategy; whoever leads an action reports on it; elected members and
partners read and comment; a reader only reads; the technical administrator sees nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.socle.regles import OUI, Verdict, non
from quietude.strategie.enums import EtatStrategie, RoleEngagement
from quietude.strategie.models import Commentaire, FicheAction, Strategie

# A comment can be reworded while it is fresh; later, it can only be withdrawn.
DELAI_DE_REPRISE = timedelta(days=1)
_COMMENTENT = ROLES_CONTENU - {Role.LECTEUR}


def can_read_strategie(user: Utilisateur, strategie: Strategie) -> Verdict:
    """All who see content read an adopted strategy; a draft is for those who work on it."""
    if user.role not in ROLES_CONTENU:
        return non("Votre rôle ne donne pas accès aux contenus.")
    if strategie.etat == EtatStrategie.PROJET and user.role == Role.LECTEUR:
        return non("Cette stratégie est encore en projet.")
    return OUI


def _writable(strategie: Strategie) -> Verdict:
    if strategie.etat == EtatStrategie.CLOSE:
        return non("Cette stratégie est close : elle ne se modifie plus.")
    return OUI


def can_edit_strategie(user: Utilisateur, strategie: Strategie) -> Verdict:
    """The coordinator alone writes the strategy, until it is closed."""
    if user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur modifie la stratégie.")
    return _writable(strategie)


def can_edit_fiche(user: Utilisateur, fiche: FicheAction) -> Verdict:
    """The coordinator edits every part of every sheet, until the strategy is closed."""
    if user.role != Role.COORDONNATEUR:
        return non(
            "Seul le coordonnateur modifie les fiches. Le pilote de l’action peut, lui, en "
            "renseigner l’avancement."
        )
    return _writable(fiche.strategie)


def leads(user: Utilisateur, fiche: FicheAction) -> bool:
    """Whether the user speaks today for an organisation that leads the sheet or a measure."""
    held = {row.pk for row in Organisation.objects.held_by(user, on=timezone.localdate())}
    return any(
        row.role == RoleEngagement.PILOTE and row.organisation_id in held
        for row in fiche.engagements.all()
    )


def can_report_progress(user: Utilisateur, fiche: FicheAction) -> Verdict:
    """The coordinator, and whoever holds a mandate in an organisation that leads the sheet."""
    writable = _writable(fiche.strategie)
    if not writable or user.role == Role.COORDONNATEUR:
        return writable
    if user.role not in _COMMENTENT or not leads(user, fiche):
        return non("Seuls le pilote de l’action et le coordonnateur renseignent l’avancement.")
    return OUI


def can_comment(user: Utilisateur, fiche: FicheAction) -> Verdict:
    """Everyone who works on the strategy comments; a reader does not."""
    if user.role not in _COMMENTENT:
        return non("Votre rôle permet de lire les fiches, pas de les commenter.")
    return _writable(fiche.strategie)


def can_edit_comment(user: Utilisateur, commentaire: Commentaire) -> Verdict:
    """Its author, within a day, while commenting is open to them; not once withdrawn."""
    if commentaire.retire_le is not None:
        return non("Ce commentaire a été retiré.")
    if commentaire.auteur_id != user.pk:
        return non("On ne modifie que ses propres commentaires.")
    if timezone.now() - commentaire.ecrit_le > DELAI_DE_REPRISE:
        return non("Un commentaire se reprend dans la journée ; ensuite, il peut être retiré.")
    return can_comment(user, commentaire.fiche)


def can_withdraw_comment(user: Utilisateur, commentaire: Commentaire) -> Verdict:
    """Its author at any time, and the coordinator."""
    if commentaire.retire_le is not None:
        return non("Ce commentaire a déjà été retiré.")
    if user.pk == commentaire.auteur_id or user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seuls son auteur et le coordonnateur retirent un commentaire.")


def can_change_strategie_etat(user: Utilisateur) -> Verdict:
    """Adopting or closing is recorded by the coordinator, after the Conseil plénier."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur enregistre l’adoption ou la clôture.")


def can_delete_fiche(user: Utilisateur, fiche: FicheAction) -> Verdict:
    """Only from a draft: an adopted action is abandoned, not erased."""
    if user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur supprime une fiche.")
    if fiche.strategie.etat != EtatStrategie.PROJET:
        return non(
            "Une fiche d’une stratégie adoptée ne se supprime pas : passez-la à l’état "
            "« abandonnée »."
        )
    return OUI


def can_waive_rule(user: Utilisateur) -> Verdict:
    """The coordinator, who answers for the reason given."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur écarte une règle de cohérence.")


@dataclass(frozen=True)
class Abilities:
    """What templates show or hide on a sheet."""

    modifier: bool
    avancer: bool
    commenter: bool
    supprimer: bool


def abilities(user: Utilisateur, fiche: FicheAction) -> Abilities:
    return Abilities(
        modifier=bool(can_edit_fiche(user, fiche)),
        avancer=bool(can_report_progress(user, fiche)),
        commenter=bool(can_comment(user, fiche)),
        supprimer=bool(can_delete_fiche(user, fiche)),
    )
