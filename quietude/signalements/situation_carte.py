"""Maps of a report: to put its point, and to see where it is."""

from typing import Any

from quietude.journal.versions import kept_until_written
from quietude.signalements.models import Signalement
from quietude.territoire.carte import map_of
from quietude.territoire.models import Commune, Division, Secteur


@kept_until_written(Commune, Division, Secteur)
def _outlines() -> dict[str, Any]:
    """The same for all who read reports: how the town is cut is no secret to them."""
    divisions = Division.objects.prefetch_related("secteurs")
    return map_of(Commune.objects.all(), divisions, [])


def placing_map() -> dict[str, Any]:
    """Outlines of the town, to put a point on."""
    return _outlines()


def map_of_report(row: Signalement) -> dict[str, Any] | None:
    """The town and the point of the report; None when it has no point."""
    if row.longitude is None:
        return None
    point = {
        "nom": row.endroit,
        "adresse": row.get_absolute_url(),
        "point": [row.latitude, row.longitude],
    }
    return {**_outlines(), "lieux": [point], "centre": point["point"]}
