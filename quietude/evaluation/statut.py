"""Where a figure stands against what was hoped: a sign and words, and why."""

from datetime import date
from decimal import Decimal

from quietude.evaluation.lectures import Statut
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Valeur
from quietude.observatoire.calculs.evolution import Evolution
from quietude.socle.formats import INSECABLE, jour, nombre
from quietude.strategie.enums import SensIndicateur
from quietude.strategie.models import Indicateur

_SANS = {
    EtatValeur.ABSENTE: "Pas de valeur",
    EtatValeur.MASQUEE: "Valeur masquée",
    EtatValeur.SANS_OBJET: "Sans objet",
    EtatValeur.PARTIELLE: "Valeur partielle, à ne pas juger",
}

_NON_JUGEES = frozenset({EtatValeur.MASQUEE, EtatValeur.PARTIELLE})


def judge(
    indicateur: Indicateur, valeur: Valeur, evolution: Evolution | None, le: date
) -> tuple[Statut, str]:
    """The status of a figure on a day, and the sentence that says why.

    A partial or hidden figure is never judged. A target is judged before an evolution; a
    change that chance explains is no change.
    """
    if valeur.etat is EtatValeur.CONNUE and valeur.nombre is None:
        return Statut.SANS_CIBLE, "Le texte est écrit."
    if valeur.etat is not EtatValeur.CONNUE or valeur.nombre is None:
        why = f"{INSECABLE}: {valeur.raison}" if valeur.raison else ""
        told = Statut.NON_JUGEE if valeur.etat in _NON_JUGEES else Statut.SANS_VALEUR
        return told, f"{_SANS.get(valeur.etat, 'Pas de valeur')}{why}."
    if indicateur.cible is not None:
        return _against_target(indicateur, valeur.nombre, indicateur.cible, le)
    return _by_direction(indicateur, evolution)


def _against_target(
    indicateur: Indicateur, value: Decimal, target: Decimal, le: date
) -> tuple[Statut, str]:
    lower = _to_lower(indicateur, target)
    reached = value <= target if lower else value >= target
    words = f"{nombre(value)} pour une cible de {nombre(target)}{' au plus' if lower else ''}"
    if reached:
        return Statut.ATTEINTE, f"{words}."
    until = indicateur.cible_echeance
    if until and le <= until:
        return Statut.EN_ATTENTE, f"{words}, à atteindre le {jour(until)}."
    return Statut.NON_ATTEINTE, f"{words}."


def _to_lower(indicateur: Indicateur, target: Decimal) -> bool:
    """Whether the target is a ceiling; the baseline tells when the direction does not."""
    if indicateur.sens in {SensIndicateur.HAUSSE, SensIndicateur.BAISSE}:
        return indicateur.sens == SensIndicateur.BAISSE
    return indicateur.reference is not None and target < indicateur.reference


def _by_direction(indicateur: Indicateur, evolution: Evolution | None) -> tuple[Statut, str]:
    if indicateur.sens in {"", SensIndicateur.SUIVI}:
        return Statut.SANS_CIBLE, ""
    if evolution is None:
        return Statut.SANS_CIBLE, "Pas de période précédente à laquelle comparer."
    hoped = SensIndicateur(indicateur.sens)
    if not evolution.verdict.etabli:
        return Statut.STABLE, evolution.phrase
    good = evolution.sens == hoped.value
    return (Statut.EN_BONNE_VOIE if good else Statut.CONTRAIRE), evolution.phrase
