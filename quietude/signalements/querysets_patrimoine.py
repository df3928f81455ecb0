"""Business verbs on the estates of the landlords."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q, QuerySet

from quietude.comptes.models import Utilisateur
from quietude.signalements.querysets import VOIENT_TOUT

if TYPE_CHECKING:
    from quietude.signalements.models import Patrimoine  # noqa: F401 - names the base below
    from quietude.territoire.models import Lieu


class PatrimoineQuerySet(QuerySet["Patrimoine"]):
    def visible_to(self, user: Utilisateur) -> Self:
        """The town, which gives each report to its landlord."""
        return self if user.role in VOIENT_TOUT else self.none()

    def between(self, first: date | None, last: date | None) -> Self:
        """Those that hold on one of these days at least."""
        rows = self.filter(Q(depuis__isnull=True) | Q(depuis__lte=last)) if last else self
        return rows.filter(Q(jusqu_au__isnull=True) | Q(jusqu_au__gte=first)) if first else rows

    def in_order(self) -> Self:
        """By place then by day, as a pack holds them."""
        ordered = self.order_by("lieu__code", F("depuis").asc(nulls_first=True))
        return ordered.select_related("lieu", "bailleur")

    def of(self, lieu: "Lieu") -> Self:
        return self.filter(lieu=lieu)
