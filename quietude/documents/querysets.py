"""Business verbs on produced documents; `visible_to` is the only door to the rows."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur

if TYPE_CHECKING:
    from quietude.documents.models import (
        DocumentProduit,  # noqa: F401 - ruff does not see it in the base below
    )


class DocumentProduitQuerySet(QuerySet["DocumentProduit"]):
    def visible_to(self, user: Utilisateur) -> "DocumentProduitQuerySet":
        """Whoever asked for it, and the coordinator. Others produce their own, with their
        own rights and today's content: a kept copy would outlive both."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        if user.role == Role.COORDONNATEUR:
            return self
        return self.filter(demande_par=user)

    def light(self) -> "DocumentProduitQuerySet":
        """Without the bytes of the file, for pages."""
        return self.defer("contenu").select_related("demande_par")
