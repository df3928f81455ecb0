"""Who reports the passages of the mediators, and puts them right."""

from datetime import timedelta

from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.models import Passage
from quietude.signalements.querysets import REPONDENT
from quietude.socle.regles import OUI, Verdict, non

JOURS_POUR_CORRIGER = 7


def can_report_passage(user: Utilisateur) -> Verdict:
    """The agents of the service and the coordinator; an elected member only reads."""
    if user.role in REPONDENT:
        return OUI
    return non("Les passages sont inscrits par les médiateurs et le coordonnateur.")


def can_amend_passage(user: Utilisateur, passage: Passage) -> Verdict:
    """One's own for a week, while it is remembered; the coordinator any, whatever its age."""
    allowed = can_report_passage(user)
    if not allowed or user.role == Role.COORDONNATEUR:
        return allowed
    if passage.auteur_id != user.pk:
        return non("Ce passage a été inscrit par quelqu’un d’autre.")
    if passage.jour < timezone.localdate() - timedelta(days=JOURS_POUR_CORRIGER):
        return non("Ce passage a plus de 7 jours : seul le coordonnateur le corrige.")
    return OUI


def can_write_note(user: Utilisateur) -> Verdict:
    """What is said of a sector comes from those who go there, or from the coordinator."""
    if user.role in REPONDENT:
        return OUI
    return non("La note d’ambiance est écrite par les médiateurs et le coordonnateur.")
