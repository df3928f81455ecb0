"""Write the meetings of a body: planned, held with its seats, cancelled, put right."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.actions import Lien
from quietude.comptes.models import Utilisateur
from quietude.instances import workflow
from quietude.instances.actions.convies import compare, tell
from quietude.instances.calendrier import Methode
from quietude.instances.enums import EtatReunion, ReponseConvocation
from quietude.instances.envois import Envois, send_on_commit
from quietude.instances.models import DEJA_INSCRITE, Instance, Reunion
from quietude.instances.ordre_du_jour import write_subjects
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
    debut: time | None = None,
    fin: time | None = None,
    lieu: str = "",
    public: str = "",
    objet: str = "",
) -> Reunion:
    """Plan a meeting, or enter one already past. ActionImpossible when it is there already."""
    require(can_keep_meetings(actor))
    _check_hours(debut, fin)
    reunion = Reunion(instance=instance, date=date, debut=debut, fin=fin)
    reunion.lieu, reunion.public, reunion.objet = lieu, public, objet
    return _save(reunion)


@action
def amend_reunion(
    *,
    actor: Utilisateur,
    reunion: Reunion,
    lien: Lien,
    valeurs: Mapping[str, Any],
) -> Envois:
    """Put right the day, the hours, the place or the subject, and tell those convened.

    A meeting held is not moved to come, nor after what it decided.
    """
    require(can_keep_meetings(actor))
    found = _lock(reunion)
    changed = {name for name, value in valeurs.items() if getattr(found, name) != value}
    for name, value in valeurs.items():
        setattr(found, name, value)
    _check_hours(found.debut, found.fin)
    if found.etat == EtatReunion.TENUE:
        _check_past(found.date)
        _check_decisions(found, found.date)
        found.reglements.exclude(adopte_le=found.date).update(adopte_le=found.date)
    if found.etat != EtatReunion.PREVUE or not changed:
        _save(found)
        return Envois()
    if changed & {"date", "debut", "fin"}:
        _forget_answers(found)
    return _announce(actor, found, Methode.REQUEST, lien)


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
    write_subjects(found)
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
def cancel_reunion(*, actor: Utilisateur, reunion: Reunion, motif: str, lien: Lien) -> Envois:
    """Say that a planned meeting is not held, and why; those convened are told."""
    require(can_keep_meetings(actor))
    if not motif.strip():
        raise ActionImpossible("Dites pourquoi la réunion est annulée.")
    found = _lock(reunion)
    _move(found, EtatReunion.ANNULEE)
    found.motif = motif.strip()
    return _announce(actor, found, Methode.CANCEL, lien)


@action
def restore_reunion(*, actor: Utilisateur, reunion: Reunion) -> Reunion:
    """Take back "held" or "cancelled", said by mistake: the meeting is planned again.

    Its attendance goes; ActionImpossible while it has decisions, or adopted rules.
    """
    require(can_keep_meetings(actor))
    found = _lock(reunion)
    if found.decisions.exists():
        raise ActionImpossible(
            "Cette réunion a pris des décisions : retirez-les avant de dire qu’elle n’a pas "
            "été tenue."
        )
    if found.reglements.exists():
        raise ActionImpossible(
            "Cette réunion a adopté le règlement intérieur : reprenez d’abord son adoption."
        )
    _move(found, EtatReunion.PREVUE)
    found.motif = ""
    found.sequence += 1  # calendars that dropped it take it back as a new version
    found.save()
    _forget_answers(found)
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
    if found.convocations.exists():
        raise ActionImpossible(
            "Des membres sont convoqués : annulez la réunion, ils en seront prévenus."
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


def _announce(actor: Utilisateur, reunion: Reunion, methode: Methode, lien: Lien) -> Envois:
    """A new version, told to those who have the former one, unless the day is over.

    Moved to another day, the seats of that day count: who no longer sits then is told, who
    will sit is convened.
    """
    told, sent = list(reunion.convocations.select_related("personne")), Envois()
    reunion.sequence += bool(told)
    _save(reunion)
    if not told or reunion.date < timezone.localdate():
        return sent
    if methode is Methode.CANCEL:
        send_on_commit(actor, reunion, told, methode, lien, sent)
        return sent
    moved = compare(reunion)
    tell(actor, reunion, moved, lien, sent)
    gone = {row.pk for row in (*moved.partants, *moved.deplaces)}
    stay = [row for row in told if row.pk not in gone and row.retiree_le is None]
    send_on_commit(actor, reunion, stay, methode, lien, sent)
    return sent


def _forget_answers(reunion: Reunion) -> None:
    """Who could come that day is asked again for another."""
    waiting = ReponseConvocation.ATTENDUE
    reunion.convocations.update(reponse=waiting, repondue_le=None)


def _check_hours(debut: time | None, fin: time | None) -> None:
    if fin is not None and (debut is None or fin <= debut):
        raise ActionImpossible("Une réunion finit après avoir commencé.")


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
