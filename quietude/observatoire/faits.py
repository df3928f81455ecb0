"""What figures say, in a sentence: titles of charts, lines of the summary."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from quietude.observatoire.calculs.evolution import (
    Evolution,
    Verdict,
    compare,
    in_points,
    is_share,
    measured,
    said,
    unit_of,
)
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.calculs.tendance import evolutions, last_change
from quietude.observatoire.enums import EtatObservation, NiveauPerimetre
from quietude.observatoire.presentation.cellules import (
    DECIMALES_TAUX,
    per_thousand,
    value_cell,
)
from quietude.observatoire.presentation.tableaux import label_of
from quietude.socle.formats import FINE, nombre, pourcent
from quietude.socle.periodes import Periode

ZERO = Decimal(0)
PHRASES = 8  # of more series, only those that changed have a sentence
DEUX_POINTS = f"{FINE}: "
_NOMBRES = (  # what is counted, one and several; what is not tested goes by its direction
    (Verdict.HAUSSE_NETTE.value, "hausse nette", "hausses nettes"),
    (Verdict.BAISSE_NETTE.value, "baisse nette", "baisses nettes"),
    ("hausse", "en hausse", "en hausse"),
    ("baisse", "en baisse", "en baisse"),
    ("stable", "inchangée", "inchangées"),
    (Verdict.PAS_ETABLI.value, "sans changement établi", "sans changement établi"),
    (Verdict.NON_COMPARABLE.value, "non comparable", "non comparables"),
)


def point_at(serie: SerieLue, span: Periode) -> Point | None:
    return next((point for point in serie.points if point.periode == span), None)


def fact_of(serie: SerieLue, first: Periode, last: Periode, name: str) -> str:
    """What the first and the last count say of each other: the title of a chart."""
    before, after = point_at(serie, first), point_at(serie, last)
    if before is None or after is None:
        return f"{name}, {first.court} à {last.court}"
    change = compare(serie, before, after)
    if change.verdict is Verdict.NON_COMPARABLE:
        reason = change.raison
        return f"{name}{DEUX_POINTS}{first.court} et {last.court} ne se comparent pas, {reason}"
    words = change.sens if change.verdict is Verdict.SANS_TEST else change.verdict.value
    return (
        f"{name}{DEUX_POINTS}{words}, de {said(before, serie)} ({first.court}) "
        f"à {said(after, serie)}{unit_of(serie, before, after)} ({last.court})"
    )


def rates_of(serie: SerieLue, first: Periode, last: Periode, name: str) -> str:
    """Two rates side by side: a rate alone says nothing of chance."""
    told = [
        f"{nombre(point.taux.valeur, DECIMALES_TAUX)} en {point.periode.court}"
        for span in (first, last)
        if (point := point_at(serie, span)) and point.taux
    ]
    return f"{name}, taux {per_thousand(serie.base)}{DEUX_POINTS}{', '.join(told)}"


def summary_of(series: Sequence[SerieLue], first: Periode, last: Periode, name: str) -> str:
    """How many of several series rise, fall, or cannot be said to."""
    changes = [
        compare(serie, before, after)
        for serie in series
        if (before := point_at(serie, first)) and (after := point_at(serie, last))
    ]
    return f"{name}, {first.court} et {last.court}{DEUX_POINTS}{count_verdicts(changes)}"


def count_verdicts(changes: Sequence[Evolution]) -> str:
    """ "2 hausses nettes, 1 sans changement établi"."""
    counted = Counter(
        change.sens if change.verdict is Verdict.SANS_TEST else change.verdict.value
        for change in changes
    )
    told = [
        f"{counted[word]} {one if counted[word] == 1 else many}"
        for word, one, many in _NOMBRES
        if counted[word]
    ]
    return ", ".join(told) or "rien à comparer"


def told_of(serie: SerieLue, change: Evolution) -> tuple[str, str]:
    """One change as a line of the summary: what; from how many to how many, or why not."""
    before, after = change.avant, change.apres
    if change.verdict is Verdict.NON_COMPARABLE:
        spans = f"{before.periode.court} et {after.periode.court}"
        return full_name(serie), f"{spans} ne se comparent pas, {change.raison}"
    words = (
        f"de {said(before, serie)} ({before.periode.court}) "
        f"à {said(after, serie)}{unit_of(serie, before, after)} ({after.periode.court})"
    )
    if change.verdict is Verdict.PAS_ETABLI:
        words += ", ce qui peut venir du hasard"
    elif is_share(serie):
        words += f", {in_points((measured(after) or ZERO) - (measured(before) or ZERO))}"
    elif change.variation is not None:
        words += f", {signed(change.variation)}"
    return full_name(serie), words


def range_of(change: Evolution) -> str:
    """Between which bounds the true change lies, chance allowed for; nothing when untested."""
    if change.intervalle is None or change.variation is None:
        return ""
    low, high = change.intervalle
    if high is None:
        return f"Compte tenu du hasard, au moins {signed(low)} (intervalle à 95{FINE}%)."
    return (
        f"Compte tenu du hasard, l’évolution est comprise entre {signed(low)} et "
        f"{signed(high)} (intervalle à 95{FINE}%)."
    )


def full_name(serie: SerieLue) -> str:
    """With its place where it is not the town's own."""
    place = serie.perimetre
    if place.niveau in (NiveauPerimetre.SERVICE, NiveauPerimetre.SECTEUR):
        return f"{serie.libelle}, {place.nom}"
    return serie.libelle


