"""Keep organisations, people and mandates."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.partenaires.models import Mandat, Organisation, Personne
from quietude.partenaires.rules import can_edit_partners
from quietude.socle.regles import ActionImpossible, require


@action
def save_organisation(
    *, actor: Utilisateur, organisation: Organisation, valeurs: dict[str, Any]
) -> Organisation:
    """Create or amend an organisation; its code never changes once given."""
    require(can_edit_partners(actor))
    for name, value in valeurs.items():
        setattr(organisation, name, value)
    if organisation._state.adding:
        organisation.ordre = Organisation.objects.count()
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise ActionImpossible("Ce code est déjà pris par une autre organisation.") from error
    return organisation


@action
def remove_organisation(*, actor: Utilisateur, organisation: Organisation) -> None:
    """Remove an organisation that nothing refers to. Raises ActionImpossible otherwise."""
    require(can_edit_partners(actor))
    try:
        organisation.delete()
    except ProtectedError as error:
        user = next(iter(error.protected_objects))
        raise ActionImpossible(
            f"« {organisation.nom} » est encore citée ({user}) : retirez-la d’abord de là."
        ) from error


@action
def name_person(
    *,
    actor: Utilisateur,
    organisation: Organisation,
    personne: Personne,
    fonction: str,
    debut: date,
) -> Mandat:
    """Give a person an office. Raises ActionImpossible when they already hold it then."""
    require(can_edit_partners(actor))
    running = Q(fin__isnull=True) | Q(fin__gte=debut)
    if organisation.mandats.filter(running, personne=personne, fonction=fonction).exists():
        raise ActionImpossible(f"{personne} exerce déjà cette fonction à cette date.")
    return Mandat.objects.create(
        personne=personne, organisation=organisation, fonction=fonction, debut=debut
    )


@action
def save_person(*, actor: Utilisateur, personne: Personne, valeurs: dict[str, Any]) -> Personne:
    """Create or amend a person's professional details and account."""
    require(can_edit_partners(actor))
    for name, value in valeurs.items():
        setattr(personne, name, value)
    personne.save()
    return personne


@action
def end_mandate(*, actor: Utilisateur, mandat: Mandat, fin: date) -> Mandat:
    """End an office on a day, included. Raises ActionImpossible before it began."""
    require(can_edit_partners(actor))
    if fin < mandat.debut:
        raise ActionImpossible("Un mandat ne finit pas avant de commencer.")
    mandat.fin = fin
    mandat.save()
    return mandat
