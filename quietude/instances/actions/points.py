"""Keep the agenda of a meeting, then its minutes."""

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import EtatReunion
from quietude.instances.models import Point, Reunion
from quietude.instances.ordre_du_jour import next_rank
from quietude.instances.rules import can_write_talks
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require


@action
def add_point(*, actor: Utilisateur, reunion: Reunion, titre: str, origine: str = "") -> Point:
    """Put a point at the end of the agenda, planned or after the meeting."""
    require(can_write_talks(actor, reunion.instance))
    found = _lock(reunion)
    return Point.objects.create(
        reunion=found, ordre=next_rank(found), titre=titre.strip(), origine=origine
    )


@action
def amend_point(
    *, actor: Utilisateur, point: Point, titre: str, compte_rendu: str | None = None
) -> Point:
    """Reword a point; once the meeting is held, write what was said of it."""
    require(can_write_talks(actor, point.reunion.instance))
    found = _lock(point.reunion)
    row = found.points.get(pk=point.pk)
    row.titre = titre.strip()
    if compte_rendu is not None:
        if found.etat != EtatReunion.TENUE:
            raise ActionImpossible("Le compte rendu s’écrit quand la réunion a été tenue.")
        row.compte_rendu = compte_rendu.strip()
    row.save()
    return row


@action
def move_point(*, actor: Utilisateur, point: Point, haut: bool) -> Point:
    """Exchange places with the point above, or below; the first goes no higher."""
    require(can_write_talks(actor, point.reunion.instance))
    rows = list(_lock(point.reunion).points.all())
    place = next(rank for rank, row in enumerate(rows) if row.pk == point.pk)
    other = place + (-1 if haut else 1)
    if 0 <= other < len(rows):
        one, two = rows[place], rows[other]
        one.ordre, two.ordre = two.ordre, one.ordre
        one.save()
        two.save()
    return rows[place]


@action
def remove_point(*, actor: Utilisateur, point: Point) -> None:
    """Take a point away, unless something was said of it."""
    require(can_write_talks(actor, point.reunion.instance))
    row = _lock(point.reunion).points.get(pk=point.pk)
    if row.compte_rendu:
        raise ActionImpossible("Ce point a un compte rendu : effacez-le d’abord.")
    row.delete()


def _lock(reunion: Reunion) -> Reunion:
    found = Reunion.objects.select_for_update().get(pk=reunion.pk)
    if found.etat == EtatReunion.ANNULEE:
        raise ActionImpossible("Une réunion annulée n’a pas d’ordre du jour.")
    return found
