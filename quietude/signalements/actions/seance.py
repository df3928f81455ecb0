"""A meeting on the reports: opened, decided line by line, taken back, ended."""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.documents.actions import request_document
from quietude.instances.actions.reunions import hold_reunion, schedule_reunion
from quietude.instances.enums import EtatReunion
from quietude.instances.models import Instance, Reunion
from quietude.instances.rules import can_hear
from quietude.journal.actions import action
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.seance_effets import apply, restore, state_of
from quietude.signalements.actions.vie import lock
from quietude.signalements.compte_rendu import RECETTE, parameters
from quietude.signalements.enums import DecisionSeance
from quietude.signalements.models import LigneSeance
from quietude.signalements.rules_seance import can_decide, can_hold_seance
from quietude.signalements.seance import on_the_table
from quietude.socle.formats import jour
from quietude.socle.regles import ActionImpossible, require

RIEN = "Rien n’est à examiner : ni nouveau signalement, ni retard, ni lieu qui revient."
_PARTI = (
    "Ce signalement a été clos, fusionné ou écarté depuis l’ouverture de la séance : passez au "
    "suivant."
)
_BOUGE = (
    "Ce signalement a changé depuis la décision : elle ne s’annule plus d’ici. Reprenez-le "
    "dans sa fiche."
)
_TERMINEE = "Cette séance est terminée : ses décisions ne changent plus."


@action
def open_seance(*, actor: Utilisateur, instance: Instance) -> Reunion:
    """Take the meeting of the day, or write it, and lay on its table what is to be examined.

    Opened again, it keeps its lines and adds what came in. ActionImpossible when an earlier
    meeting was left open, when that of the day is over, or when nothing is to be examined.
    """
    require(can_hold_seance(actor, instance))
    Instance.objects.select_for_update().get(pk=instance.pk)  # two clicks open one meeting
    today = timezone.localdate()
    _check_ended(instance, today)
    reunion = _meeting_of_the_day(actor, instance, today)
    known = set(reunion.lignes_seance.values_list("signalement", flat=True))
    last = reunion.lignes_seance.aggregate(last=Max("rang"))["last"] or 0
    found = [pair for pair in on_the_table(actor, instance, today) if pair[0] not in known]
    if not known and not found:
        raise ActionImpossible(RIEN)
    LigneSeance.objects.bulk_create(
        LigneSeance(reunion=reunion, signalement_id=pk, rang=rang, raison=raison)
        for rang, (pk, raison) in enumerate(found, start=last + 1)
    )
    return reunion


def _check_ended(instance: Instance, today: date) -> None:
    before = Reunion.objects.of(instance).filter(
        etat=EtatReunion.PREVUE, date__lt=today, lignes_seance__isnull=False
    )
    if left := before.first():
        raise ActionImpossible(
            f"La séance du {jour(left.date)} n’est pas terminée : terminez-la d’abord."
        )


def _meeting_of_the_day(actor: Utilisateur, instance: Instance, today: date) -> Reunion:
    rows = Reunion.objects.of(instance).filter(date=today).exclude(etat=EtatReunion.ANNULEE)
    found = list(rows.order_by("id"))
    planned = [row for row in found if row.etat == EtatReunion.PREVUE]
    if found and not planned:
        raise ActionImpossible("La réunion du jour est déjà tenue : lisez son relevé.")
    return (
        planned[0]
        if planned
        else schedule_reunion(
            actor=actor, instance=instance, date=today, objet="Examen des signalements"
        )
    )


@action
def decide_ligne(
    *,
    actor: Utilisateur,
    ligne: LigneSeance,
    decision: str,
    service: Organisation | None = None,
    echeance: date | None = None,
) -> LigneSeance:
    """Write down what is decided of a report, and do it: all of it, or nothing.

    ActionImpossible when somebody has just decided of it, when it left the table meanwhile,
    or when the life of reports does not allow it.
    """
    require(can_decide(actor))
    require(can_hear(actor, ligne.reunion.instance))
    wanted, found = DecisionSeance(decision), _lock_line(ligne)
    if found.decision:
        raise ActionImpossible(_already(found))
    row = lock(found.signalement)
    found.signalement = row
    if found.close:
        raise ActionImpossible(_PARTI)
    if echeance and echeance < timezone.localdate():
        raise ActionImpossible("L’échéance est passée : choisissez aujourd’hui ou après.")
    found.avant = state_of(row)
    apply(actor, found, wanted, service, echeance)
    row.refresh_from_db()
    found.apres, found.decision, found.auteur = state_of(row), wanted, actor
    found.decidee_le = timezone.now()
    found.save()
    return found


@action
def undo_decision(*, actor: Utilisateur, reunion: Reunion) -> LigneSeance:
    """Take back the last decision that this person wrote in a meeting under way: the report
    stands as it did. ActionImpossible when somebody acted on it since."""
    require(can_decide(actor))
    _lock_meeting(reunion)
    lines = LigneSeance.objects.select_for_update(of=("self",)).of(reunion).decided()
    found = lines.filter(auteur=actor).order_by("-decidee_le", "-id").first()
    if found is None:
        raise ActionImpossible("Aucune décision à annuler.")
    row = lock(found.signalement)
    if state_of(row) != found.apres:
        raise ActionImpossible(_BOUGE)
    restore(row, found)
    found.decision, found.service, found.echeance = "", None, None
    found.auteur, found.decidee_le = None, None
    found.avant, found.apres = {}, {}
    found.save()
    return found


@action
def end_seance(*, actor: Utilisateur, reunion: Reunion) -> Reunion:
    """Say that the meeting was held, and have its minutes written, to print and to amend."""
    require(can_hold_seance(actor, reunion.instance))
    if not LigneSeance.objects.of(reunion).decided().exists():
        raise ActionImpossible("Rien n’a été décidé : il n’y a pas de relevé à écrire.")
    held = hold_reunion(actor=actor, reunion=reunion)
    for format in RECETTE.formats:
        request_document(
            actor=actor, recette=RECETTE, parametres=parameters(held), format=format
        )
    return held


def _lock_meeting(reunion: Reunion) -> None:
    """Whoever decides or ends waits for the other."""
    found = Reunion.objects.select_for_update(of=("self",)).get(pk=reunion.pk)
    if found.etat != EtatReunion.PREVUE:
        raise ActionImpossible(_TERMINEE)


def _lock_line(ligne: LigneSeance) -> LigneSeance:
    _lock_meeting(ligne.reunion)
    rows = LigneSeance.objects.select_for_update(of=("self",))
    return rows.select_related("reunion__instance", "service", "signalement").get(pk=ligne.pk)


def _already(line: LigneSeance) -> str:
    who = f", {line.service}" if line.service else ""
    return (
        f"Déjà décidé dans cette séance : « {line.get_decision_display()} »{who}. Rien n’a été "
        "changé ; qui l’a décidé peut l’annuler."
    )
