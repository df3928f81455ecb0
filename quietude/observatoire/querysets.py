"""What each reader may see of the published diagnosis."""

from typing import Any

from django.db.models import QuerySet

from quietude.comptes.enums import ROLES_CONTENU
from quietude.comptes.models import Utilisateur
from quietude.observatoire.registres import hidden_from


class PublicationQuerySet(QuerySet[Any]):
    """Tables, figures and claims alike."""

    def visible_to(self, user: Utilisateur) -> "PublicationQuerySet":
        """Those of the documents that the reader may open."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        return self.exclude(recueil__in=hidden_from(user))
