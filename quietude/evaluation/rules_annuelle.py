"""Who does what to a yearly evaluation.

The coordinator keeps it from its opening to its publication; each partner says what it has to
say of the year; elected members read everything; readers see what was adopted. A command, which
the town's own machine runs, has no user: it may what the coordinator may.
"""

from dataclasses import dataclass

from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.enums import EtatEvaluation
from quietude.evaluation.models import Contribution, EvaluationAnnuelle
from quietude.partenaires.models import Organisation
from quietude.socle.regles import OUI, Verdict, non

_PARLENT = frozenset({Role.ELU, Role.AGENT, Role.PARTENAIRE})
ADOPTEE = "Cette évaluation est adoptée : elle ne se modifie plus."


def can_open(user: Utilisateur | None) -> Verdict:
    """The coordinator opens the evaluation of a year."""
    if user is None or user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur ouvre une évaluation.")


def can_amend(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> Verdict:
    """The coordinator writes the synthesis and the proposals until the adoption."""
    if user is not None and user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur écrit la synthèse et les propositions.")
    return OUI if evaluation.etat == EtatEvaluation.OUVERTE else non(ADOPTEE)


def can_ask(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> Verdict:
    """The coordinator asks pilots and partners for what they have to say, and reminds them."""
    if user is not None and user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur demande des contributions.")
    return OUI if evaluation.etat == EtatEvaluation.OUVERTE else non(ADOPTEE)


def speaks_for(user: Utilisateur, organisation_id: int) -> bool:
    """Whether a mandate of today lets the user speak for this organisation."""
    held = Organisation.objects.held_by(user, on=timezone.localdate())
    return user.role in _PARLENT and held.filter(pk=organisation_id).exists()


def can_contribute(user: Utilisateur, contribution: Contribution) -> Verdict:
    """Whoever speaks for the organisation asked, or the coordinator on its behalf, until the
    evaluation is adopted."""
    if contribution.evaluation.etat != EtatEvaluation.OUVERTE:
        return non(ADOPTEE)
    if user.role == Role.COORDONNATEUR or speaks_for(user, contribution.organisation_id):
        return OUI
    return non(
        "Cette contribution est demandée à une autre organisation. Si vous parlez pour elle, "
        "demandez au coordonnateur d’inscrire votre mandat."
    )


def can_adopt(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> Verdict:
    """The coordinator records what the Conseil plénier adopted."""
    if user is not None and user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur enregistre l’adoption.")
    if evaluation.etat != EtatEvaluation.OUVERTE:
        return non("Cette évaluation est déjà adoptée.")
    return OUI


def can_publish(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> Verdict:
    """The coordinator opens an adopted evaluation to the public."""
    if user is not None and user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur publie une évaluation.")
    if evaluation.etat == EtatEvaluation.OUVERTE:
        return non("Cette évaluation n’est pas adoptée : adoptez-la avant de la publier.")
    if evaluation.etat == EtatEvaluation.PUBLIEE:
        return non("Cette évaluation est déjà publique.")
    return OUI


def can_unpublish(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> Verdict:
    """The coordinator takes it back from the public; it stays adopted."""
    if user is not None and user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur retire une évaluation du public.")
    if evaluation.etat != EtatEvaluation.PUBLIEE:
        return non("Cette évaluation n’est pas publique.")
    return OUI


def can_delete(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> Verdict:
    """The coordinator, while it is open: what was adopted is kept for good."""
    if user is not None and user.role != Role.COORDONNATEUR:
        return non("Seul le coordonnateur supprime une évaluation.")
    if evaluation.etat != EtatEvaluation.OUVERTE:
        return non("Une évaluation adoptée ne se supprime pas.")
    return OUI


def can_compare(user: Utilisateur, evaluation: EvaluationAnnuelle) -> Verdict:
    """Those who work on the strategy see what would differ from an adopted evaluation."""
    if evaluation.etat == EtatEvaluation.OUVERTE:
        return non("Cette évaluation n’est pas adoptée : elle dit déjà les chiffres du jour.")
    if user.role == Role.LECTEUR:
        return non("Votre rôle permet de lire l’évaluation adoptée.")
    return OUI


@dataclass(frozen=True)
class Droits:
    """What the page of an evaluation offers to its reader."""

    modifier: bool
    demander: bool
    adopter: bool
    publier: bool
    retirer: bool
    supprimer: bool
    comparer: bool


def abilities(user: Utilisateur, evaluation: EvaluationAnnuelle) -> Droits:
    return Droits(
        modifier=bool(can_amend(user, evaluation)),
        demander=bool(can_ask(user, evaluation)),
        adopter=bool(can_adopt(user, evaluation)),
        publier=bool(can_publish(user, evaluation)),
        retirer=bool(can_unpublish(user, evaluation)),
        supprimer=bool(can_delete(user, evaluation)),
        comparer=bool(can_compare(user, evaluation)),
    )
