"""Keep those convened in step with who sits: whoever joins is convened, whoever leaves is told.

Each change is a new version of the meeting: calendars take an event back, or drop it, only
under a higher number. Those for whom nothing changes are not written to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from quietude.comptes.actions import Lien
from quietude.comptes.models import Utilisateur
from quietude.instances.calendrier import Methode
from quietude.instances.enums import QualiteDesignation, ReponseConvocation
from quietude.instances.envois import Envois, send_on_commit
from quietude.instances.models import Convocation, Designation, Instance, Reunion
from quietude.instances.rules import can_enter
from quietude.instances.sieges import guests_of


@dataclass(frozen=True)
class Mouvement:
    """Who is convened and no longer sits, who sits and is not, who changed seats."""

    partants: Sequence[Convocation]
    arrivants: Sequence[Convocation]
    deplaces: Sequence[Convocation]

    def __bool__(self) -> bool:
        return bool(self.partants or self.arrivants or self.deplaces)


def compare(reunion: Reunion) -> Mouvement:
    """Those convened against those who may come on the day."""
    rows = reunion.convocations.select_related("personne__utilisateur")
    known = {row.personne_id: row for row in rows}
    coming = {
        row.personne_id: row
        for row in guests_of(reunion)
        if can_enter(row.personne, reunion.instance, reunion.date)
    }
    standing = [row for row in known.values() if row.retiree_le is None]
    stay = {row.personne_id for row in standing}
    return Mouvement(
        partants=[row for row in standing if row.personne_id not in coming],
        arrivants=[
            _restored(known[pk], row) if pk in known else new_convocation(reunion, row)
            for pk, row in coming.items()
            if pk not in stay
        ],
        deplaces=[
            row
            for row in standing
            if row.personne_id in coming and _reseat(row, coming[row.personne_id])
        ],
    )


def new_convocation(reunion: Reunion, guest: Designation) -> Convocation:
    return Convocation(
        reunion=reunion,
        personne=guest.personne,
        fonction=guest.fonction,
        qualite=guest.qualite,
    )


def _restored(row: Convocation, guest: Designation) -> Convocation:
    """Back before having been told to leave."""
    row.retiree_le = None
    row.reponse, row.repondue_le = ReponseConvocation.ATTENDUE, None
    _reseat(row, guest)
    return row


def _reseat(row: Convocation, guest: Designation) -> bool:
    """Say the seat held now; whether it was another. A deputy has no deputy."""
    if (row.fonction, row.qualite) == (guest.fonction, guest.qualite):
        return False
    row.fonction, row.qualite = guest.fonction, guest.qualite
    deputy = row.qualite == QualiteDesignation.SUPPLEANT
    if deputy and row.reponse == ReponseConvocation.SUPPLEE:
        row.reponse, row.repondue_le = ReponseConvocation.ATTENDUE, None
    return True


def follow_seats(actor: Utilisateur, instance: Instance, lien: Lien) -> Envois:
    """After a seat or a charter changed: every meeting to come that is convened already."""
    sent = Envois()
    coming = Reunion.objects.select_for_update(of=["self"]).select_related("instance")
    for reunion in coming.of(instance).coming(timezone.localdate()).convened():
        moved = compare(reunion)
        if moved:
            new_version(reunion)
            tell(actor, reunion, moved, lien, sent)
    return sent


def new_version(reunion: Reunion) -> None:
    """One number further for calendars; who knew the meeting as it is still does."""
    told = reunion.convocations.filter(sequence=reunion.sequence)
    reunion.sequence += 1
    told.update(sequence=reunion.sequence)
    reunion.save()


def write_down(reunion: Reunion, moved: Mouvement) -> None:
    """Who moved does not know the new version until a message left."""
    now = timezone.now()
    for row in moved.partants:
        row.retiree_le = now
    kept = [row for row in moved.arrivants if row.pk is not None]
    for row in (*moved.partants, *moved.deplaces, *kept):
        row.sequence = reunion.sequence - 1
        row.save()


def tell(
    actor: Utilisateur, reunion: Reunion, moved: Mouvement, lien: Lien, sent: Envois
) -> None:
    """Write to those who moved; what did not leave waits on the page of the meeting."""
    write_down(reunion, moved)
    send_on_commit(actor, reunion, moved.partants, Methode.CANCEL, lien, sent)
    joined = (*moved.arrivants, *moved.deplaces)
    send_on_commit(actor, reunion, joined, Methode.REQUEST, lien, sent)
