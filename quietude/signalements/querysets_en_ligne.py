"""Business verbs on what goes through the public pages: quarantine, links for partners."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from quietude.comptes.models import Utilisateur
from quietude.signalements.querysets import REPONDENT

if TYPE_CHECKING:
    from quietude.signalements.models import (  # noqa: F401 - name the bases below
        LienReponse,
        MiseEnQuarantaine,
    )


class QuarantaineQuerySet(QuerySet["MiseEnQuarantaine"]):
    def visible_to(self, user: Utilisateur) -> "QuarantaineQuerySet":
        """Those who answer, and nobody else."""
        return self if user.role in REPONDENT else self.none()

    def waiting(self) -> "QuarantaineQuerySet":
        """Those that nobody has looked at, the first received first."""
        return self.filter(triee_le__isnull=True).order_by("le", "pk")

    def rejected(self) -> "QuarantaineQuerySet":
        """Those closed as abusive, the last ones first; each can still be released."""
        return self._rejected().filter(efface_le__isnull=True).order_by("-triee_le")

    def erased(self) -> "QuarantaineQuerySet":
        """Those closed as abusive, of which what they said is gone."""
        return self._rejected().filter(efface_le__isnull=False)

    def _rejected(self) -> "QuarantaineQuerySet":
        return self.filter(triee_le__isnull=False, signalement__quarantaine=True)

    def with_contact(self) -> "QuarantaineQuerySet":
        """Each says whether it keeps contact details, and nothing of them."""
        from quietude.signalements.models import Appelant

        kept = Appelant.objects.filter(signalement=OuterRef("signalement"))
        return self.annotate(contact=Exists(kept))


class LienQuerySet(QuerySet["LienReponse"]):
    def visible_to(self, user: Utilisateur) -> "LienQuerySet":
        """Those who answer: the address of a partner is their tool, and only theirs."""
        return self if user.role in REPONDENT else self.none()

    def usable(self, at: datetime) -> "LienQuerySet":
        """Neither expired nor revoked, on a report that is not in quarantine."""
        return self.filter(
            Q(revoque_le__isnull=True), expire_le__gt=at, signalement__quarantaine=False
        )
