"""Business verbs on the evaluation; `visible_to` is the only door to its rows."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.enums import EtatEvaluation
from quietude.partenaires.models import Organisation
from quietude.strategie.models import Strategie

if TYPE_CHECKING:
    from quietude.evaluation.models import (  # noqa: F401 - name the bases below
        CommentaireIndicateur,
        Contribution,
        EvaluationAnnuelle,
    )


class CommentaireIndicateurQuerySet(QuerySet["CommentaireIndicateur"]):
    def visible_to(self, user: Utilisateur) -> "CommentaireIndicateurQuerySet":
        """Who reads the strategy reads what is said of its indicators."""
        seen = Strategie.objects.visible_to(user)
        return self.filter(indicateur__fiche__strategie__in=seen)


class EvaluationAnnuelleQuerySet(QuerySet["EvaluationAnnuelle"]):
    def visible_to(self, user: Utilisateur) -> "EvaluationAnnuelleQuerySet":
        """While it is open, those who work on it; once adopted, all who see content."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        found = self.filter(strategie__in=Strategie.objects.visible_to(user))
        return (
            found.exclude(etat=EtatEvaluation.OUVERTE) if user.role == Role.LECTEUR else found
        )

    def public(self) -> "EvaluationAnnuelleQuerySet":
        """Those that anyone may read."""
        return self.filter(etat=EtatEvaluation.PUBLIEE)


class ContributionQuerySet(QuerySet["Contribution"]):
    def visible_to(self, user: Utilisateur) -> "ContributionQuerySet":
        """The town sees all of them, a partner those asked of its organisation."""
        if user.role in {Role.COORDONNATEUR, Role.ELU, Role.AGENT}:
            return self
        if user.role == Role.PARTENAIRE:
            held = Organisation.objects.held_by(user, on=timezone.localdate())
            return self.filter(organisation__in=held)
        return self.none()
