"""Where a report is: known place, address, or point; and the sector of each division."""

from dataclasses import dataclass, replace

from quietude.signalements.contours import sectors_around
from quietude.territoire.models import Lieu


@dataclass(frozen=True)
class Situation:
    """At least one of place, address and point; `secteurs` chosen by hand where no outline
    tells."""

    lieu: Lieu | None = None
    adresse: str = ""
    longitude: float | None = None
    latitude: float | None = None
    secteurs: dict[str, str] | None = None

    def placed(self) -> "Situation":
        """With the coordinates of its place, and its name as address."""
        lieu = self.lieu
        longitude, latitude = self.longitude, self.latitude
        if lieu and longitude is None:
            longitude, latitude = lieu.longitude, lieu.latitude
        return Situation(
            lieu,
            self.adresse or (f"{lieu.nom}, {lieu.adresse}".rstrip(", ")[:300] if lieu else ""),
            longitude,
            latitude,
            self.secteurs,
        )

    def located(self) -> "Situation":
        """Placed, with its sectors: those that the place tells, else those chosen."""
        here = self.placed()
        told = derive_sectors(here.lieu, here.longitude, here.latitude)
        return replace(here, secteurs={**(self.secteurs or {}), **told})


def derive_sectors(
    lieu: Lieu | None, longitude: float | None, latitude: float | None
) -> dict[str, str]:
    """{division: sector}: those of the place as the town filed it, else of the point."""
    found: dict[str, str] = {}
    if longitude is not None and latitude is not None:
        found = sectors_around(longitude, latitude)
    if lieu:
        filed = lieu.rattachements.select_related("division", "secteur")
        found |= {row.division.code: row.secteur.code for row in filed}
    return found
