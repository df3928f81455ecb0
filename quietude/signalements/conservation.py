"""When contact details are erased: so many months after closing, so many days in quarantine.

The setting of the day when a report is closed rules it. A shorter one decided later rules it as
well from its first day: what the town no longer needs is not kept (RGPD, art. 5.1.e). A longer
one does not: the caller was told the shorter (art. 13.2.a), and nothing erased comes back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.utils import timezone

from quietude.signalements.enums import CLOS
from quietude.signalements.models import Appelant, DureeConservation, MiseEnQuarantaine
from quietude.signalements.models.conservation import JOURS_PAR_DEFAUT, MOIS_PAR_DEFAUT


@dataclass(frozen=True)
class Regle:
    """What holds for what begins from `depuis` on."""

    depuis: date = date.min
    mois: int = MOIS_PAR_DEFAUT
    jours: int = JOURS_PAR_DEFAUT


@dataclass(frozen=True)
class Effet:
    """How many of the contacts held today go on that night, with a setting and without it."""

    nuit: date
    avec: int
    sans: int

    @property
    def de_plus(self) -> int:
        return max(self.avec - self.sans, 0)


def settings_known() -> list[Regle]:
    """The default, then those of the town in order."""
    rows = DureeConservation.objects.order_by("depuis")
    return [Regle(), *(Regle(row.depuis, row.mois, row.quarantaine_jours) for row in rows)]


def rule_of(day: date, settings: Sequence[Regle]) -> Regle:
    """The one that what begins on this day is told."""
    return max((one for one in settings if one.depuis <= day), key=lambda one: one.depuis)


def _ruling(on: date, settings: Sequence[Regle]) -> Iterator[tuple[date, date | None, Regle]]:
    """(first day, day after the last, rule as it stands `on`): the shortest decided since."""
    begun = sorted(
        (one for one in settings if one.depuis <= on), key=lambda one: one.depuis, reverse=True
    )
    end, months, days = None, begun[0].mois, begun[0].jours
    for one in begun:
        months, days = min(months, one.mois), min(days, one.jours)
        yield one.depuis, end, Regle(one.depuis, months, days)
        end = one.depuis


def erasable(on: date, settings: Sequence[Regle] | None = None) -> Q:
    """Which callers are due on this day, seen from `Appelant`.

    A report that has joined another is closed with it. One in quarantine, looked at or not,
    is due so many days after it was put aside.
    """
    known = settings_known() if settings is None else settings
    alone = Q(signalement__fusionne_dans__isnull=True) & _closed(on, known, "signalement__")
    joined = _closed(on, known, "signalement__fusionne_dans__")
    aside = Q(signalement__quarantaine=True) & _aside(
        on, known, "signalement__mise_en_quarantaine__le"
    )
    return alone | joined | aside


def _closed(on: date, settings: Sequence[Regle], path: str) -> Q:
    due = Q(pk__in=[])
    for start, end, rule in _ruling(on, settings):
        span = Q(**{f"{path}clos_le__gte": start})
        if end:
            span &= Q(**{f"{path}clos_le__lt": end})
        limit = on - relativedelta(months=rule.mois)
        due |= span & Q(**{f"{path}clos_le__lte": limit})
    return due & Q(**{f"{path}etat__in": [*CLOS]})


def _aside(on: date, settings: Sequence[Regle], path: str) -> Q:
    """Of which the moment at `path` is so many days ago, by the setting of that moment."""
    due = Q(pk__in=[])
    for start, end, rule in _ruling(on, settings):
        span = Q(**{f"{path}__date__gte": start})
        if end:
            span &= Q(**{f"{path}__date__lt": end})
        due |= span & Q(**{f"{path}__date__lte": on - timedelta(days=rule.jours)})
    return due


def rejected_due(on: date) -> Q:
    """Which rejected sendings lose what they said on this day, seen from `MiseEnQuarantaine`.

    Counted from the rejection, which can be taken back till then. What nobody has looked at
    is kept: it may be sincere.
    """
    rejected = Q(signalement__quarantaine=True, signalement__etat__in=[*CLOS])
    fresh = Q(triee_le__isnull=False, efface_le__isnull=True)
    return rejected & fresh & _aside(on, settings_known(), "triee_le")


def end_of_quarantine(moment: date, settings: Sequence[Regle]) -> date:
    """The day when what was put aside on this one is erased, as the settings stand."""
    first = moment + timedelta(days=rule_of(moment, settings).jours)
    later = (one for one in settings if one.depuis > moment)
    shorter = (max(one.depuis, moment + timedelta(days=one.jours)) for one in later)
    return min([first, *shorter])


def quarantine_ends(
    rows: Sequence[MiseEnQuarantaine],
) -> list[tuple[MiseEnQuarantaine, date, date | None]]:
    """Each with the day when its contact goes, and the one when what it says goes if it was
    rejected; one query for all."""
    known = settings_known()

    def end(moment: datetime) -> date:
        return end_of_quarantine(timezone.localdate(moment), known)

    return [(row, end(row.le), end(row.triee_le) if row.triee_le else None) for row in rows]


def effect_of(wanted: Regle | None = None, instead_of: date | None = None) -> Effet:
    """What a setting would erase on its first night, counted among what is held today.

    `instead_of` is the first day of the setting that it replaces. None: as things stand.
    """
    known = settings_known()
    left = [one for one in known if one.depuis not in {instead_of, wanted and wanted.depuis}]
    tomorrow = timezone.localdate() + timedelta(days=1)
    night = max(wanted.depuis, tomorrow) if wanted else tomorrow
    without = Appelant.objects.filter(erasable(night, known)).count()
    if wanted is None:
        return Effet(night, without, without)
    rows = Appelant.objects.filter(erasable(night, [*left, wanted]))
    return Effet(night, rows.count(), without)
