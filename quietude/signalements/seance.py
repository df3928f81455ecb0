"""A meeting on the reports: what is on its table, how far it has gone, what it comes to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import EtatReunion
from quietude.instances.models import Instance, Reunion
from quietude.instances.rythme import expected_meetings
from quietude.signalements.a_la_une import repeated_places
from quietude.signalements.enums import DecisionSeance, RaisonExamen
from quietude.signalements.liste import late_first
from quietude.signalements.models import LigneSeance, Signalement
from quietude.signalements.querysets import SignalementQuerySet
from quietude.socle.formats import nombre
from quietude.socle.periodes import Periode

PLAFOND = 150  # reports on one table: nobody examines more in a meeting
_SEMAINES = 52


def days_between(instance: Instance, on: date) -> int:
    """From one meeting to the next, as its rhythm says; a week without rhythm."""
    year = Periode.annee(on.year)
    return max(year.days // (expected_meetings(instance.rythmes.all(), year) or _SEMAINES), 1)


def last_held(instance: Instance, on: date) -> Reunion | None:
    held = Reunion.objects.of(instance).filter(etat=EtatReunion.TENUE, date__lt=on)
    return held.order_by("-date", "-id").first()


def on_the_table(
    user: Utilisateur, instance: Instance, on: date
) -> list[tuple[int, RaisonExamen]]:
    """Reports to examine, each once: what falls due before the next meeting and what was not
    reached, those received since the last one, the late ones, the places that come back."""
    found: dict[int, RaisonExamen] = {}
    for raison, reports in _turns(user, instance, on):
        for pk in reports.values_list("pk", flat=True)[:PLAFOND]:
            found.setdefault(pk, raison)
    return list(found.items())[:PLAFOND]


def _turns(
    user: Utilisateur, instance: Instance, on: date
) -> tuple[tuple[RaisonExamen, SignalementQuerySet], ...]:
    every = days_between(instance, on)
    last = last_held(instance, on)
    seen = Signalement.objects.visible_to(user).current()
    rows = seen.open()
    again = _to_see_again(instance, rows, on + timedelta(days=every), on)
    new = rows.received(last.date if last else on - timedelta(days=every), None)
    if last:
        new = new.exclude(seances__reunion=last)
    back = rows.filter(adresse__in=[place.nom for place in repeated_places(seen)])
    return (
        (RaisonExamen.A_REVOIR, again),
        (RaisonExamen.NOUVEAU, new.order_by("-urgent", "recu_le", "id")),
        (RaisonExamen.RETARD, late_first(rows)),
        (RaisonExamen.LIEU, back.order_by("adresse", "recu_le", "id")),
    )


def beyond_the_table(user: Utilisateur, reunion: Reunion, lines: int) -> str:
    """Says so when the table was full; how many more waited, on the day itself only: later,
    nobody knows any more."""
    if lines < PLAFOND:
        return ""
    full = f"La table s’arrête à {nombre(PLAFOND)} signalements"
    if reunion.date != timezone.localdate():
        return f"{full} : d’autres pouvaient attendre, ils sont dans la liste."
    waiting = Q(pk__in=[])
    for _, reports in _turns(user, reunion.instance, reunion.date):
        waiting |= Q(pk__in=reports.order_by().values("pk"))
    rows = Signalement.objects.visible_to(user).filter(waiting)
    more = rows.exclude(seances__reunion=reunion).count()
    if not more:
        return f"{full} : aucun autre n’attendait."
    others = "un autre attend" if more == 1 else f"{nombre(more)} autres attendent"
    return f"{full} : {others}, dans la liste, pour une prochaine séance."


def _to_see_again(
    instance: Instance, rows: SignalementQuerySet, before: date, on: date
) -> SignalementQuerySet:
    said = LigneSeance.objects.last_of_each(instance).exclude(reunion__date=on)
    due = [
        line.signalement_id
        for line in said
        if not line.decision or (line.echeance and line.echeance < before)
    ]
    return rows.filter(pk__in=due).order_by("echeance", "id")


@dataclass(frozen=True)
class Avancement:
    """How far a meeting has gone; `rangs` still wait, in order."""

    total: int
    rangs: tuple[int, ...]
    secondes: int  # since it was opened

    @property
    def minutes(self) -> int:
        return self.secondes // 60

    @property
    def faits(self) -> int:
        return self.total - len(self.rangs)

    def after(self, rang: int) -> int | None:
        """The next that waits, starting again from the first; None when none does."""
        return next((one for one in self.rangs if one > rang), next(iter(self.rangs), None))


def progress(user: Utilisateur, reunion: Reunion) -> Avancement:
    """Three columns of each line, in two queries."""
    lines = LigneSeance.objects.visible_to(user).of(reunion)
    known = list(lines.values_list("inscrite_le", "decidee_le"))
    waiting = tuple(lines.waiting().values_list("rang", flat=True))
    start = min(one for one, _ in known)
    ends = [one for _, one in known if one]
    end = max(ends, default=start) if reunion.etat == EtatReunion.TENUE else timezone.now()
    return Avancement(len(known), waiting, int((end - start).total_seconds()))


@dataclass(frozen=True)
class Bilan:
    """What a meeting comes to, counted."""

    total: int
    examines: int
    partis: int  # closed or merged elsewhere before their turn
    restants: int
    par_decision: tuple[tuple[str, int], ...]
    par_service: tuple[tuple[str, int], ...]


def summary(lines: Sequence[LigneSeance]) -> Bilan:
    decided = [line for line in lines if line.decision]
    left = [line for line in lines if not line.close]
    counted = Counter(line.decision for line in decided)
    return Bilan(
        total=len(lines),
        examines=len(decided),
        partis=len(lines) - len(decided) - len(left),
        restants=len(left),
        par_decision=tuple(
            (str(one.label), counted[one]) for one in DecisionSeance if counted[one]
        ),
        par_service=tuple(_by_service(decided)),
    )


def _by_service(lines: Iterable[LigneSeance]) -> list[tuple[str, int]]:
    """In the order of the alphabet: services are not ranked."""
    return sorted(Counter(str(line.service or "Sans service") for line in lines).items())
