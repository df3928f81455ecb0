"""Due dates in working days: Monday to Friday, French public holidays left out."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

_DIMANCHE_ET_SAMEDI = 5


@lru_cache(maxsize=16)  # working a year out takes 5 ms, a due date asks for it up to 20 times
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_working_day(day: date) -> bool:
    """Neither a week-end nor a national public holiday (Code du travail, art. L3133-1)."""
    return day.weekday() < _DIMANCHE_ET_SAMEDI and day not in _holidays(day.year)


def after_working_days(day: date, count: int) -> date:
    """The last of `count` working days after `day`; `day` itself when `count` is 0."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
