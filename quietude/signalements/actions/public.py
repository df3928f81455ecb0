"""What someone without an account sends, and what the town does of what was put aside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.actions.saisie import Recit, write_signalement
from quietude.signalements.actions.vie import lock
from quietude.signalements.code_suivi import fingerprint
from quietude.signalements.echeances import after_working_days
from quietude.signalements.enums import EtatSignalement, MotifQuarantaine, MotifSansSuite
from quietude.signalements.models import MiseEnQuarantaine, Signalement
from quietude.signalements.patrimoine import landlord_of
from quietude.signalements.rules_publiques import can_sort
from quietude.socle.regles import ActionImpossible, require

RENVOI = timedelta(days=2)  # the same form sent again


@action
def send_signalement(
    *, actor: None, recit: Recit, code: str, motifs: Sequence[MotifQuarantaine] = ()
) -> Signalement:
    """Take down what comes from without an account; put it aside when there are `motifs`.

    Sent again with the same code, it is the same report: nothing is written.
    """
    mark = fingerprint(code)
    if known := _already(mark):
        return known
    recit = _with_landlord(recit)
    row = Signalement(canal=recit.canal, quarantaine=bool(motifs), suivi_empreinte=mark)
    try:
        with transaction.atomic():
            write_signalement(row, recit)
    except IntegrityError:  # the same form, sent twice at once
        if known := _already(mark):
            return known
        raise
    if motifs:
        MiseEnQuarantaine.objects.create(signalement=row, motifs=list(motifs))
    return row


def _with_landlord(recit: Recit) -> Recit:
    """Nobody but the town says whose estates a place is in."""
    day = recit.fait_le or timezone.localdate()
    return replace(recit, bailleur=landlord_of(recit.situation.lieu, day))


def _already(mark: str) -> Signalement | None:
    known = Signalement.objects.filter(suivi_empreinte=mark).first()
    if known and known.recu_le < timezone.now() - RENVOI:
        raise ActionImpossible("Ce formulaire a déjà servi : commencez-en un autre.")
    return known


@action
def release_signalement(*, actor: Utilisateur, signalement: Signalement) -> Signalement:
    """It was sincere: it joins the others, and its delay starts today."""
    require(can_sort(actor))
    if MiseEnQuarantaine.objects.filter(
        signalement=signalement, efface_le__isnull=False
    ).exists():
        raise ActionImpossible("Ce que disait cet envoi est effacé : il ne se libère plus.")
    row = _put_aside(signalement)
    row.quarantaine = False
    row.echeance = after_working_days(timezone.localdate(), row.categorie.delai)
    if row.etat == EtatSignalement.SANS_SUITE:
        row.etat, row.motif, row.clos_le = EtatSignalement.ROUVERT, "", None
    row.save()
    return row


@action
def reject_signalement(*, actor: Utilisateur, signalement: Signalement) -> Signalement:
    """It is abuse: closed as such, out of the lists and figures, kept."""
    require(can_sort(actor))
    row = _put_aside(signalement)
    if not row.clos:
        row.etat, row.motif = EtatSignalement.SANS_SUITE, MotifSansSuite.INDESIRABLE
        row.clos_le = timezone.localdate()
        row.save()
    return row


def _put_aside(signalement: Signalement) -> Signalement:
    row = lock(signalement)
    if not row.quarantaine:
        raise ActionImpossible("Ce signalement n’est plus en quarantaine.")
    MiseEnQuarantaine.objects.filter(signalement=row).update(triee_le=timezone.now())
    return row
