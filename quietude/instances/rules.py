"""Who keeps the meetings of the bodies, and who closes what they decided."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.instances.enums import EtatDecision
from quietude.instances.models import Decision, Instance
from quietude.partenaires.models import Organisation, Personne
from quietude.socle.regles import OUI, Verdict, non

# Roles that answer for an organisation when they hold an office in it.
_REPONDENT = ROLES_CONTENU - {Role.LECTEUR}


def can_keep_meetings(user: Utilisateur) -> Verdict:
    """The coordinator is the secretary of the bodies: meetings, seats taken, decisions."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur tient les réunions, les présences et les décisions.")


def can_write_reglement(user: Utilisateur) -> Verdict:
    """The coordinator drafts the internal rules and notes their adoption; the body adopts."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur écrit le règlement intérieur et note son adoption.")


def organisations_of(user: Utilisateur) -> frozenset[int]:
    """The organisations for which the user answers today, by a mandate."""
    if user.role not in _REPONDENT:
        return frozenset()
    held = Organisation.objects.held_by(user, on=timezone.localdate())
    return frozenset(held.values_list("pk", flat=True))


def can_close_decision(
    user: Utilisateur, decision: Decision, held: Collection[int] | None = None
) -> Verdict:
    """The coordinator, and whoever speaks today for the organisation in charge.

    `held`: what `organisations_of` says, for a page that asks about many decisions.
    """
    if user.role == Role.COORDONNATEUR:
        return OUI
    mine = organisations_of(user) if held is None else held
    if decision.responsable_id is not None and decision.responsable_id in mine:
        return OUI
    return non(
        "Seuls le coordonnateur et l’organisation à qui elle est confiée closent une décision."
    )


def can_close_as(user: Utilisateur, decision: Decision, etat: EtatDecision) -> Verdict:
    """What is done is said by whoever did it; giving up is for the body that decided."""
    if etat == EtatDecision.ABANDONNEE and user.role != Role.COORDONNATEUR:
        return non(
            "Abandonner une décision revient à l’instance qui l’a prise : le coordonnateur "
            "l’enregistre."
        )
    return can_close_decision(user, decision)


def can_enter(personne: Personne, instance: Instance, on: date) -> Verdict:
    """Named exchanges of a working group are under a charter that each member signs (CSI,
    art. L132-5; model charter of ethics): without it, nobody enters."""
    if not instance.sous_charte:
        return OUI
    if instance.signatures.valid(on).filter(personne=personne).exists():
        return OUI
    return non(f"{personne} n’a pas signé la charte de cette instance, ou elle a expiré.")
