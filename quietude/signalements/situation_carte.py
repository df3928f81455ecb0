"""Maps of a report: to put its point, and to see where it is."""

from typing import Any

from quietude.comptes.models import Utilisateur
from quietude.signalements.models import Signalement
from quietude.territoire.carte import map_of
from quietude.territoire.models import Commune, Division


def _outlines(user: Utilisateur) -> dict[str, Any]:
    divisions = Division.objects.visible_to(user).prefetch_related("secteurs")
    return map_of(Commune.objects.all(), divisions, [])


def placing_map(user: Utilisateur) -> dict[str, Any]:
    """Outlines of the town, to put a point on."""
    return _outlines(user)


def map_of_report(user: Utilisateur, row: Signalement) -> dict[str, Any] | None:
    """The town and the point of the report; None when it has no point."""
    if row.longitude is None:
        return None
    point = {
        "nom": row.endroit,
        "adresse": row.get_absolute_url(),
        "point": [row.latitude, row.longitude],
    }
    return {**_outlines(user), "lieux": [point], "centre": point["point"]}
