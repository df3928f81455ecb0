"""The seats of a meeting: those already noted, as they were, then those of the body today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quietude.instances.chartes import Charte
from quietude.instances.enums import EtatPresence, QualiteDesignation, QualiteMembre
from quietude.instances.models import Designation, Instance, Membre, Presence, Reunion


@dataclass(frozen=True)
class Siege:
    """One seat to note. `attendu`: it cannot be left out once one seat is noted."""

    membre: Membre
    fonction: str
    etat: str
    attendu: bool


def seats_of(reunion: Reunion) -> list[Siege]:
    """The seats that may be noted, in the order of the composition.

    Attendance noted once keeps its seats: one added to the body since is not asked for.
    """
    noted = {row.membre_id: row for row in reunion.presences.all()}
    members = reunion.instance.composition.select_related("organisation")
    return [_seat(member, noted.get(member.pk), bool(noted)) for member in members]


def _seat(membre: Membre, noted: Presence | None, kept: bool) -> Siege:
    if noted is not None:
        return Siege(membre, noted.fonction, noted.etat, attendu=True)
    called = membre.qualite != QualiteMembre.INVITE
    return Siege(membre, membre.fonction, "", attendu=called and not kept)


def forgotten(sieges: Sequence[Siege], etats: Mapping[int, str]) -> list[Siege]:
    """The seats left out although others are noted; none when none is."""
    if not any(etats.values()):
        return []
    return [seat for seat in sieges if seat.attendu and not etats.get(seat.membre.pk)]


def write_seats(reunion: Reunion, sieges: Sequence[Siege], etats: Mapping[int, str]) -> None:
    """Make the attendance say this; what already says it is not written again."""
    noted = {row.membre_id: row for row in reunion.presences.all()}
    for rank, seat in enumerate(sieges):
        row, etat = noted.get(seat.membre.pk), etats.get(seat.membre.pk, "")
        if row is None and etat:
            Presence.objects.create(
                reunion=reunion,
                membre=seat.membre,
                fonction=seat.fonction,
                organisation=seat.membre.organisation,
                etat=EtatPresence(etat),
                ordre=rank,
            )
        elif row is not None and not etat:
            row.delete()
        elif row is not None and row.etat != etat:
            row.etat = EtatPresence(etat)
            row.save()


@dataclass(frozen=True)
class Occupant:
    """A person in a seat, and where they stand with the charter when the body asks one."""

    designation: Designation
    charte: Charte | None


@dataclass(frozen=True)
class Tenu:
    """A seat and who holds it."""

    membre: Membre
    titulaire: Occupant | None
    suppleant: Occupant | None


def holders_of(
    instance: Instance, named: Iterable[Designation], chartes: Iterable[Charte]
) -> list[Tenu]:
    """Every seat of the body in order, held or not."""
    signed = {row.designation.pk: row for row in chartes}
    kept = {(row.membre_id, row.qualite): Occupant(row, signed.get(row.pk)) for row in named}
    return [
        Tenu(
            seat,
            kept.get((seat.pk, QualiteDesignation.TITULAIRE)),
            kept.get((seat.pk, QualiteDesignation.SUPPLEANT)),
        )
        for seat in instance.composition.select_related("organisation")
    ]


def guests_of(reunion: Reunion) -> list[Designation]:
    """Those in office on the day, one line a person, titular seats before deputies."""
    rows = Designation.objects.of(reunion.instance).in_office(reunion.date).described()
    found: dict[int, Designation] = {}
    for row in rows:
        kept = found.get(row.personne_id)
        if kept is None or (row.titulaire and not kept.titulaire):
            found[row.personne_id] = row
    return list(found.values())
