"""Business verbs on the reports; `visible_to` is the only door to their rows."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
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


_UN_JOUR = timedelta(days=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


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

    def in_state(self, etat: str) -> Self:
        return self.filter(etat=etat)

    def of_kinds(self, categories: Collection[int]) -> Self:
        """Of one of these sub-categories (their keys)."""
        return self.filter(categorie__in=categories)

    def given_to(self, service: Organisation) -> Self:
        return self.filter(service=service)

    def by_channel(self, canal: str) -> Self:
        return self.filter(canal=canal)

    def received(self, first: date | None, last: date | None) -> Self:
        """Between two days of the town, both included; by the moment, which lists follow."""
        rows = self.filter(recu_le__gte=_midnight(first)) if first else self
        return rows.filter(recu_le__lt=_midnight(last + _UN_JOUR)) if last else rows

    def older_than(self, days: int) -> Self:
        """Received more than so many days ago."""
        return self.received(None, timezone.localdate() - timedelta(days=days + 1))

    def entrusted_to(self, user: Utilisateur) -> Self:
        """Open, and theirs: given to them, or to a service of theirs and to nobody in it."""
        held = Organisation.objects.held_by(user, on=timezone.localdate())
        ours = Q(service__in=[*held.values_list("pk", flat=True)], agent__isnull=True)
        return self.open().filter(Q(agent=user) | ours)

    def repeated(self) -> Self:
        """Said to happen again, by a caller or by its own episodes."""
        return self.filter(Q(repete=True) | Q(episodes__gt=1) | Q(rejoints__gt=0))

    def within(self, west: float, south: float, east: float, north: float) -> Self:
        """Whose point is in this box, in degrees."""
        return self.filter(longitude__range=(west, east), latitude__range=(south, north))

    def described(self) -> Self:
        """With what a line of a list says, and nothing heavy."""
        rows = self.select_related("categorie", "service", "lieu")
        return rows.defer("recherche", "note", "faits")

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


class ConservationQuerySet(QuerySet[Any]):
    def visible_to(self, user: Utilisateur) -> Self:
        """How long contacts are kept: those who read every report, and whoever sees them."""
        return self if user.role in VOIENT_TOUT else self.none()


class ModeleRetourQuerySet(QuerySet[Any]):
    def visible_to(self, user: Utilisateur) -> Self:
        """Those who answer the callers."""
        return self if user.role in REPONDENT else self.none()


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
