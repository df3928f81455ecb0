"""Keep a set of filters, share it with the town, forget it."""

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.models import VueEnregistree
from quietude.signalements.rules_liste import can_keep_view, can_remove_view, can_share_view
from quietude.socle.regles import ActionImpossible, require

MAXIMUM = 30  # of one person: beyond, nobody finds anything


@action
def save_vue(*, actor: Utilisateur, nom: str, filtres: str) -> VueEnregistree:
    """Keep these filters; those kept under the same name are replaced."""
    require(can_keep_view(actor))
    name = " ".join(nom.split())
    if not name:
        raise ActionImpossible("Donnez un nom à cette vue.")
    mine = VueEnregistree.objects.owned_by(actor)
    known = mine.filter(nom=name).first()
    if known is None and mine.count() >= MAXIMUM:
        raise ActionImpossible(f"Vous avez déjà {MAXIMUM} vues : supprimez-en une.")
    row = known or VueEnregistree(utilisateur=actor, nom=name)
    row.filtres = filtres
    row.save()
    return row


@action
def share_vue(*, actor: Utilisateur, vue: VueEnregistree, partagee: bool) -> VueEnregistree:
    """Show it to everyone who reads reports, or no longer."""
    require(can_share_view(actor))
    vue.partagee = partagee
    vue.save()
    return vue


@action
def remove_vue(*, actor: Utilisateur, vue: VueEnregistree) -> None:
    require(can_remove_view(actor, vue))
    vue.delete()
