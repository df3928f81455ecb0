"""A printed figure beside what the others give, and the verdict."""

from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire.enums import VerdictChiffre
from quietude.observatoire.recalcul import Recalcul
from quietude.observatoire.statistiques import Justesse, french
from quietude.socle.formats import FINE
from quietude.socle.pack.champs import Periode as PackPeriode
from quietude.socle.periodes import Periode

V = VerdictChiffre


@dataclass(frozen=True)
class Verifie:
    """What is printed, where, what was computed, the verdict, why.

    `objet` is the name that the findings of the rules use: "chiffres#cameras".
    """

    lieu: str
    nature: str
    objet: str
    libelle: str
    publie: str
    calcule: str
    verdict: VerdictChiffre
    detail: str = ""


def with_unit(value: Decimal, unit: str) -> str:
    """ "85,24 %": the percent sign never alone on its line."""
    return f"{french(value)}{FINE if unit == '%' else ' '}{unit}".rstrip()


def dated(libelle: str, span: PackPeriode | None) -> str:
    """A label with its span, as everyone says it."""
    return f"{libelle}, {Periode(span.debut, span.fin).libelle}" if span else libelle


def of_recalcul(again: Recalcul, unit: str) -> tuple[str, VerdictChiffre, str]:
    """What is computed, the verdict, how it was."""
    computed = with_unit(round(again.exact, max(again.decimales, 2)), unit)
    match again.justesse:
        case Justesse.EXACTE:
            verdict = V.EXACT if again.exact == again.imprime else V.ARRONDI
        case Justesse.TRONQUEE:
            verdict = V.TRONQUE
        case _:
            gap = french(round(again.exact - again.imprime, max(again.decimales, 2)))
            return computed, V.FAUX, f"{again.comment}\u202f; écart {gap}"
    return computed, verdict, again.comment
