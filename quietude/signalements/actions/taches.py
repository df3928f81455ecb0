"""What is to be done about a report: planned, amended, done, cancelled, taken up again."""

from datetime import date

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.cloture import move_task
from quietude.signalements.actions.vie import lock
from quietude.signalements.empreintes import TACHE, check_version
from quietude.signalements.enums import EtatTache
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.rules_taches import can_do_task, can_plan_task, can_set_task
from quietude.socle.regles import ActionImpossible, require

PASSEE = "Ce jour est passé : choisissez aujourd’hui ou un jour à venir."
SANS_RIEN = "Dites ce qu’il faut faire, en quelques mots."
_FINIE = "Cette tâche n’est plus à faire : remettez-la à faire avant de la modifier."


def lock_task(tache: Tache) -> Tache:
    """The row as it stands, with its report, for the length of the transaction."""
    rows = Tache.objects.select_for_update(of=("self",)).select_related(
        "signalement__fusionne_dans"
    )
    found: Tache = rows.get(pk=tache.pk)
    return found


@action
def add_task(
    *,
    actor: Utilisateur,
    signalement: Signalement,
    quoi: str,
    service: Organisation,
    echeance: date,
    agent: Utilisateur | None = None,
) -> Tache:
    """Write down what is to be done. ActionImpossible for a day that is past."""
    row = lock(signalement)
    require(can_plan_task(actor, row))
    tache = Tache(signalement=row, auteur=actor)
    return _write(tache, quoi, service, agent, echeance)


@action
def amend_task(
    *,
    actor: Utilisateur,
    tache: Tache,
    quoi: str,
    service: Organisation,
    echeance: date,
    agent: Utilisateur | None = None,
    version: str | None = None,
) -> Tache:
    """Say it otherwise, give it to somebody else, put it off.

    ConflitDeVersion when it no longer says what it did at `version`.
    """
    row = lock_task(tache)
    require(can_set_task(actor, row))
    check_version(row, TACHE, version, "cette tâche")
    if not row.ouverte:
        raise ActionImpossible(_FINIE)
    return _write(row, quoi, service, agent, echeance)


def _write(
    row: Tache, quoi: str, service: Organisation, agent: Utilisateur | None, echeance: date
) -> Tache:
    words = " ".join(quoi.split())
    if not words:
        raise ActionImpossible(SANS_RIEN)
    moved = row._state.adding or echeance != row.echeance
    if moved and echeance < timezone.localdate():
        raise ActionImpossible(PASSEE)
    row.quoi, row.service, row.agent, row.echeance = words, service, agent, echeance
    row.save()
    return row


@action
def do_task(*, actor: Utilisateur, tache: Tache, mot: str = "") -> Tache:
    """It is done; ActionImpossible when somebody has just done or cancelled it."""
    row = lock_task(tache)
    require(can_do_task(actor, row))
    return move_task(row, EtatTache.FAITE, actor, mot)


@action
def cancel_task(*, actor: Utilisateur, tache: Tache, motif: str) -> Tache:
    """Nobody will do it, and why."""
    row = lock_task(tache)
    require(can_set_task(actor, row))
    if not motif.strip():
        raise ActionImpossible("Dites pourquoi elle est annulée.")
    return move_task(row, EtatTache.ANNULEE, actor, motif)


@action
def reopen_task(*, actor: Utilisateur, tache: Tache) -> Tache:
    """It is to be done after all; who did it may take it back, who cancels may too."""
    row = lock_task(tache)
    cancelled = row.etat == EtatTache.ANNULEE
    require(can_set_task(actor, row) if cancelled else can_do_task(actor, row))
    return move_task(row, EtatTache.A_FAIRE, actor)
