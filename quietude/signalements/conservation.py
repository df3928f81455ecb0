"""When contact details are erased: so many months after closing, by the setting of that day."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from quietude.signalements.enums import CLOS
from quietude.signalements.models import DureeConservation

PAR_DEFAUT = 12  # months, until the town sets its own


def erasable(on: date) -> Q:
    """Which callers are due on this day, seen from `Appelant`.

    Each setting rules the reports closed from its first day to the eve of the next. A report
    that has joined another is closed with it.
    """
    alone = Q(signalement__fusionne_dans__isnull=True) & _due(on, "signalement__")
    return alone | _due(on, "signalement__fusionne_dans__")


def _due(on: date, path: str) -> Q:
    settings = [(row.depuis, row.mois) for row in DureeConservation.objects.order_by("depuis")]
    starts = [(date.min, PAR_DEFAUT), *settings]
    due = Q(pk__in=[])
    for rank, (start, months) in enumerate(starts):
        span = Q(**{f"{path}clos_le__gte": start})
        if rank + 1 < len(starts):
            span &= Q(**{f"{path}clos_le__lt": starts[rank + 1][0]})
        due |= span & Q(**{f"{path}clos_le__lte": on - relativedelta(months=months)})
    return due & Q(**{f"{path}etat__in": [*CLOS]})
