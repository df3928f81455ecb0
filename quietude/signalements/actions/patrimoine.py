"""Say which landlord a place is in the estates of; put it right; take it away."""

from datetime import date

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation
from quietude.signalements.empreintes import PATRIMOINE, check_version
from quietude.signalements.models import Patrimoine
from quietude.signalements.rules_reglages import can_set_estates
from quietude.socle.formats import jour
from quietude.socle.regles import ActionImpossible, require
from quietude.territoire.models import Lieu

PARTI = "Cette ligne a été supprimée entre-temps."


@action
def save_patrimoine(
    *,
    actor: Utilisateur,
    patrimoine: Patrimoine,
    lieu: Lieu,
    bailleur: Organisation,
    depuis: date | None = None,
    jusqu_au: date | None = None,
    version: str | None = None,
) -> Patrimoine:
    """A place in the estates of a landlord, for new reports; those taken keep theirs.

    ActionImpossible when the place has a landlord on one of these days, or for an
    organisation that is none; ConflitDeVersion when somebody wrote it since `version`.
    """
    require(can_set_estates(actor))
    Lieu.objects.select_for_update().get(pk=lieu.pk)  # two people file one place in turn
    row = _locked(patrimoine) if patrimoine.pk else Patrimoine()
    if row.pk:
        check_version(row, PATRIMOINE, version, "cette ligne")
    if bailleur.nature != NatureOrganisation.BAILLEUR:
        raise ActionImpossible(f"« {bailleur} » n’est pas un bailleur.")
    if depuis and jusqu_au and jusqu_au < depuis:
        raise ActionImpossible("La date de fin précède la date de début.")
    others = Patrimoine.objects.of(lieu).between(depuis, jusqu_au).exclude(pk=row.pk)
    if other := others.select_related("bailleur").first():
        raise ActionImpossible(_taken(lieu, other))
    row.lieu, row.bailleur, row.depuis, row.jusqu_au = lieu, bailleur, depuis, jusqu_au
    row.save()
    return row


def _taken(lieu: Lieu, other: Patrimoine) -> str:
    start = f" depuis le {jour(other.depuis)}" if other.depuis else ""
    end = f" jusqu’au {jour(other.jusqu_au)}" if other.jusqu_au else ""
    return (
        f"« {lieu} » est déjà à {other.bailleur}{start}{end} : donnez une date de fin à cette "
        "ligne, ou d’autres dates à celle-ci."
    )


@action
def remove_patrimoine(*, actor: Utilisateur, patrimoine: Patrimoine) -> None:
    """Take away a line written by mistake; reports keep the landlord that they were given."""
    require(can_set_estates(actor))
    _locked(patrimoine).delete()


def _locked(patrimoine: Patrimoine) -> Patrimoine:
    found = Patrimoine.objects.select_for_update().filter(pk=patrimoine.pk).first()
    if found is None:
        raise ActionImpossible(PARTI)
    return found
