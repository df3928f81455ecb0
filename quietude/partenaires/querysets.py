"""Business verbs on the partners."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from quietude.comptes.enums import ROLES_CONTENU
from quietude.comptes.models import Utilisateur

if TYPE_CHECKING:
    from quietude.partenaires.models import Organisation  # noqa: F401 - names the base


def running(on: date) -> Q:
    """Mandates under way on that day, seen from the organisation."""
    open_end = Q(mandats__fin__isnull=True) | Q(mandats__fin__gte=on)
    return Q(mandats__debut__lte=on) & open_end


class OrganisationQuerySet(QuerySet["Organisation"]):
    def visible_to(self, user: Utilisateur) -> "OrganisationQuerySet":
        """Who takes part in the strategy is no secret to those who see its content."""
        return self if user.role in ROLES_CONTENU else self.none()

    def with_people(self, on: date) -> "OrganisationQuerySet":
        """With the number of mandates under way on that day (`en_fonction`)."""
        return self.annotate(en_fonction=Count("mandats", filter=running(on)))

    def matching(self, text: str, nature: str = "") -> "OrganisationQuerySet":
        """Those whose name or acronym holds this text, accents or not, and of this nature."""
        found = self.filter(nature=nature) if nature else self
        words = " ".join(text.split())
        if not words:
            return found
        return found.filter(
            Q(nom__unaccent__icontains=words) | Q(sigle__unaccent__icontains=words)
        )

    def held_by(self, user: Utilisateur, *, on: date) -> "OrganisationQuerySet":
        """Those for which the user speaks on that day, by a mandate under way."""
        return self.filter(running(on), mandats__personne__utilisateur=user).distinct()
