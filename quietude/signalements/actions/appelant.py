"""Whom to answer: put right, erased by hand or on schedule; and the answer given."""

from datetime import date

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action, record_read
from quietude.signalements import retour
from quietude.signalements.actions.appel import erase_old_drafts
from quietude.signalements.actions.conservation import erase_rejected
from quietude.signalements.actions.saisie import Contact
from quietude.signalements.actions.vie import lock
from quietude.signalements.empreintes import APPELANT, check_version
from quietude.signalements.enums import NatureSuite
from quietude.signalements.models import Appelant, Signalement, Suite
from quietude.signalements.rules import can_follow, can_see_caller
from quietude.socle.regles import ActionImpossible, require

LECTURE = "signalements.read_caller"
DIT = {
    "dit": "De vive voix.",
    "courriel": "Par courriel.",
    "lettre": "Par lettre.",
}


def read_caller(*, actor: Utilisateur, signalement: Signalement) -> Appelant | None:
    """The contact details, and the journal says who read them."""
    require(can_see_caller(actor))
    known = Appelant.objects.visible_to(actor).filter(signalement=signalement).first()
    if known:
        record_read(actor=actor, obj=signalement, action=LECTURE)
    return known


@action
def amend_caller(
    *,
    actor: Utilisateur,
    signalement: Signalement,
    contact: Contact,
    version: str | None = None,
) -> Appelant:
    """Put contact details right, or write down those that were given later.

    ConflitDeVersion when somebody wrote or erased them since `version`.
    """
    require(can_see_caller(actor))
    row = lock(signalement)
    require(can_follow(actor, row))
    kept = Appelant.objects.filter(signalement=row).first()
    check_version(kept, APPELANT, version, "ces coordonnées")
    known = kept or Appelant(signalement=row)
    known.nom, known.telephone = contact.nom.strip(), contact.telephone.strip()
    known.email, known.rappel = contact.email.strip(), contact.rappel
    known.save()
    return known


@action
def erase_caller(*, actor: Utilisateur, signalement: Signalement) -> None:
    """At the caller's request (RGPD, art. 17): nothing is left but the trace of the erasure."""
    require(can_see_caller(actor))
    if not Appelant.objects.filter(signalement=signalement).delete()[0]:
        raise ActionImpossible("Aucune coordonnée n’est gardée pour ce signalement.")


@action
def erase_expired(*, actor: Utilisateur | None, on: date | None = None) -> tuple[int, int, int]:
    """What the retention setting says is due: contact details, calls left unfinished, what
    rejected sendings said; how many of each."""
    day = on or timezone.localdate()
    callers = Appelant.objects.expired(day).delete()[0]
    return callers, erase_old_drafts(), erase_rejected(actor=actor, on=day)


@action
def answer_caller(
    *, actor: Utilisateur, signalement: Signalement, moyen: str, texte: str
) -> Suite:
    """Record that the caller was answered, and how; the words themselves are not kept.

    ActionImpossible without an address for an e-mail.
    """
    require(can_see_caller(actor))
    row = lock(signalement)
    require(can_follow(actor, row))
    if moyen == "courriel":
        _send(actor, row, texte)
    return Suite.objects.create(
        signalement=row, nature=NatureSuite.RETOUR_PLAIGNANT, texte=DIT[moyen], auteur=actor
    )


def _send(actor: Utilisateur, row: Signalement, text: str) -> None:
    known = read_caller(actor=actor, signalement=row)
    if known is None or not known.email:
        raise ActionImpossible("L’appelant n’a pas donné d’adresse électronique.")
    try:
        retour.send(row, known.email, text)
    except OSError:  # smtplib's errors are
        raise ActionImpossible(
            "Le courriel n’est pas parti : le serveur de courrier ne répond pas. Réessayez."
        ) from None
