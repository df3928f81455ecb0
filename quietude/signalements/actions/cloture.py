"""The end of a task, its own or that of its report."""

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.signalements.enums import EtatTache, SortTaches
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.workflow import TACHE
from quietude.socle.regles import ActionImpossible

AVEC_LE_SIGNALEMENT = "Le signalement est clos."


def move_task(row: Tache, etat: EtatTache, actor: Utilisateur, mot: str = "") -> Tache:
    """A locked task to another state; ActionImpossible when somebody has just moved it. The
    caller has checked who may."""
    current = EtatTache(row.etat)
    if etat not in TACHE[current]:
        raise ActionImpossible(f"Cette tâche est déjà dans l’état « {current.label.lower()} ».")
    open_again = etat == EtatTache.A_FAIRE
    row.etat, row.mot = etat, mot.strip()
    row.close_le = None if open_again else timezone.now()
    row.close_par = None if open_again else actor
    row.save()
    return row


def settle_tasks(actor: Utilisateur, signalement: Signalement, sort: str) -> None:
    """What becomes of what is still to do about a report that is being closed.

    ActionImpossible when something is, and nobody said what.
    """
    rows = list(Tache.objects.of_report(signalement).open().select_for_update(of=("self",)))
    if not rows or sort == SortTaches.GARDER:
        return
    if sort != SortTaches.ANNULER:
        raise ActionImpossible(
            f"{still_to_do(len(rows))} : dites si elles sont annulées ou gardées."
            if len(rows) > 1
            else "Une tâche reste à faire : dites si elle est annulée ou gardée."
        )
    for row in rows:
        move_task(row, EtatTache.ANNULEE, actor, AVEC_LE_SIGNALEMENT)


def still_to_do(count: int) -> str:
    """How many tasks wait, in words."""
    return f"{count} tâches restent à faire" if count > 1 else "Une tâche reste à faire"
