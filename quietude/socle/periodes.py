"""Spans of days as everyone says them: 2015, nine months of 2016, school year 2015-2016."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Periode:
    """A span of days, both ends included."""

    debut: date
    fin: date
