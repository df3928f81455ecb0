"""How figures of indicators are said: known, partial, hidden, absent are four statements."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from quietude.evaluation.lectures import Lecture
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Manque, Valeur
from quietude.observatoire.presentation.cellules import plain
from quietude.socle.formats import FINE, INSECABLE, jour, nombre
from quietude.socle.periodes import Periode
from quietude.strategie.models import Indicateur

_DIXIEME = Decimal("0.1")
_DITS = {
    EtatValeur.ABSENTE: "pas de valeur",
    EtatValeur.MASQUEE: "non affichée",
    EtatValeur.SANS_OBJET: "sans objet",
    EtatValeur.CONNUE: "écrit",
}


def say(valeur: Valeur) -> str:
    """ "46", "76 (partiel)", "pas de valeur"."""
    if valeur.nombre is None:
        return _DITS.get(valeur.etat, "pas de valeur")
    partial = f"{INSECABLE}(partiel)" if valeur.etat is EtatValeur.PARTIELLE else ""
    return f"{nombre(rounded(valeur.nombre))}{partial}"


def rounded(number: Decimal) -> Decimal:
    """As it is, or with one decimal."""
    whole = number == number.to_integral_value()
    return plain(number) if whole else number.quantize(_DIXIEME, ROUND_HALF_UP)


def say_current(lecture: Lecture) -> str:
    """The last figure; a text is written or to write."""
    if lecture.source and lecture.source.texte:
        known = lecture.actuelle.etat is EtatValeur.CONNUE
        return "texte écrit" if known else "texte à écrire"
    return say(lecture.actuelle)


def say_unit(lecture: Lecture) -> str:
    """The unit after the last figure."""
    return unit_after(lecture.actuelle, lecture.unite)


def unit_after(valeur: Valeur, unite: str) -> str:
    """ " personnes", or nothing after words."""
    if valeur.nombre is None or not unite:
        return ""
    return f"{FINE}%" if unite == "%" else f" {unite}"


def say_baseline(row: Indicateur) -> str:
    """ "46 (de septembre 2015 à mars 2016)"; empty when the sheet gives none."""
    if row.reference is None:
        return ""
    when = ""
    if row.reference_debut and row.reference_fin:
        when = f" ({Periode(row.reference_debut, row.reference_fin).libelle})"
    return f"{nombre(row.reference)}{when}"


def say_target(row: Indicateur) -> str:
    """ "60 au plus tard le 31 décembre 2018", else the direction hoped for."""
    return say_aim(row) or row.get_sens_display()


def say_aim(row: Indicateur) -> str:
    """The figure to reach and its day; empty when the sheet gives none."""
    if row.cible is None:
        return ""
    when = f" au plus tard le {jour(row.cible_echeance)}" if row.cible_echeance else ""
    return f"{nombre(row.cible)}{when}"


def say_missing(manques: Iterable[Manque], *, long: bool = False) -> list[str]:
    """One line an organisation: what it has not handed in, its periods short or in full."""
    spans: dict[str, list[str]] = defaultdict(list)
    for row in manques:
        spans[row.nom].append(row.periode.libelle if long else row.periode.court)
    return [f"{name}{INSECABLE}: {', '.join(told)}" for name, told in spans.items()]


def say_lack(lecture: Lecture) -> str:
    """What stands between the reader and a whole figure; empty when nothing does."""
    if lecture.complet and not lecture.manques:
        return ""
    told = say_missing(lecture.manques)
    reason = lecture.actuelle.raison or lecture.origine
    return f"{INSECABLE}; ".join(told) if told else reason
