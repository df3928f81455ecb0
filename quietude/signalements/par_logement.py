"""Calls for a hundred dwellings, by sector: a large district calls more than a small one.

The dwellings are those that the observatory holds for the sector; without them, no rate.
"""

from dataclasses import dataclass
from decimal import Decimal

from quietude.indicateurs.mesures import Demande
from quietude.indicateurs.moteur import compute
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.models import Observation
from quietude.signalements.mesures import SECTEUR
from quietude.socle.periodes import Periode
from quietude.territoire.models import Division

_LOGEMENTS = "logements"


@dataclass(frozen=True)
class ParLogement:
    """The calls of a sector, and what they are for a hundred dwellings when it is known."""

    code: str
    nom: str
    appels: int
    logements: int | None

    @property
    def pour_cent(self) -> Decimal | None:
        return per_hundred(self.appels, self.logements)


def per_hundred(calls: int, dwellings: int | None) -> Decimal | None:
    """None when nobody knows how many dwellings there are."""
    if not dwellings:
        return None
    return (Decimal(100) * calls / dwellings).quantize(Decimal("0.1"))


def calls_per_dwelling(division: Division, span: Periode) -> list[ParLogement]:
    """One line a sector, in the order of the division: nothing is ranked."""
    asked = Demande("signalements.recus", (span,), par=(f"{SECTEUR}{division.code}",))
    (found,) = compute([asked])
    counts = {at[0]: value.nombre for at, value in found.parts[span].items()}
    dwellings = dwellings_of(division, span)
    return [
        ParLogement(row.code, row.nom, int(counts.get(row.code) or 0), dwellings.get(row.code))
        for row in division.secteurs.all()
    ]


def dwellings_of(division: Division, span: Periode) -> dict[str, int]:
    """The last count known at the end of the span, by sector."""
    rows = Observation.objects.filter(
        serie__grandeur__code=_LOGEMENTS,
        serie__perimetre__niveau=NiveauPerimetre.SECTEUR,
        serie__perimetre__secteur__division=division,
        valeur__isnull=False,
        debut__lte=span.fin,
    ).order_by("debut")
    found = rows.values_list("serie__perimetre__secteur__code", "valeur")
    return {str(code): int(number) for code, number in found if number is not None}
