"""Business verbs on the strategy; `visible_to` is the only door to its rows."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.strategie.enums import EtatStrategie

if TYPE_CHECKING:
    from quietude.strategie.models import Strategie


class StrategieQuerySet(QuerySet["Strategie"]):
    def visible_to(self, user: Utilisateur) -> "StrategieQuerySet":
        """Everyone who sees content reads an adopted strategy; a draft is for those who
        write or comment it (coordinator, elected members, agents, partners)."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        if user.role == Role.LECTEUR:
            return self.exclude(etat=EtatStrategie.PROJET)
        return self

    def current(self) -> "Strategie | None":
        """The strategy in force, else the draft, else the last one closed."""
        rank = {EtatStrategie.ADOPTEE: 0, EtatStrategie.PROJET: 1, EtatStrategie.CLOSE: 2}
        return min(
            self,
            key=lambda s: (rank[EtatStrategie(s.etat)], -s.debut.toordinal()),
            default=None,
        )


class FicheActionQuerySet(QuerySet["FicheAction"]):
    def visible_to(self, user: Utilisateur) -> "FicheActionQuerySet":
        """The sheets of the strategies that the reader may see."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        if user.role == Role.LECTEUR:
            return self.exclude(strategie__etat=EtatStrategie.PROJET)
        return self
