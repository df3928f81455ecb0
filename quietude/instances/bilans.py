"""What a body did over a period: meetings against its rhythm, seats taken, decisions closed.

Every count stands on the last day of the period, or today while it runs: the figures of a past
year do not move with time, only with a correction. Meetings and decisions belong to the period
of their meeting's date; only meetings held count, and their decisions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import PRISES, EtatDecision, EtatReunion
from quietude.instances.models import Decision, Instance, Reunion
from quietude.instances.mots import count_of, say_decisions, say_meetings, say_seats
from quietude.instances.rythme import expected_by_public, is_ambiguous
from quietude.socle.periodes import Periode


@dataclass(frozen=True)
class BilanPublic:
    """The meetings for one public against its own rhythm."""

    public: str
    attendues: int
    tenues: int

    @property
    def tenu(self) -> bool:
        return self.tenues >= self.attendues


@dataclass(frozen=True)
class BilanInstance:
    """A body over `periode`, cut at today while it runs.

    `attendues`: required by the rhythms, None when the body set itself none.
    `tenues`, `annulees`, `sans_suite` (their day is past, nobody said what became of them).
    `presences` seats taken (present or represented) out of `attendus` seats noted, over the
    `notees` meetings held whose attendance was noted; a seat called when needed counts only
    when it was noted.
    `decisions` taken at these meetings: `closes` are closed (`faites` done, the others
    abandoned), `en_retard` still open after their day. Of those done, `avec_echeance` had a
    day and `a_temps` met it.
    """

    instance: Instance
    periode: Periode
    rythme: str
    ambigu: bool
    publics: tuple[BilanPublic, ...]
    tenues: int
    annulees: int
    sans_suite: int
    notees: int
    presences: int
    attendus: int
    decisions: int
    closes: int
    faites: int
    avec_echeance: int
    a_temps: int
    en_retard: int

    @property
    def attendues(self) -> int | None:
        return sum(row.attendues for row in self.publics) if self.publics else None

    @property
    def tenu(self) -> bool | None:
        """Whether the rhythm was kept, for each public; None when there is none."""
        return all(row.tenu for row in self.publics) if self.publics else None

    @property
    def verdict(self) -> str:
        """The rhythm in two or three words."""
        if self.tenu is None:
            return "aucun rythme fixé"
        return "rythme tenu" if self.tenu else "rythme non tenu"

    @property
    def phrase(self) -> str:
        """ "4 réunions tenues en 2016 ; il en fallait 4 : rythme tenu."."""
        return say_meetings(self)

    @property
    def phrase_presences(self) -> str:
        return say_seats(self)

    @property
    def phrase_decisions(self) -> str:
        return say_decisions(self)

    @property
    def reserve(self) -> str:
        """What the reader must know of how it was counted; often nothing."""
        notes = []
        if self.ambigu:
            notes.append("Le document donne plusieurs rythmes : le moins exigeant est retenu.")
        if self.sans_suite:
            said = count_of(self.sans_suite, "réunion passée reste", "réunions passées restent")
            notes.append(f"{said} à renseigner.")
        return " ".join(notes)


def bilans(
    user: Utilisateur, periode: Periode, *, on: date | None = None
) -> list[BilanInstance]:
    """Every body that the reader sees, over a period, in five queries."""
    bodies = Instance.objects.visible_to(user).prefetch_related("rythmes")
    met: dict[int, list[Reunion]] = defaultdict(list)
    for row in Reunion.objects.visible_to(user).during(periode).with_details():
        met[row.instance_id].append(row)
    return [sum_up(body, met[body.pk], periode, on=on) for body in bodies]


def bilan(
    user: Utilisateur, instance: Instance, periode: Periode, *, on: date | None = None
) -> BilanInstance:
    """One body over a period."""
    met = Reunion.objects.visible_to(user).of(instance).during(periode)
    return sum_up(instance, met.with_details(), periode, on=on)


def sum_up(
    instance: Instance, reunions: Iterable[Reunion], periode: Periode, *, on: date | None = None
) -> BilanInstance:
    """Count these meetings of the period, as known on a day (today when none is given)."""
    today = on or timezone.localdate()
    counted = _until(periode, today)
    rows = [row for row in reunions if row.date <= counted.fin]
    held = [row for row in rows if row.etat == EtatReunion.TENUE]
    seats = [seat for row in held for seat in row.presences.all()]
    taken = [decision for row in held for decision in row.decisions.all()]
    closed = [row for row in taken if not row.was_open(counted.fin)]
    done = [row for row in closed if row.etat == EtatDecision.FAITE]
    rythmes = list(instance.rythmes.all())
    started = periode.debut <= today
    expected = expected_by_public(rythmes, counted)
    return BilanInstance(
        instance=instance,
        periode=counted,
        rythme=" ; ".join(rythme.phrase for rythme in rythmes),
        ambigu=is_ambiguous(rythmes),
        publics=_by_public(expected if started else dict.fromkeys(expected, 0), held),
        tenues=len(held),
        annulees=sum(row.etat == EtatReunion.ANNULEE for row in rows),
        sans_suite=sum(row.etat == EtatReunion.PREVUE and row.date < today for row in rows),
        notees=sum(bool(row.presences.all()) for row in held),
        presences=sum(seat.etat in PRISES for seat in seats),
        attendus=len(seats),
        decisions=len(taken),
        closes=len(closed),
        faites=len(done),
        avec_echeance=sum(row.echeance is not None for row in done),
        a_temps=sum(_in_time(row) for row in done),
        en_retard=sum(row.was_late(counted.fin) for row in taken),
    )


def _until(periode: Periode, today: date) -> Periode:
    """The part of a period that is over; the whole of one still to come."""
    if periode.debut <= today < periode.fin:
        return Periode(periode.debut, today)
    return periode


def _by_public(expected: dict[str, int], held: Sequence[Reunion]) -> tuple[BilanPublic, ...]:
    """Each rhythm with its own meetings; a single rhythm is for every meeting."""
    if len(expected) == 1:
        ((public, required),) = expected.items()
        return (BilanPublic(public, required, len(held)),)
    return tuple(
        BilanPublic(public, required, sum(row.public == public for row in held))
        for public, required in expected.items()
    )


def _in_time(decision: Decision) -> bool:
    day, due = decision.close_le, decision.echeance
    return day is not None and due is not None and day <= due
