"""What the bodies add to the pages of the strategy: their names, the seats of a partner."""

from collections.abc import Iterator, Sequence

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import QualiteMembre
from quietude.instances.models import Instance
from quietude.partenaires.models import Organisation
from quietude.strategie import registres
from quietude.strategie.registres import Ligne, Section


def name_instances(codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name and address of the bodies that the sheets cite by their code."""
    found = Instance.objects.filter(code__in=codes)
    return {row.code: (row.nom, row.get_absolute_url()) for row in found}


def list_seats(user: Utilisateur, organisation: Organisation) -> Iterator[Section]:
    """The seats of an organisation, as a part of its page."""
    bodies = Instance.objects.visible_to(user)
    seats = organisation.sieges.filter(instance__in=bodies).select_related("instance")
    lines = tuple(
        Ligne(
            seat.instance.nom,
            seat.instance.get_absolute_url(),
            seat.fonction
            if seat.qualite == QualiteMembre.MEMBRE
            else f"{seat.fonction} ({seat.get_qualite_display().lower()})",
        )
        for seat in seats.order_by("instance__ordre", "ordre")
    )
    if lines:
        yield Section("Sièges dans les instances", lines)


def register() -> None:
    registres.register_instances(name_instances)
    registres.register_section(list_seats)
