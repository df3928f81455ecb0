"""Send the messages of a meeting once it is written: what did not leave is not noted."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from smtplib import SMTPException

from django.db import transaction
from django.utils import timezone

from quietude.comptes.actions import Lien, fingerprint
from quietude.comptes.models import Utilisateur
from quietude.instances.calendrier import Methode
from quietude.instances.courriels import message
from quietude.instances.models import Convocation, Reunion
from quietude.instances.rules import can_enter
from quietude.journal.actions import acting
from quietude.partenaires.adresses import address_of


@dataclass
class Envois:
    """Names written to, that the mail server refused, without address, without charter.

    It fills up when the messages leave, after the writing.
    """

    partis: list[str] = field(default_factory=list)
    echecs: list[str] = field(default_factory=list)
    sans_adresse: list[str] = field(default_factory=list)
    sans_charte: list[str] = field(default_factory=list)


def send_on_commit(
    actor: Utilisateur,
    reunion: Reunion,
    convocations: Iterable[Convocation],
    methode: Methode,
    lien: Lien,
    bilan: Envois,
) -> None:
    """One message each; a convocation not saved yet is saved when its message left, one
    withdrawn goes then."""
    for row in convocations:
        row.reunion = reunion
        opening = methode is Methode.REQUEST
        if opening and not can_enter(row.personne, reunion.instance, reunion.date):
            bilan.sans_charte.append(str(row.personne))
        elif address_of(row.personne):
            transaction.on_commit(partial(_send, actor, row, methode, lien, bilan))
        else:
            bilan.sans_adresse.append(str(row.personne))


def _send(
    actor: Utilisateur, row: Convocation, methode: Methode, lien: Lien, bilan: Envois
) -> None:
    token, reunion = secrets.token_urlsafe(32), row.reunion
    changed = row.pk is not None and row.sequence < reunion.sequence
    try:
        message(row, methode, actor, lien(token), rappel=changed).send()
    except (OSError, SMTPException):
        bilan.echecs.append(str(row.personne))
        return
    left = {
        "jeton_empreinte": fingerprint(token),
        "envoyee_le": timezone.now(),
        "sequence": reunion.sequence,
    }
    bilan.partis.append(str(row.personne))
    with acting(actor, "instances.convocation_partie"):
        if row.retiree_le is not None:
            row.delete()  # they know: nothing is left to tell them
            return
        # Two clicks at once: the last link sent is the one that answers.
        Convocation.objects.update_or_create(
            reunion=reunion,
            personne=row.personne,
            defaults=left,
            create_defaults={**left, "fonction": row.fonction, "qualite": row.qualite},
        )
