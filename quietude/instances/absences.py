"""Which seats were empty over several meetings: in the order of the composition, unranked."""

from collections.abc import Iterable
from dataclasses import dataclass

from quietude.instances.enums import EtatPresence
from quietude.instances.models import Reunion


@dataclass
class Absences:
    """One seat: meetings where it was noted, where it was excused, where nobody came."""

    fonction: str
    organisation: str
    notees: int = 0
    excusees: int = 0
    absentes: int = 0


def absences_of(reunions: Iterable[Reunion]) -> list[Absences]:
    """The seats that were empty at least once. `presences__organisation` is fetched."""
    found: dict[tuple[str, str], Absences] = {}
    for reunion in reunions:
        for seat in reunion.presences.all():
            office = str(seat.organisation or "")
            row = found.setdefault((seat.fonction, office), Absences(seat.fonction, office))
            row.notees += 1
            row.excusees += seat.etat == EtatPresence.EXCUSE
            row.absentes += seat.etat == EtatPresence.ABSENT
    return [row for row in found.values() if row.excusees or row.absentes]
