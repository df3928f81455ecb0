"""What rises, what falls, what cannot be said: the first page of the diagnosis."""

from collections.abc import Iterable
from dataclasses import dataclass

from quietude.observatoire.calculs.evolution import Evolution, Verdict
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.calculs.tendance import last_change


@dataclass(frozen=True)
class Constat:
    serie: SerieLue
    evolution: Evolution


@dataclass(frozen=True)
class Resume:
    """In the order in which the series were given; no place and no one is ranked."""

    hausses: tuple[Constat, ...]
    baisses: tuple[Constat, ...]
    indecis: tuple[Constat, ...]


def summarise(series: Iterable[SerieLue]) -> Resume:
    """Sort the last change of each series by what may be concluded of it.

    Stocks and rates without counts are left out: they are read on their own page.
    """
    found = [
        Constat(serie, change) for serie in series if (change := last_change(serie)) is not None
    ]

    def of(*verdicts: Verdict) -> tuple[Constat, ...]:
        return tuple(row for row in found if row.evolution.verdict in verdicts)

    return Resume(
        of(Verdict.HAUSSE_NETTE),
        of(Verdict.BAISSE_NETTE),
        of(Verdict.PAS_ETABLI, Verdict.NON_COMPARABLE),
    )
