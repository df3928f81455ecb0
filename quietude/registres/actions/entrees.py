"""Write rows: enter, correct, remove, put back, import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.partenaires.models import Organisation
from quietude.registres.cle import row_key
from quietude.registres.models import Champ, Entree, Registre
from quietude.registres.rules import can_change_entree, can_enter, can_enter_span
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible, require

DEJA = (
    "Ces chiffres sont déjà saisis pour cette période : ouvrez la ligne qui les porte pour la "
    "corriger."
)
_ENTRE_TEMPS = (
    "Quelqu’un vient de saisir une partie de ces chiffres : rien n’a été écrit. Relisez le "
    "tableau."
)
_AVEC_NEANT = (
    "« Rien à signaler » est déjà dit pour cette période : supprimez cette ligne d’abord."
)
_AVEC_LIGNES = (
    "Des chiffres sont déjà saisis pour cette période : on ne peut pas dire « rien »."
)


@dataclass(frozen=True)
class Ligne:
    """What a row says."""

    organisation: Organisation
    periode: Periode
    valeurs: Mapping[str, str]
    neant: bool = False


@action
def record_entree(
    *,
    actor: Utilisateur,
    registre: Registre,
    organisation: Organisation,
    periode: Periode,
    valeurs: Mapping[str, str],
    neant: bool = False,
) -> Entree:
    """Enter one row. ActionImpossible when this span already has it."""
    require(can_enter(actor, registre, organisation))
    require(can_enter_span(registre, periode))
    row = Entree(registre=registre)
    return _write(row, Ligne(organisation, periode, valeurs, neant))


@action
def correct_entree(
    *,
    actor: Utilisateur,
    entree: Entree,
    organisation: Organisation,
    periode: Periode,
    valeurs: Mapping[str, str],
    neant: bool = False,
) -> Entree:
    """Make a row say something else; what it said stays in the journal."""
    locked = Entree.objects.select_for_update(of=("self",)).get(pk=entree.pk)
    require(can_change_entree(actor, locked))
    require(can_enter(actor, locked.registre, organisation))
    require(can_enter_span(locked.registre, periode))
    return _write(locked, Ligne(organisation, periode, valeurs, neant))


@action
def delete_entree(*, actor: Utilisateur, entree: Entree) -> None:
    """Remove a row; the journal keeps what it said."""
    require(can_change_entree(actor, entree))
    entree.delete()


@action
def import_entrees(
    *,
    actor: Utilisateur,
    registre: Registre,
    ajouts: Sequence[Ligne],
    corrections: Sequence[tuple[Entree, Ligne]],
) -> None:
    """Write all the rows of a file, or none."""
    for organisation in {row.organisation for row in ajouts}:
        require(can_enter(actor, registre, organisation))
    for span in {row.periode for row in ajouts}:
        require(can_enter_span(registre, span))
    champs = list(registre.champs.all())
    fresh = [_filled(Entree(registre=registre), row, registre, champs) for row in ajouts]
    for entree, _ in corrections:
        require(can_change_entree(actor, entree))
    changed = [_filled(entree, row, registre, champs) for entree, row in corrections]
    try:
        with transaction.atomic():
            Entree.objects.bulk_create(fresh, batch_size=1000)
            for entree in changed:
                entree.save()
    except IntegrityError as error:
        raise ActionImpossible(_ENTRE_TEMPS) from error


def _write(entree: Entree, row: Ligne) -> Entree:
    registre = entree.registre
    _check_nothing(entree, row)
    filled = _filled(entree, row, registre, list(registre.champs.all()))
    try:
        with transaction.atomic():
            filled.save()
    except IntegrityError as error:
        raise ActionImpossible(DEJA) from error
    return filled


def _check_nothing(entree: Entree, row: Ligne) -> None:
    """ "Nothing to report" and figures do not stand side by side in one span."""
    if entree.registre.au_fil:
        return
    beside = Entree.objects.filter(
        registre=entree.registre,
        organisation=row.organisation,
        debut=row.periode.debut,
        fin=row.periode.fin,
    ).exclude(pk=entree.pk)
    if row.neant and beside.filter(neant=False).exists():
        raise ActionImpossible(_AVEC_LIGNES)
    if not row.neant and beside.filter(neant=True).exists():
        raise ActionImpossible(_AVEC_NEANT)


def _filled(entree: Entree, row: Ligne, registre: Registre, champs: Sequence[Champ]) -> Entree:
    entree.organisation = row.organisation
    entree.debut, entree.fin = row.periode.debut, row.periode.fin
    entree.valeurs, entree.neant = dict(row.valeurs), row.neant
    entree.cle = row_key(registre, champs, row.valeurs)
    return entree
