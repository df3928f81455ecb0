"""Follow a commune or a service, and stop following it."""

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.observatoire import rules
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.imports.ecriture import ensure_places
from quietude.observatoire.imports.etat4001 import prepare_service
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.imports.preparation import prepare_commune
from quietude.observatoire.models import Perimetre, Serie
from quietude.observatoire.perimetres import current_commune, is_of_town
from quietude.socle.regles import ActionImpossible, require


@action
def follow_commune(*, actor: Utilisateur, insee: str) -> Perimetre:
    """Compare the town with this commune (its heir when merged).

    Its figures are taken from the files already imported.
    """
    require(rules.can_write_diagnostic(actor))
    commune = current_commune(insee)
    if commune is None:
        raise ActionImpossible("Aucune commune ne porte ce code.")
    if is_of_town(commune.code):
        raise ActionImpossible(
            f"{commune.nom} fait partie du territoire : elle est déjà dans le diagnostic."
        )
    place = _follow(Lieu(NiveauPerimetre.COMMUNE, commune.code, commune.nom))
    prepare_commune(commune.code)
    return place


@action
def follow_service(*, actor: Utilisateur, code: str, nom: str) -> Perimetre:
    """Follow a police or gendarmerie service of the sheets already imported."""
    require(rules.can_write_diagnostic(actor))
    if Perimetre.objects.filter(niveau=NiveauPerimetre.SERVICE, code=code).exists():
        raise ActionImpossible(f"« {nom} » : déjà suivi.")
    place = _follow(Lieu(NiveauPerimetre.SERVICE, code, nom))
    prepare_service(code)
    return place


@action
def unfollow(*, actor: Utilisateur, perimetre: Perimetre) -> None:
    """Stop comparing with a place.

    The figures of a commune stay stored. A service is followed by being there at all: it goes
    with its series, which the sheets kept give back when it is followed again.
    """
    current = Perimetre.objects.select_for_update().get(pk=perimetre.pk)
    require(rules.can_unfollow(actor, current))
    if current.niveau == NiveauPerimetre.SERVICE:
        Serie.objects.filter(perimetre=current).delete()
        current.delete()
        return
    current.compare = False
    current.save()


def _follow(lieu: Lieu) -> Perimetre:
    place = ensure_places([lieu])[lieu]
    if place.compare:
        raise ActionImpossible(f"« {place} » : déjà suivi.")
    place.compare = True
    place.save()
    return place
