"""Who holds the weekly meeting on the reports, and who decides in it."""

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import Confidentialite, NatureInstance
from quietude.instances.models import Instance
from quietude.instances.rules import can_keep_meetings
from quietude.partenaires.enums import NatureOrganisation
from quietude.signalements.querysets import REPONDENT
from quietude.socle.regles import OUI, Verdict, non

_CHEZ_LES_BAILLEURS = frozenset(
    {
        NatureOrganisation.BAILLEUR,
        NatureOrganisation.VILLE,
        NatureOrganisation.SERVICE_MUNICIPAL,
    }
)


def examines_reports(instance: Instance) -> Verdict:
    """A cell that speaks of places, never of persons, and where no landlord reads others'."""
    if instance.nature != NatureInstance.CELLULE:
        return non("Seule une cellule examine les signalements en séance.")
    if instance.confidentialite == Confidentialite.NOMINATIVE:
        return non("Cette instance parle de personnes : ses séances ne se projettent pas.")
    if _meets_landlords(instance):
        return non(
            "Cette cellule reçoit les bailleurs, dont chacun ne voit que les siens : leur page "
            "est dans « Veille bailleurs »."
        )
    return OUI


def can_hold_seance(user: Utilisateur, instance: Instance) -> Verdict:
    """The secretary of the bodies, for a body that goes through the reports."""
    examines = examines_reports(instance)
    return can_keep_meetings(user) if examines else examines


def _meets_landlords(instance: Instance) -> bool:
    """Nobody sits there but the town and its landlords."""
    seats = instance.composition.exclude(organisation=None)
    kinds = set(seats.values_list("organisation__nature", flat=True))
    return NatureOrganisation.BAILLEUR in kinds and kinds <= _CHEZ_LES_BAILLEURS


def can_decide(user: Utilisateur) -> Verdict:
    """Those who follow reports write down what the meeting decides."""
    if user.role in REPONDENT:
        return OUI
    return non("Seuls le coordonnateur et les agents inscrivent les décisions de la séance.")
