"""Business verbs on the bodies."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quietude.comptes.enums import ROLES_CONTENU
from quietude.comptes.models import Utilisateur

if TYPE_CHECKING:
    from quietude.instances.models import Instance  # noqa: F401 - names the base


class InstanceQuerySet(QuerySet["Instance"]):
    def visible_to(self, user: Utilisateur) -> "InstanceQuerySet":
        """Who sits by office and how often is no secret to those who see the strategy; what
        is said in a body will have its own door."""
        return self if user.role in ROLES_CONTENU else self.none()

    def described(self) -> "InstanceQuerySet":
        """With everything its page shows, in a fixed number of queries."""
        return self.select_related("rend_compte_a").prefetch_related(
            "composition__organisation", "rythmes"
        )
