"""Write down that a member signed the charter of a body."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.instances.models import Designation, SignatureCharte
from quietude.instances.rules import can_keep_meetings
from quietude.journal.actions import action
from quietude.socle.regles import ActionImpossible, require


@action
def record_signature(
    *, actor: Utilisateur, designation: Designation, signee_le: date, expire_le: date
) -> SignatureCharte:
    """Signed on this day, valid until that one. ActionImpossible for a day to come."""
    require(can_keep_meetings(actor))
    if signee_le > timezone.localdate():
        raise ActionImpossible("Une signature se note une fois donnée.")
    if expire_le <= signee_le:
        raise ActionImpossible("La charte vaut au-delà du jour où elle est signée.")
    try:
        with transaction.atomic():
            return SignatureCharte.objects.create(
                instance=designation.membre.instance,
                personne=designation.personne,
                signee_le=signee_le,
                expire_le=expire_le,
            )
    except IntegrityError as error:
        raise ActionImpossible("Cette signature est déjà notée.") from error


@action
def withdraw_signatures(*, actor: Utilisateur, designation: Designation) -> None:
    """Take away what was noted by mistake: the member has not signed."""
    require(can_keep_meetings(actor))
    designation.membre.instance.signatures.filter(personne=designation.personne).delete()
