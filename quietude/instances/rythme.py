"""How many meetings a rhythm requires over a period: pure arithmetic, in exact fractions.

A period is measured in calendar months, part months in proportion to their days, and in weeks
of seven days. `fois` meetings are required every `tous_les` units, rounded down: a body is late
only when a whole turn has passed. "Every 3 to 4 months" requires the fewer meetings.

School time leaves July and August out: a school year has 36 weeks (code de l'éducation, art.
L521-1), 10 months, 3 terms.

Rhythms of several publics are counted apart. Two rhythms for one public are two versions of
one document: the less demanding one is required, and `is_ambiguous` says so.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from quietude.instances.enums import UniteRythme
from quietude.instances.models import Rythme
from quietude.socle.periodes import Periode

_ANNEE = frozenset(range(1, 13))
_MOIS_SCOLAIRES = _ANNEE - {7, 8}
_SEMAINES_SCOLAIRES = Fraction(36, 10)  # by month of school
_TRIMESTRES_SCOLAIRES = Fraction(3, 10)


def expected_by_public(rythmes: Iterable[Rythme], periode: Periode) -> dict[str, int]:
    """How many meetings each public requires; "" stands for a body with one public."""
    required: dict[str, list[int]] = defaultdict(list)
    for rythme in rythmes:
        required[rythme.public].append(required_by(rythme, periode))
    return {public: min(counts) for public, counts in required.items()}


def expected_meetings(rythmes: Iterable[Rythme], periode: Periode) -> int | None:
    """How many meetings these rhythms require in all; None without any rhythm."""
    counts = expected_by_public(rythmes, periode)
    return sum(counts.values()) if counts else None


def required_by(rythme: Rythme, periode: Periode) -> int:
    """How many meetings one rhythm requires over a period."""
    turns = rythme.fois * units(rythme, periode) / (rythme.jusqu_a or rythme.tous_les)
    return int(turns)


def units(rythme: Rythme, periode: Periode) -> Fraction:
    """How many weeks, months, terms or years of this rhythm a period holds."""
    unit = UniteRythme(rythme.unite)
    if rythme.temps_scolaire:
        months = _months(periode, _MOIS_SCOLAIRES)
        return {
            UniteRythme.SEMAINE: months * _SEMAINES_SCOLAIRES,
            UniteRythme.MOIS: months,
            UniteRythme.TRIMESTRE: months * _TRIMESTRES_SCOLAIRES,
            UniteRythme.ANNEE: months / len(_MOIS_SCOLAIRES),
        }[unit]
    months = _months(periode, _ANNEE)
    return {
        UniteRythme.SEMAINE: Fraction(periode.days, 7),
        UniteRythme.MOIS: months,
        UniteRythme.TRIMESTRE: months / 3,
        UniteRythme.ANNEE: months / 12,
    }[unit]


def _months(periode: Periode, counted: frozenset[int]) -> Fraction:
    """Calendar months of a period, of those counted; a part month counts by its days."""
    total = Fraction(0)
    year, month = periode.debut.year, periode.debut.month
    while (year, month) <= (periode.fin.year, periode.fin.month):
        length = monthrange(year, month)[1]
        if month in counted:
            start = max(periode.debut, date(year, month, 1))
            end = min(periode.fin, date(year, month, length))
            total += Fraction((end - start).days + 1, length)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return total


def is_ambiguous(rythmes: Iterable[Rythme]) -> bool:
    """Whether one public has two rhythms that do not say the same."""
    said: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for row in rythmes:
        rate = (row.fois, row.tous_les, row.jusqu_a, row.unite, row.temps_scolaire)
        said[row.public].add(rate)
    return any(len(rates) > 1 for rates in said.values())
