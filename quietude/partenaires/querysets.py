"""Business verbs on the partners."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from quietude.comptes.enums import ROLES_CONTENU
from quietude.comptes.models import Utilisateur

if TYPE_CHECKING:
    pass


class OrganisationQuerySet(QuerySet["Organisation"]):
    def visible_to(self, user: Utilisateur) -> "OrganisationQuerySet":
        """Who takes part in the strategy is no secret to those who see its content."""
        return self if user.role in ROLES_CONTENU else self.none()

    def held_by(self, user: Utilisateur, *, on: date) -> "OrganisationQuerySet":
        """Those for which the user speaks on that day, by a mandate under way."""
        running = Q(mandats__debut__lte=on) & (
            Q(mandats__fin__isnull=True) | Q(mandats__fin__gte=on)
        )
        return self.filter(running, mandats__personne__utilisateur=user).distinct()
