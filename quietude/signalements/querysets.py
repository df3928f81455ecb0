"""Business verbs on the reports; `visible_to` is the only door to their rows."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import SearchQuery
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation

if TYPE_CHECKING:
    from quietude.signalements.models import (  # noqa: F401 - name the bases below
        Appelant,
        Signalement,
    )

# Those who answer: they see every report, and whom to answer to.
REPONDENT = frozenset({Role.COORDONNATEUR, Role.AGENT})
VOIENT_TOUT = REPONDENT | {Role.ELU}
VOIENT = VOIENT_TOUT | {Role.PARTENAIRE}


class ListeDateeQuerySet(QuerySet[Any]):
    def visible_to(self, user: Utilisateur) -> Self:
        """What is counted is no secret to those who read reports."""
        return self if user.role in VOIENT else self.none()

    def running(self, on: date) -> Self:
        """Those that can be chosen for a fact of that day."""
        return self.filter(
            Q(depuis__isnull=True) | Q(depuis__lte=on),
            Q(jusqu_au__isnull=True) | Q(jusqu_au__gte=on),
        )


def perimeter(user: Utilisateur, path: str = "") -> Q | None:
    """What this person may see of the reports; None when nothing is."""
    if user.role in VOIENT_TOUT:
        return Q()
    if user.role == Role.PARTENAIRE:
        held = list(
            Organisation.objects.held_by(user, on=timezone.localdate()).values_list(
                "pk", flat=True
            )
        )
        mine = Q(**{f"{path}service__in": held}) | Q(**{f"{path}bailleur__in": held})
        return mine & Q(**{f"{path}quarantaine": False})
    return None


class SignalementQuerySet(QuerySet["Signalement"]):
    def visible_to(self, user: Utilisateur) -> Self:
        """The town sees every report; a partner those given to it, a landlord those of its
        estates, never what is in quarantine; readers none."""
        allowed = perimeter(user)
        return self.none() if allowed is None else self.filter(allowed)

    def current(self) -> Self:
        """Those that stand by themselves: neither merged into another nor in quarantine."""
        return self.filter(fusionne_dans__isnull=True, quarantaine=False)

    def open(self) -> Self:
        return self.filter(clos_le__isnull=True)

    def late(self, on: date) -> Self:
        """Still open past their day."""
        return self.open().filter(echeance__lt=on)

    def in_sector(self, division: str, secteur: str) -> Self:
        return self.filter(secteurs__contains={division: secteur})

    def matching(self, words: str) -> Self:
        """Whose address or note says these words, without regard to accents or endings."""
        text = " ".join(words.split())
        if not text:
            return self
        return self.filter(recherche=SearchQuery(text, config="fr", search_type="websearch"))


class AppelantQuerySet(QuerySet["Appelant"]):
    def visible_to(self, user: Utilisateur) -> Self:
        """Those who answer, and nobody else."""
        return self if user.role in REPONDENT else self.none()

    def expired(self, on: date) -> Self:
        """Of reports closed so long ago that their contact details are due for erasure."""
        from quietude.signalements.conservation import erasable

        return self.filter(erasable(on))


class SuiteQuerySet(QuerySet[Any]):
    """Of what belongs to a report."""

    model: type[Model]

    def visible_to(self, user: Utilisateur) -> Self:
        """Whoever sees the report."""
        allowed = perimeter(user, "signalement__")
        return self.none() if allowed is None else self.filter(allowed)

    def current(self) -> Self:
        """Of reports that stand by themselves."""
        return self.filter(
            signalement__fusionne_dans__isnull=True, signalement__quarantaine=False
        )
