"""Convene the members of a body, and write down what they answer."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from quietude.comptes.actions import Lien, fingerprint
from quietude.comptes.models import Utilisateur
from quietude.instances.actions.convies import (
    compare,
    new_convocation,
    new_version,
    write_down,
)
from quietude.instances.calendrier import Methode
from quietude.instances.enums import EtatReunion, QualiteDesignation, ReponseConvocation
from quietude.instances.envois import Envois, send_on_commit
from quietude.instances.models import Convocation, Reunion
from quietude.instances.rules import can_keep_meetings
from quietude.instances.sieges import guests_of
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require


class LienPerime(ActionImpossible):
    """No meeting to come waits for an answer under this token, whatever the reason."""


@action
def convene(*, actor: Utilisateur, reunion: Reunion, lien: Lien, tous: bool = False) -> Envois:
    """Write to the members in office who do not have the meeting as it is now.

    `tous` writes again to the others too. `lien` makes the address of an answer from its
    token. Called off, it is told to those convened who do not know yet. ActionImpossible
    without an hour, after the day, or when nobody is left to write to.
    """
    require(can_keep_meetings(actor))
    found = _lock(reunion)
    off = found.etat == EtatReunion.ANNULEE
    _check_convenable(found)
    sent = Envois()
    left = [] if off else _follow(actor, found, lien, sent)
    known = list(found.convocations.select_related("personne"))
    rows = known if off else _guests(found, known)
    asked = [row for row in rows if tous or row.pk is None or row.sequence < found.sequence]
    if not asked and not left:
        raise ActionImpossible("Chacun a déjà reçu le dernier message.")
    methode = Methode.CANCEL if off else Methode.REQUEST
    send_on_commit(actor, found, asked, methode, lien, sent)
    return sent


def _follow(
    actor: Utilisateur, reunion: Reunion, lien: Lien, sent: Envois
) -> list[Convocation]:
    """Those who left without being told, whatever made them leave; seats are put right."""
    waiting = list(reunion.convocations.filter(retiree_le__isnull=False))
    moved = compare(reunion)
    back = {row.pk for row in moved.arrivants}
    waiting = [row for row in waiting if row.pk not in back]
    if moved.partants or moved.deplaces or back - {None}:
        new_version(reunion)
        write_down(reunion, moved)
    left = [*moved.partants, *waiting]
    send_on_commit(actor, reunion, left, Methode.CANCEL, lien, sent)
    return left


def _guests(reunion: Reunion, known: Iterable[Convocation]) -> list[Convocation]:
    kept = {row.personne_id: row for row in known}
    guests = guests_of(reunion)
    if not guests:
        raise ActionImpossible(
            "Personne n’est désigné pour siéger : nommez d’abord les titulaires et suppléants."
        )
    return [kept.get(row.personne_id) or new_convocation(reunion, row) for row in guests]


@action
def record_answers(
    *, actor: Utilisateur, reunion: Reunion, reponses: Mapping[int, str]
) -> list[Convocation]:
    """What persons answered by telephone or by letter, by convocation; those that changed."""
    require(can_keep_meetings(actor))
    rows = Convocation.objects.select_for_update(of=["self"]).of(reunion).standing()
    return [
        _answer(row, ReponseConvocation(reponses[row.pk]))
        for row in rows.described()
        if reponses.get(row.pk, row.reponse) != row.reponse
    ]


@action
def answer_convocation(*, actor: None, jeton: str, reponse: ReponseConvocation) -> Convocation:
    """What the holder of the link answers; LienPerime when it does not answer any more."""
    found = _lock_convocation(pending_convocation(jeton).pk)
    if reponse == ReponseConvocation.ATTENDUE:
        raise ActionImpossible("Choisissez une réponse.")
    return _answer(found, reponse)


def pending_convocation(jeton: str) -> Convocation:
    """The convocation that this token answers, while its meeting is to come."""
    rows = Convocation.objects.described()
    found = rows.filter(jeton_empreinte=fingerprint(jeton)).first()
    if found is None or not found.ouverte:
        raise LienPerime
    return found


def _answer(found: Convocation, reponse: ReponseConvocation) -> Convocation:
    deputy = found.qualite == QualiteDesignation.SUPPLEANT
    if reponse == ReponseConvocation.SUPPLEE and deputy:
        raise ActionImpossible("Un suppléant ne se fait pas suppléer.")
    found.reponse = reponse
    waiting = reponse == ReponseConvocation.ATTENDUE
    found.repondue_le = None if waiting else timezone.now()
    found.save()
    return found


def _check_convenable(reunion: Reunion) -> None:
    if reunion.etat == EtatReunion.TENUE or reunion.date < timezone.localdate():
        raise ActionImpossible("On ne convoque qu’à une réunion à venir.")
    if reunion.debut is None:
        raise ActionImpossible("Dites d’abord à quelle heure elle commence.")


def _lock(reunion: Reunion) -> Reunion:
    rows = Reunion.objects.select_for_update(of=["self"]).select_related("instance")
    return rows.get(pk=reunion.pk)


def _lock_convocation(pk: int) -> Convocation:
    rows = Convocation.objects.select_for_update(of=["self"]).described()
    return rows.get(pk=pk)
