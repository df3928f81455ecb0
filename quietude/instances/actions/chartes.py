"""Write down that a member, or the secretary, signed the charter of a body."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.actions import Lien
from quietude.comptes.models import Utilisateur
from quietude.instances.actions.convies import follow_seats
from quietude.instances.envois import Envois
from quietude.instances.models import Instance, SignatureCharte
from quietude.instances.rules import can_keep_meetings
from quietude.journal.actions import action
from quietude.partenaires.models import Personne
from quietude.socle.regles import ActionImpossible, require


@action
def record_signature(
    *,
    actor: Utilisateur,
    instance: Instance,
    personne: Personne,
    signee_le: date,
    expire_le: date,
    lien: Lien,
) -> Envois:
    """Signed on this day, valid until that one: the door of the meetings to come opens, and
    those convened already convene this person too. ActionImpossible for a day to come."""
    require(can_keep_meetings(actor))
    if signee_le > timezone.localdate():
        raise ActionImpossible("Une signature se note une fois donnée.")
    if expire_le <= signee_le:
        raise ActionImpossible("La charte vaut au-delà du jour où elle est signée.")
    try:
        with transaction.atomic():
            SignatureCharte.objects.create(
                instance=instance,
                personne=personne,
                signee_le=signee_le,
                expire_le=expire_le,
            )
    except IntegrityError as error:
        raise ActionImpossible("Cette signature est déjà notée.") from error
    return follow_seats(actor, instance, lien)


@action
def withdraw_signatures(
    *, actor: Utilisateur, instance: Instance, personne: Personne, lien: Lien
) -> Envois:
    """Take away what was noted by mistake: this person has not signed, and is no longer
    convened."""
    require(can_keep_meetings(actor))
    instance.signatures.filter(personne=personne).delete()
    return follow_seats(actor, instance, lien)
