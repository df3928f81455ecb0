"""Business verbs on what is open to other applications."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur

if TYPE_CHECKING:
    from quietude.api.models import CleApplication, ServiceOuvert  # noqa: F401 - name the bases


class ServiceQuerySet(QuerySet["ServiceOuvert"]):
    def running(self, on: date) -> "ServiceQuerySet":
        """Those whose category, and its kind, can be chosen for a fact of that day."""
        running = Q()
        for path in ("categorie", "categorie__parent"):
            running &= Q(**{f"{path}__depuis__isnull": True}) | Q(
                **{f"{path}__depuis__lte": on}
            )
            running &= Q(**{f"{path}__jusqu_au__isnull": True}) | Q(
                **{f"{path}__jusqu_au__gte": on}
            )
        return self.filter(running).select_related("categorie__parent")


class CleQuerySet(QuerySet["CleApplication"]):
    def visible_to(self, user: Utilisateur) -> "CleQuerySet":
        """The coordinator, who gives them."""
        return self if user.role == Role.COORDONNATEUR else self.none()

    def usable(self) -> "CleQuerySet":
        return self.filter(revoquee_le__isnull=True)

    def with_count(self) -> "CleQuerySet":
        """With the number of reports that came by each (`recus`)."""
        return self.annotate(recus=Count("envois")).order_by("-creee_le", "-id")
