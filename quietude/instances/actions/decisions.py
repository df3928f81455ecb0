"""Write what a meeting decided, and what became of it."""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.instances import workflow
from quietude.instances.enums import EtatDecision, EtatReunion
from quietude.instances.models import Decision, Reunion
from quietude.instances.rules import can_close_as, can_write_talks
from quietude.journal.actions import action
from quietude.partenaires.models import Organisation
from quietude.socle.formats import jour
from quietude.socle.regles import ActionImpossible, require


@action
def add_decision(
    *,
    actor: Utilisateur,
    reunion: Reunion,
    texte: str,
    responsable: Organisation | None = None,
    echeance: date | None = None,
) -> Decision:
    """Note a decision of a meeting held, under the next number."""
    require(can_write_talks(actor, reunion.instance))
    found = Reunion.objects.select_for_update().get(pk=reunion.pk)
    if found.etat != EtatReunion.TENUE:
        raise ActionImpossible(
            "Une décision se prend en réunion : notez d’abord que celle-ci a été tenue."
        )
    _check_due(found, echeance)
    last = found.decisions.aggregate(last=Max("numero"))["last"] or 0
    return Decision.objects.create(
        reunion=reunion,
        numero=last + 1,
        texte=texte,
        responsable=responsable,
        echeance=echeance,
    )


@action
def amend_decision(
    *,
    actor: Utilisateur,
    decision: Decision,
    texte: str,
    responsable: Organisation | None = None,
    echeance: date | None = None,
) -> Decision:
    """Reword an open decision, entrust it to another, move its day."""
    require(can_write_talks(actor, decision.reunion.instance))
    found = _lock(decision)
    if not found.ouverte:
        raise ActionImpossible("Cette décision est close : rouvrez-la pour la modifier.")
    _check_due(found.reunion, echeance)
    found.texte, found.responsable, found.echeance = texte, responsable, echeance
    found.save()
    return found


@action
def remove_decision(*, actor: Utilisateur, decision: Decision) -> None:
    """Take away a decision noted by mistake."""
    require(can_write_talks(actor, decision.reunion.instance))
    decision.delete()


@action
def close_decision(
    *, actor: Utilisateur, decision: Decision, etat: str, close_le: date
) -> Decision:
    """Say that a decision is done, or given up, and since when."""
    found, wanted = _lock(decision), EtatDecision(etat)
    require(can_close_as(actor, found, wanted))
    _move(found, wanted)
    if not found.reunion.date <= close_le <= timezone.localdate():
        raise ActionImpossible(
            f"La clôture est entre la réunion ({jour(found.reunion.date)}) et aujourd’hui."
        )
    found.close_le = close_le
    found.save()
    return found


@action
def reopen_decision(*, actor: Utilisateur, decision: Decision) -> Decision:
    """Take back a closing: the decision is to do again."""
    require(can_write_talks(actor, decision.reunion.instance))
    found = _lock(decision)
    _move(found, EtatDecision.A_FAIRE)
    found.close_le = None
    found.save()
    return found


def _lock(decision: Decision) -> Decision:
    rows = Decision.objects.select_for_update(of=["self"]).select_related("reunion__instance")
    return rows.get(pk=decision.pk)


def _move(decision: Decision, wanted: EtatDecision) -> None:
    current = EtatDecision(decision.etat)
    if wanted not in workflow.DECISION[current]:
        raise ActionImpossible(
            f"Cette décision est déjà « {current.label.lower()} » : elle ne devient pas "
            f"« {wanted.label.lower()} »."
        )
    decision.etat = wanted


def _check_due(reunion: Reunion, echeance: date | None) -> None:
    if echeance is not None and echeance < reunion.date:
        raise ActionImpossible(
            f"L’échéance précède la réunion du {jour(reunion.date)} : choisissez un jour après."
        )
