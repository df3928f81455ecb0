"""Which totals may be told, to whoever asks for as many communes as they like.

A total gives by subtraction the withheld communes of whatever it holds and is not told: there
are none, or at least `RETENUES_MIN` of them. Where there would be fewer, one more département
is left unsaid rather than the region, and rather than France.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RETENUES_MIN = 3


def safe(retenues: int) -> bool:
    """Whether so many withheld communes stay unknown once their sum is."""
    return retenues == 0 or retenues >= RETENUES_MIN


@dataclass(frozen=True)
class Dits:
    """The totals that may be told."""

    departements: frozenset[str]
    regions: frozenset[str]
    france: bool


def choose(retenues: Mapping[str, int], france: Mapping[str, str]) -> Dits:
    """From the withheld communes of each département known, and the region of each."""
    hidden = {code for code, count in retenues.items() if not safe(count)}
    regions: dict[str, list[str]] = {}
    for code, region in france.items():
        regions.setdefault(region, []).append(code)
    told: set[str] = set()
    for region, codes in sorted(regions.items()):
        if all(code in retenues for code in codes) and _cover(codes, hidden, retenues):
            told.add(region)
    whole = all(code in retenues for code in france)
    whole = whole and _cover_france(regions, told, hidden, retenues)
    return Dits(frozenset(retenues) - hidden, frozenset(told), whole)


def _unsaid(codes: Iterable[str], hidden: set[str], retenues: Mapping[str, int]) -> int:
    return sum(retenues[code] for code in codes if code in hidden)


def _cover(codes: Iterable[str], hidden: set[str], retenues: Mapping[str, int]) -> bool:
    """Leave one more département unsaid if needed; False when none would be enough."""
    names = sorted(codes)
    if safe(_unsaid(names, hidden, retenues)):
        return True
    others = [code for code in names if code not in hidden and retenues[code]]
    if not others:
        return False
    hidden.add(min(others, key=lambda code: (retenues[code], code)))
    return True


def _cover_france(
    regions: Mapping[str, list[str]],
    told: set[str],
    hidden: set[str],
    retenues: Mapping[str, int],
) -> bool:
    """The same between regions: one that hides enough is left unsaid too."""
    silent = [code for region, codes in regions.items() if region not in told for code in codes]
    if safe(_unsaid(silent, hidden, retenues)):
        return True
    enough = [
        region
        for region in sorted(told)
        if _unsaid(regions[region], hidden, retenues) >= RETENUES_MIN
    ]
    if enough:
        told.remove(enough[0])
        return True
    others = [
        (retenues[code], region, code)
        for region in sorted(told)
        for code in regions[region]
        if retenues[code]
    ]
    if not others:
        return False
    _, region, code = min(others)
    hidden.add(code)
    told.remove(region)
    return True
