"""Who defines registers, who enters what.

The coordinator defines what the town counts. Rows are entered by whoever hands them in: a
partner for the organisation it speaks for, the town's agents and the coordinator for any.
"""

from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.registres.models import Entree, Registre
from quietude.registres.querysets import SAISISSENT, TOUTES_LES_LIGNES
from quietude.socle.periodes import Periode
from quietude.socle.regles import OUI, Verdict, non

_LISENT = "Votre rôle ne permet pas de saisir dans les registres."


def can_define_registre(user: Utilisateur) -> Verdict:
    """What a town counts is decided by who runs the strategy."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur définit les registres.")


def providers_for(user: Utilisateur, registre: Registre) -> list[Organisation]:
    """The organisations for which this person may enter rows. `fournit` is already fetched."""
    every = [row.organisation for row in registre.fournit.all()]
    if user.role in TOUTES_LES_LIGNES:
        return every
    if user.role != Role.PARTENAIRE:
        return []
    held = Organisation.objects.held_by(user, on=timezone.localdate())
    mine = set(held.values_list("pk", flat=True))
    return [row for row in every if row.pk in mine]


def can_type(user: Utilisateur) -> Verdict:
    """Some only read: elected members and readers type no figure."""
    return OUI if user.role in SAISISSENT else non(_LISENT)


def can_enter(user: Utilisateur, registre: Registre, organisation: Organisation) -> Verdict:
    """Each organisation hands in its own figures; the town may enter those of any."""
    allowed = can_type(user)
    if not allowed:
        return allowed
    if organisation in providers_for(user, registre):
        return OUI
    return non(f"Vous ne saisissez pas les chiffres de « {organisation} » dans ce registre.")


def can_enter_span(registre: Registre, periode: Periode) -> Verdict:
    """A register counts from its first day to its last, and never the future."""
    closed = registre.jusqu_au
    if periode.debut < registre.depuis:
        return non("Cette période précède l’ouverture du registre.")
    if closed and periode.fin > closed:
        return non("Cette période suit la fermeture du registre.")
    if periode.debut > timezone.localdate():
        return non("Cette période n’a pas commencé.")
    return OUI


def can_change_entree(user: Utilisateur, entree: Entree) -> Verdict:
    """Whoever may enter a row may correct it; its history stays in the journal."""
    return can_enter(user, entree.registre, entree.organisation)
