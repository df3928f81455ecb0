"""A partner answers by a link without an account: one report, for a time, revocable."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from quietude.comptes.actions import fingerprint
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.partenaires.adresses import addresses_of
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.vie import lock, write_suite
from quietude.signalements.enums import NatureSuite, ReponsePartenaire
from quietude.signalements.models import LienReponse, Signalement, Suite
from quietude.signalements.rules_publiques import can_revoke_link, can_send_link
from quietude.socle.regles import ActionImpossible, require

VALIDITE = timedelta(days=14)
TEXTE_MAX = 900  # with what was chosen, a line of the timeline

Lien = Callable[[str], str]  # token -> absolute address of the page that answers

# What was done, as the timeline counts it; the rest is an answer in words.
_NATURES = {
    ReponsePartenaire.INTERVENU: NatureSuite.INTERVENTION,
    ReponsePartenaire.SURVEILLANCE: NatureSuite.PATROUILLE,
}


class LienPerime(ActionImpossible):
    """No link answers to this token: unknown, expired, revoked, or its report put aside."""


@action
def send_link(
    *,
    actor: Utilisateur,
    signalement: Signalement,
    organisation: Organisation,
    email: str,
    lien: Lien,
) -> LienReponse:
    """Send to one address of an organisation what opens this report, for fourteen days.

    ActionImpossible for an address that the organisation is not known by.
    """
    row = lock(signalement)
    require(can_send_link(actor, row))
    today = timezone.localdate()
    if email not in addresses_of([organisation], on=today).get(organisation.pk, set()):
        raise ActionImpossible(f"Cette adresse n’est pas connue pour « {organisation} ».")
    token, now = secrets.token_urlsafe(32), timezone.now()
    sent = LienReponse.objects.create(
        signalement=row,
        organisation=organisation,
        email=email,
        jeton_empreinte=fingerprint(token),
        envoye_par=actor,
        envoye_le=now,
        expire_le=now + VALIDITE,
    )
    message = _message(sent, lien(token))
    transaction.on_commit(lambda: message.send(fail_silently=True))
    return sent


def _message(sent: LienReponse, address: str) -> EmailMessage:
    """What it is about and until when; the rest is read on the page, never in the post."""
    context = {"lien": sent, "signalement": sent.signalement, "adresse": address}
    text = render_to_string("signalements/courriels/lien.txt", context).strip()
    subject, _, body = text.partition("\n")
    return EmailMessage(subject=subject, body=body.strip() + "\n", to=[sent.email])


@action
def revoke_link(*, actor: Utilisateur, lien: LienReponse) -> LienReponse:
    """The link opens nothing any more; what was answered stays."""
    require(can_revoke_link(actor))
    row = LienReponse.objects.select_for_update().get(pk=lien.pk)
    if row.revoque_le is None:
        row.revoque_le = timezone.now()
        row.save()
    return row


def usable_link(jeton: str) -> LienReponse:
    """The link of this token, or LienPerime, whatever the reason."""
    rows = LienReponse.objects.usable(timezone.now()).select_related(
        "organisation", "signalement__categorie", "signalement__lieu"
    )
    found = rows.filter(jeton_empreinte=fingerprint(jeton)).first()
    if found is None:
        raise LienPerime
    return found


@action
def answer_link(*, actor: None, jeton: str, reponse: str, texte: str = "") -> Suite:
    """Write what the partner says it did in the timeline of the report, or of the one that it
    has joined. LienPerime, or ActionImpossible when the report was closed meanwhile."""
    lien = usable_link(jeton)
    row = lock(lien.signalement.fusionne_dans or lien.signalement)
    if row.clos:
        raise ActionImpossible("Ce signalement a été clos entre-temps : rien n’est attendu.")
    said = ReponsePartenaire(reponse)
    lien.repondu_le = timezone.now()
    lien.save(update_fields=["repondu_le"])
    return write_suite(
        Suite(
            signalement=row,
            nature=_NATURES.get(said, NatureSuite.REPONSE_SERVICE),
            texte=f"{said.label}. {texte.strip()}".strip(),
            organisation=lien.organisation,
        )
    )
