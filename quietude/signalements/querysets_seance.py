"""Business verbs on the lines of a meeting."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from quietude.comptes.models import Utilisateur
from quietude.signalements.querysets import VOIENT_TOUT

if TYPE_CHECKING:
    from quietude.instances.models import Instance, Reunion
    from quietude.signalements.models import LigneSeance  # noqa: F401 - names the base below

_PARTI = (
    Q(signalement__clos_le__isnull=False)
    | Q(signalement__fusionne_dans__isnull=False)
    | Q(signalement__quarantaine=True)
)


class LigneSeanceQuerySet(QuerySet["LigneSeance"]):
    def visible_to(self, user: Utilisateur) -> Self:
        """The town, which sees every report, as far as it hears the body: what a body of
        limited circulation decides is for its members."""
        from quietude.instances.models import Instance

        if user.role not in VOIENT_TOUT:
            return self.none()
        return self.filter(reunion__instance__in=Instance.objects.heard_by(user))

    def of(self, reunion: "Reunion") -> Self:
        return self.filter(reunion=reunion)

    def waiting(self) -> Self:
        """Neither decided nor gone from the table."""
        return self.filter(decision="").exclude(_PARTI)

    def decided(self) -> Self:
        return self.exclude(decision="")

    def last_of_each(self, instance: "Instance") -> Self:
        """What the body said last of each report still open."""
        rows = self.filter(reunion__instance=instance, signalement__clos_le__isnull=True)
        ordered = rows.order_by("signalement_id", "-reunion__date", "-id")
        return ordered.distinct("signalement_id")

    def described(self) -> Self:
        """With what a line of the minutes says."""
        return self.select_related(
            "signalement__categorie", "signalement__lieu", "service"
        ).defer("signalement__recherche")
