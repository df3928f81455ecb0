"""What a change says, and how sure it is, in words that a councillor understands."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cached_property

from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.calculs.unites import agree
from quietude.observatoire.enums import EtatObservation, NatureSerie
from quietude.observatoire.models import Rupture
from quietude.observatoire.statistiques import SEUIL, p_value, ratio_interval, variation
from quietude.socle.formats import FINE, INSECABLE, jour, nombre, pourcent
from quietude.socle.periodes import Periode

_DIXIEME = Decimal("0.1")


class Verdict(Enum):
    """What may be concluded of two figures."""

    HAUSSE_NETTE = "hausse nette"
    BAISSE_NETTE = "baisse nette"
    PAS_ETABLI = "pas de changement établi"
    SANS_TEST = "sans test"
    NON_COMPARABLE = "non comparable"

    @property
    def etabli(self) -> bool:
        return self in {Verdict.HAUSSE_NETTE, Verdict.BAISSE_NETTE}


_DIT = {
    Verdict.HAUSSE_NETTE: "Hausse nette",
    Verdict.BAISSE_NETTE: "Baisse nette",
    Verdict.PAS_ETABLI: "Pas de changement établi",
    Verdict.NON_COMPARABLE: "Non comparable",
}


@dataclass(frozen=True)
class Evolution:
    """From one figure to another of the same series.

    `variation` in %; `raison` says why two figures do not compare.
    """

    avant: Point
    apres: Point
    verdict: Verdict
    phrase: str
    variation: Decimal | None = None
    p: float | None = None
    raison: str = ""
    taux: bool = False  # rates were compared, for want of counts

    @cached_property
    def intervalle(self) -> tuple[Decimal, Decimal | None] | None:
        """The 95 % bounds of the variation, the upper one None when nothing bounds it.

        Worked out when it is read: it costs ten times the test itself.
        """
        before, after = self.avant.valeur, self.apres.valeur
        if self.p is None or before is None or after is None:
            return None
        return _interval(int(before), int(after))

    @property
    def sens(self) -> str:
        """ "hausse", "baisse" or "stable", of the figures alone."""
        before, after = measured(self.avant), measured(self.apres)
        if before is None or after is None or before == after:
            return "stable"
        return "hausse" if after > before else "baisse"


def measured(point: Point) -> Decimal | None:
    """The count, or the rate where only a rate is published."""
    if point.etat != EtatObservation.PUBLIEE or point.incomplet:
        return None
    if point.valeur is not None:
        return point.valeur
    return point.taux.valeur if point.taux else None


def _count(point: Point) -> int | None:
    """The value as a number of events; hours and other measures are not counted one by one."""
    value = point.valeur
    return int(value) if value is not None and value >= 0 and value == int(value) else None


def compare(serie: SerieLue, avant: Point, apres: Point) -> Evolution:
    """Compare two points of a series.

    Counts of events are tested (conditional exact test of two Poisson counts, 5 %); stocks,
    shares, measures and rates published without their count are shown without a test.
    """
    reason = _reason(serie, avant, apres)
    if reason:
        return Evolution(
            avant,
            apres,
            Verdict.NON_COMPARABLE,
            f"Non comparable : {_from_to(serie, avant, apres)}, {reason}.",
            raison=reason,
        )
    before, after = _count(avant), _count(apres)
    if serie.nature == NatureSerie.EVENEMENTS and before is not None and after is not None:
        return _tested(serie, avant, apres, before, after)
    return _untested(serie, avant, apres)


def _reason(serie: SerieLue, avant: Point, apres: Point) -> str:
    """Why the two figures say nothing of each other; empty when they do."""
    for point in (avant, apres):
        if unknown := _unknown(point):
            return unknown
    if avant.periode == apres.periode:
        return "c’est la même période"
    if overlap(avant.periode, apres.periode):
        return "les deux périodes se chevauchent"
    if not avant.periode.comparable(apres.periode):
        return "les deux périodes n’ont pas la même durée ou pas la même place dans l’année"
    if (avant.valeur is None) != (apres.valeur is None):
        return "l’une est un nombre, l’autre un taux"
    crossed = break_between(serie, avant, apres)
    if crossed:
        return f"rupture de série le {jour(crossed.le)} ({crossed.titre.lower()})"
    return ""


def overlap(one: Periode, other: Periode) -> bool:
    """Whether some days are in both: the same facts would be counted twice."""
    return one.debut <= other.fin and other.debut <= one.fin


def _unknown(point: Point) -> str:
    when = point.periode.libelle
    said = {
        EtatObservation.NON_DIFFUSEE: f"la valeur de {when} n’est pas diffusée",
        EtatObservation.DOUTEUSE: f"la valeur de {when} est douteuse",
        EtatObservation.MANQUANTE: f"la valeur de {when} manque",
    }
    if point.etat != EtatObservation.PUBLIEE:
        return said[EtatObservation(point.etat)]
    return f"il manque une partie de la somme de {when}" if point.incomplet else ""


def break_between(serie: SerieLue, avant: Point, apres: Point) -> Rupture | None:
    """The first break that stands between the two spans."""
    first, last = sorted((avant.periode, apres.periode))
    return next((r for r in serie.ruptures if first.debut < r.le <= last.fin), None)


def _tested(serie: SerieLue, avant: Point, apres: Point, before: int, after: int) -> Evolution:
    days = avant.periode.days, apres.periode.days
    p = _chance(before, after, *days)
    if p >= SEUIL:
        verdict = Verdict.PAS_ETABLI
    else:
        verdict = Verdict.HAUSSE_NETTE if after > before else Verdict.BAISSE_NETTE
    change = variation(Decimal(before), Decimal(after))
    return Evolution(
        avant,
        apres,
        verdict,
        f"{_DIT[verdict]} : {_from_to(serie, avant, apres)}{_percentage(change)}"
        f"{INSECABLE}; {_why(verdict, before, after, days[0] != days[1])}.",
        variation=change,
        p=p,
    )


def _chance(before: int, after: int, days_before: int, days_after: int) -> float:
    """The p-value of the two counts, or of their daily rates when that is more careful.

    A leap day alone makes February 3.6 % longer: that is no rise.
    """
    plain = p_value(before, after)
    if days_before == days_after:
        return plain
    if (after - before) * (after * days_before - before * days_after) <= 0:
        return 1.0  # more facts in all, and fewer a day
    return max(plain, p_value(before, after, days_before, days_after))


def _why(verdict: Verdict, before: int, after: int, uneven: bool) -> str:
    if verdict.etabli:
        return "l’écart dépasse ce que le hasard explique"
    if before == after:
        return "les deux nombres sont égaux"
    days = " et du nombre de jours" if uneven and p_value(before, after) < SEUIL else ""
    return f"un écart de cette taille peut venir du hasard{days}"


def _interval(before: int, after: int) -> tuple[Decimal, Decimal | None] | None:
    if before == 0:
        return None
    low, high = ratio_interval(before, after)
    return (
        (Decimal(low) - 1) * 100,
        None if high is None else (Decimal(high) - 1) * 100,
    )


def _untested(serie: SerieLue, avant: Point, apres: Point) -> Evolution:
    before, after = measured(avant), measured(apres)
    if before is None or after is None:
        raise ValueError("a comparison needs two figures")
    rate = avant.valeur is None
    change = variation(before, after)
    moved = "Hausse" if after > before else "Baisse" if after < before else "Sans changement"
    said = f" ({in_points(after - before)})" if is_share(serie) else _percentage(change)
    return Evolution(
        avant,
        apres,
        Verdict.SANS_TEST,
        f"{moved} : {_from_to(serie, avant, apres)}{said}{_doubt(serie, rate)}.",
        variation=change,
        taux=rate,
    )


def _doubt(serie: SerieLue, rate: bool) -> str:
    """Why chance was not told from change, where a reader would expect it to be."""
    if rate:
        why = "le nombre de faits n’est pas publié"
    elif serie.nature == NatureSerie.EVENEMENTS:
        why = "ces valeurs ne sont pas des faits comptés un à un"
    else:
        return ""
    return f"{INSECABLE}; {why}, la part du hasard n’est pas connue"


def is_share(serie: SerieLue) -> bool:
    """Whether it is a percentage, whose changes are told in points."""
    return serie.nature == NatureSerie.TAUX and serie.unite == "%"


def in_points(gap: Decimal) -> str:
    """ "+6 points", "−0,4 point"."""
    rounded = gap.quantize(_DIXIEME, ROUND_HALF_UP)
    sign = "+" if rounded > 0 else ""
    return f"{sign}{nombre(rounded)}{FINE}{agree('points', rounded)}"


def _percentage(change: Decimal | None) -> str:
    """ " (+16,4 %)", one decimal, rounded half up."""
    if change is None:
        return ""
    rounded = change.quantize(_DIXIEME, ROUND_HALF_UP)
    sign = "+" if rounded > 0 else ""
    return f" ({sign}{pourcent(rounded)})"


def _from_to(serie: SerieLue, avant: Point, apres: Point) -> str:
    unit = unit_of(serie, avant, apres)
    before, after = said(avant, serie), said(apres, serie)
    return f"de {before} ({avant.periode.court}) à {after}{unit} ({apres.periode.court})"


def said(point: Point, serie: SerieLue) -> str:
    """The figure in words; two decimals for rates."""
    value = measured(point)
    if value is None:
        return "une valeur inconnue"
    if point.valeur is None or serie.nature == NatureSerie.TAUX:
        return nombre(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return nombre(value)


def unit_of(serie: SerieLue, avant: Point, apres: Point) -> str:
    if avant.valeur is None and apres.valeur is None and avant.taux:
        base = "logements" if serie.base == "logements" else "habitants"
        return f" pour 1{FINE}000 {base}"
    if serie.unite == "%":
        return f"{FINE}%"
    unit = agree(serie.unite, Decimal(2) if apres.valeur is None else apres.valeur)
    return f" {unit}" if unit else ""
