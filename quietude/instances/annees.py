"""Which year a page of meetings shows."""

from collections.abc import Sequence

from django.utils import timezone


def choose_year(asked: str, met: Sequence[int]) -> tuple[int, list[int]]:
    """The year shown and those to choose from, out of the years with a meeting, latest first.

    Unless another is asked for: this year, or the last with meetings while it has none.
    """
    today = timezone.localdate().year
    known = sorted({*met, today}, reverse=True)
    if asked.isdecimal() and int(asked) in known:
        return int(asked), known
    return next((year for year in met if year <= today), today), known
