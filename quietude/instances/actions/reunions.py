"""Write the meetings of a body: planned, held with its seats, cancelled, put right."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.instances import workflow
from quietude.instances.enums import EtatReunion
from quietude.instances.models import DEJA_INSCRITE, Instance, Reunion
from quietude.instances.rules import can_keep_meetings
from quietude.instances.sieges import forgotten, seats_of, write_seats
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require


@action
def schedule_reunion(
    *,
    actor: Utilisateur,
    instance: Instance,
    date: date,
    lieu: str = "",
    public: str = "",
    objet: str = "",
) -> Reunion:
    """Plan a meeting, or enter one already past. ActionImpossible when it is there already."""
    require(can_keep_meetings(actor))
    reunion = Reunion(instance=instance, date=date, lieu=lieu, public=public, objet=objet)
    return _save(reunion)


@action
def amend_reunion(
    *,
    actor: Utilisateur,
    reunion: Reunion,
    date: date,
    lieu: str = "",
    public: str = "",
    objet: str = "",
) -> Reunion:
    """Put right the day, the place or the subject. A meeting held is not moved to come, nor
    after what it decided."""
    require(can_keep_meetings(actor))
    found = _lock(reunion)
    if found.etat == EtatReunion.TENUE:
        _check_past(date)
        _check_decisions(found, date)
    found.date, found.lieu, found.public, found.objet = date, lieu, public, objet
    return _save(found)


@action
def hold_reunion(
    *, actor: Utilisateur, reunion: Reunion, presences: Mapping[int, str] | None = None
) -> Reunion:
    """Say that a meeting was held, with its seats (by member) when they were noted.

    Raises ActionImpossible before its day, or when a seat is left out.
    """
    require(can_keep_meetings(actor))
    found = _lock(reunion)
    _check_past(found.date)
    _move(found, EtatReunion.TENUE)
    found.save()
    _note(found, presences or {})
    return found


@action
def record_presences(
    *, actor: Utilisateur, reunion: Reunion, presences: Mapping[int, str]
) -> Reunion:
    """Note or put right the seats of a meeting held; none at all takes the attendance away."""
    require(can_keep_meetings(actor))
    found = _lock(reunion)
    if found.etat != EtatReunion.TENUE:
        raise ActionImpossible("Les présences se notent quand la réunion a été tenue.")
    _note(found, presences)
    return found


@action
def cancel_reunion(*, actor: Utilisateur, reunion: Reunion, motif: str) -> Reunion:
    """Say that a planned meeting will not be, or was not, held, and why."""
    require(can_keep_meetings(actor))
    if not motif.strip():
        raise ActionImpossible("Dites pourquoi la réunion est annulée.")
    found = _lock(reunion)
    _move(found, EtatReunion.ANNULEE)
    found.motif = motif.strip()
    found.save()
    return found


@action
def restore_reunion(*, actor: Utilisateur, reunion: Reunion) -> Reunion:
    """Take back "held" or "cancelled", said by mistake: the meeting is planned again.

    Its attendance goes; ActionImpossible while it has decisions.
    """
    require(can_keep_meetings(actor))
    found = _lock(reunion)
    if found.decisions.exists():
        raise ActionImpossible(
            "Cette réunion a pris des décisions : retirez-les avant de dire qu’elle n’a pas "
            "été tenue."
        )
    _move(found, EtatReunion.PREVUE)
    found.motif = ""
    found.save()
    found.presences.all().delete()
    return found


@action
def remove_reunion(*, actor: Utilisateur, reunion: Reunion) -> None:
    """Remove a meeting entered by mistake; one held or cancelled is a fact, and stays."""
    require(can_keep_meetings(actor))
    found = _lock(reunion)
    if found.etat != EtatReunion.PREVUE:
        raise ActionImpossible(
            "Une réunion tenue ou annulée ne se supprime pas : remettez-la d’abord à prévoir."
        )
    found.delete()


def _lock(reunion: Reunion) -> Reunion:
    rows = Reunion.objects.select_for_update(of=["self"]).select_related("instance")
    return rows.get(pk=reunion.pk)


def _move(reunion: Reunion, wanted: EtatReunion) -> None:
    current = EtatReunion(reunion.etat)
    if wanted not in workflow.REUNION[current]:
        raise ActionImpossible(
            f"Une réunion {current.label.lower()} ne devient pas {wanted.label.lower()} : "
            "rechargez la page pour voir où elle en est."
        )
    reunion.etat = wanted


def _check_past(day: date) -> None:
    if day > timezone.localdate():
        raise ActionImpossible(
            "Cette réunion est à venir : elle sera dite tenue le jour venu, ou après."
        )


def _check_decisions(reunion: Reunion, day: date) -> None:
    for decision in reunion.decisions.all():
        if any(
            known is not None and known < day
            for known in (decision.echeance, decision.close_le)
        ):
            raise ActionImpossible(
                f"La décision {decision.numero} a une échéance ou une clôture avant ce jour."
            )


def _note(reunion: Reunion, presences: Mapping[int, str]) -> None:
    seats = seats_of(reunion)
    if missing := forgotten(seats, presences):
        names = ", ".join(seat.fonction for seat in missing)
        raise ActionImpossible(f"Il manque la présence de : {names}.")
    write_seats(reunion, seats, presences)


def _save(reunion: Reunion) -> Reunion:
    try:
        with transaction.atomic():
            reunion.save()
    except IntegrityError as error:
        raise ActionImpossible(DEJA_INSCRITE) from error
    return reunion
