"""Business verbs on the saved views."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from quietude.comptes.models import Utilisateur
from quietude.signalements.querysets import VOIENT

if TYPE_CHECKING:
    from quietude.signalements.models import VueEnregistree  # noqa: F401 - names the base


class VueEnregistreeQuerySet(QuerySet["VueEnregistree"]):
    def visible_to(self, user: Utilisateur) -> Self:
        """One's own, and those shared with the town."""
        if user.role not in VOIENT:
            return self.none()
        return self.filter(Q(utilisateur=user) | Q(partagee=True))

    def owned_by(self, user: Utilisateur) -> Self:
        return self.filter(utilisateur=user)
