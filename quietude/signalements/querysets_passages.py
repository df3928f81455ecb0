"""Business verbs on the passages of the mediators; `visible_to` is the only door to them."""

from datetime import date, time
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, CharField, QuerySet, Value, When

from quietude.comptes.models import Utilisateur
from quietude.signalements.enums import TrancheHoraire
from quietude.signalements.querysets import VOIENT_TOUT

if TYPE_CHECKING:
    from quietude.signalements.models import Passage  # noqa: F401 - names the base below


# Where each part of the day begins; what comes before the first is the night.
DEBUTS = (
    (time(22), TrancheHoraire.NUIT),
    (time(18), TrancheHoraire.SOIREE),
    (time(12), TrancheHoraire.APRES_MIDI),
    (time(6), TrancheHoraire.MATIN),
)


class PassageQuerySet(QuerySet["Passage"]):
    def visible_to(self, user: Utilisateur) -> Self:
        """The service and the coordinator; an elected member reads; nobody else."""
        return self if user.role in VOIENT_TOUT else self.none()

    def between(self, first: date | None, last: date | None) -> Self:
        """Of these days, both included; an open end is fine."""
        rows = self.filter(jour__gte=first) if first else self
        return rows.filter(jour__lte=last) if last else rows

    def of_nature(self, code: str) -> Self:
        return self.filter(nature__code=code)

    def in_sector(self, division: str, secteur: str) -> Self:
        return self.filter(secteurs__contains={division: secteur})

    def at_times(self, tranche: str) -> Self:
        """In this part of the day."""
        return self.annotate(a_quelle_heure=part_of_day()).filter(a_quelle_heure=tranche)

    def by(self, user: Utilisateur) -> Self:
        return self.filter(auteur=user)

    def latest_of(self, user: Utilisateur) -> Self:
        """Theirs, the last one written first."""
        return self.by(user).select_related("lieu", "nature").order_by("-id")

    def described(self) -> Self:
        """With what a line says; the note stays on its own page."""
        return self.select_related("nature", "lieu").defer("note")


class ParagrapheQuerySet(QuerySet[Any]):
    def visible_to(self, user: Utilisateur) -> Self:
        """Whoever reads the passages."""
        return self if user.role in VOIENT_TOUT else self.none()


def part_of_day() -> Case:
    """The code of the part of the day, worked out by the database."""
    return Case(
        *(When(heure__gte=start, then=Value(part.value)) for start, part in DEBUTS),
        default=Value(TrancheHoraire.NUIT.value),
        output_field=CharField(),
    )