def signed(percentage: Decimal) -> str:
    """ "+16,4 %" """
    return f"{'+' if percentage > 0 else ''}{pourcent(percentage)}"


def latest_of(serie: SerieLue) -> str:
    """The last figure that is known, or why there is none."""
    told = [point for point in serie.points if point.etat != EtatObservation.MANQUANTE]
    if not told:
        return ""
    last = told[-1]
    words = value_cell(last).texte
    unit = f" {serie.unite}" if last.valeur is not None and serie.unite else ""
    if last.valeur is None and last.taux:
        rate = nombre(last.taux.valeur, DECIMALES_TAUX)
        words, unit = rate, f" {per_thousand(serie.base)}"
    return f"{last.periode.libelle}{DEUX_POINTS}{words}{unit}"


def fact_of_group(series: Sequence[SerieLue]) -> str:
    """The last change, as one sentence; of several quantities, how many went which way."""
    first, *others = series
    wider = all(other.perimetre.niveau != first.perimetre.niveau for other in others)
    if wider and len({serie.libelle for serie in series}) == 1:
        change = last_change(series[0])
        where = f"{series[0].perimetre.nom}{DEUX_POINTS}" if len(series) > 1 else ""
        return where + (change.phrase if change else upper_first(latest_of(series[0])))
    changes = [change for serie in series if (change := last_change(serie))]
    if not changes:
        return ""
    last = max(change.apres.periode for change in changes)
    return f"Dernière évolution connue ({last.court}){DEUX_POINTS}{count_verdicts(changes)}."


def sentences_of(series: Sequence[SerieLue]) -> list[str]:
    """What else is worth saying: over the years, same months, trend; or a line a series."""
    if len(series) > 1:
        return [
            f"{label_of(serie, series)}{DEUX_POINTS}{lower_first(change.phrase)}"
            for serie in series
            if (change := last_change(serie))
            and (change.verdict.etabli or len(series) <= PHRASES)
        ]
    found = evolutions(series[0])
    lead = fact_of_group(series)
    rest = [change.phrase for change in (found.ensemble, *found.memes_mois[-2:]) if change]
    rest += [found.tendance.phrase] if found.tendance else []
    return [sentence for sentence in dict.fromkeys(rest) if sentence != lead]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
