"""Who keeps the meetings of the bodies, and who closes what they decided."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.enums import EtatDecision
from quietude.instances.models import Decision, Instance
from quietude.instances.querysets import REPONDENT
from quietude.partenaires.models import Organisation, Personne
from quietude.socle.regles import OUI, Verdict, non


def can_keep_meetings(user: Utilisateur) -> Verdict:
    """The coordinator is the secretary of the bodies: meetings, seats taken, decisions."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur tient les réunions, les présences et les décisions.")


def can_hear(user: Utilisateur, instance: Instance) -> Verdict:
    """What is said in a working group stays between its members, under the charter that each
    one signs (CSI, art. L132-5; model charter of ethics)."""
    if Instance.objects.heard_by(user).filter(pk=instance.pk).exists():
        return OUI
    return non(
        "Ce qui se dit dans cette instance se lit par ses membres, une fois signée la charte "
        "quand elle en demande une."
    )


def can_write_talks(user: Utilisateur, instance: Instance) -> Verdict:
    """Points, minutes, decisions: the secretary, who signed the charter that is asked.
    Without it, what is needed to organise stays: dates, seats, invitations."""
    keeps = can_keep_meetings(user)
    if not keeps or can_hear(user, instance):
        return keeps
    return non(
        "Signez d’abord la charte de cette instance : sans elle, vous en tenez les dates, les "
        "présences et les convocations, sans lire ni écrire ce qui s’y dit."
    )


def can_write_reglement(user: Utilisateur) -> Verdict:
    """The coordinator drafts the internal rules and notes their adoption; the body adopts."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur écrit le règlement intérieur et note son adoption.")


def organisations_of(user: Utilisateur) -> frozenset[int]:
    """The organisations for which the user answers today, by a mandate."""
    if user.role not in REPONDENT:
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
    if user.role == Role.COORDONNATEUR:
        return can_write_talks(user, decision.reunion.instance)
    if decision.reunion.instance.secrete:
        heard = can_hear(user, decision.reunion.instance)
        return can_close_decision(user, decision) if heard else heard
    return can_close_decision(user, decision)


def can_enter(personne: Personne, instance: Instance, on: date) -> Verdict:
    """Named exchanges of a working group are under a charter that each member signs (CSI,
    art. L132-5; model charter of ethics): without it, nobody enters."""
    if not instance.sous_charte:
        return OUI
    if instance.signatures.valid(on).filter(personne=personne).exists():
        return OUI
    return non(f"{personne} n’a pas signé la charte de cette instance, ou elle a expiré.")
