"""What the figures answer to an analysis: each claim against its series, the text, its age.

Pure functions: series in, findings out. Nothing is corrected. The words are those of the
rules that check the strategy's own document.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import EtatObservation, NatureSerie, SensVariation
from quietude.observatoire.models import Rupture
from quietude.observatoire.statistiques import SEUIL, french, p_value, variation
from quietude.socle.formats import jour
from quietude.socle.periodes import Periode
from quietude.socle.texte import fold

_STABLE = 5  # % under which figures that are not counts may be called stable
_SENS = re.compile(
    r"\b(hausses?|baisses?|augment\w*|diminu\w*|recul\w*|progress\w*|stabl\w*|stabili\w*)\b"
)
_ERREUR, _REMARQUE = "danger", "attention"


@dataclass(frozen=True)
class Allegation:
    """What the text says of a series: from one span to another, more, less, or the same."""

    serie: str
    de: Periode
    a: Periode
    sens: SensVariation

    def as_json(self) -> dict[str, Any]:
        return {
            "serie": self.serie,
            "de": [self.de.debut.isoformat(), self.de.fin.isoformat()],
            "a": [self.a.debut.isoformat(), self.a.fin.isoformat()],
            "sens": str(self.sens),
        }


@dataclass(frozen=True)
class Constat:
    """A finding: the rule, what it says, what could be done. `ton` is how grave it is."""

    regle: str
    titre: str
    message: str
    suggestion: str = ""
    ton: str = _ERREUR


def read_allegations(rows: Iterable[Any]) -> list[Allegation]:
    """The claims kept with an analysis; one that makes no sense any more is left out."""
    found = []
    for row in rows:
        try:
            found.append(
                Allegation(
                    str(row["serie"]),
                    _span(row["de"]),
                    _span(row["a"]),
                    SensVariation(row["sens"]),
                )
            )
        except (KeyError, TypeError, ValueError):
            continue
    return found


def _span(days: Sequence[str]) -> Periode:
    first, last = days
    return Periode(date.fromisoformat(first), date.fromisoformat(last))


def check_analyse(
    texte: str,
    ecrit_le: date,
    allegations: Sequence[Allegation],
    series: Mapping[str, SerieLue],
) -> list[Constat]:
    """Everything that the figures of the theme answer to its analysis, the gravest first."""
    found = [finding for claim in allegations for finding in _check(claim, series)]
    found += _check_text(texte, allegations)
    found += _check_age(ecrit_le, series.values())
    return sorted(found, key=lambda finding: finding.ton != _ERREUR)


def _check(claim: Allegation, series: Mapping[str, SerieLue]) -> Iterator[Constat]:
    serie = series.get(claim.serie)
    if serie is None:
        yield Constat(
            "ANA-INCONNU",
            "Affirmation sans chiffre retrouvé",
            f"la série « {claim.serie} » n’est plus dans ce thème : rien n’est vérifié.",
            "Choisir une autre série, ou retirer l’affirmation.",
        )
        return
    before, after = point_of(serie, claim.de), point_of(serie, claim.a)
    missing = [
        span for span, point in ((claim.de, before), (claim.a, after)) if not _usable(point)
    ]
    if before is None or after is None or missing:
        yield _unusable(claim, serie, missing)
        return
    if not claim.de.comparable(claim.a):
        yield _found(
            "ANA-PERIODE",
            "Périodes qui ne se comparent pas",
            serie,
            f"compare « {claim.de.libelle} » à « {claim.a.libelle} ».",
            "Comparer les mêmes mois de chaque année.",
        )
        return
    for rupture in crossed(serie, claim.de, claim.a):
        yield _found(
            "ANA-RUPTURE",
            "Comparaison à travers une rupture",
            serie,
            f"les chiffres ne se comparent pas de part et d’autre du {jour(rupture.le)} "
            f"({rupture.titre}).",
            "Le dire dans le texte, ou comparer d’un même côté.",
        )
    yield from _check_direction(claim, serie, before, after)


def point_of(serie: SerieLue, periode: Periode) -> Point | None:
    """The figure of a series over this span."""
    return next((point for point in serie.points if point.periode == periode), None)


def _usable(point: Point | None) -> bool:
    return (
        point is not None
        and point.etat == EtatObservation.PUBLIEE
        and not point.incomplet
        and point.valeur is not None
    )


def _unusable(claim: Allegation, serie: SerieLue, spans: Sequence[Periode]) -> Constat:
    said = " et ".join(_reason(span, point_of(serie, span)) for span in spans)
    return _found(
        "ANA-NON-PUBLIE",
        "Affirmation sur un chiffre qui n’est pas publié",
        serie,
        f"{said} : rien ne permet de dire « {claim.sens.label.lower()} ».",
        "Choisir d’autres périodes, ou retirer l’affirmation.",
    )


def _reason(span: Periode, point: Point | None) -> str:
    if point is None:
        return f"la période « {span.libelle} » n’a pas de valeur"
    if point.incomplet:
        return f"celle de « {span.libelle} » est une somme incomplète"
    state = EtatObservation(point.etat).label.lower()
    return f"la valeur de « {span.libelle} » est {state}"


def crossed(serie: SerieLue, de: Periode, a: Periode) -> list[Rupture]:
    """The breaks that stand between two spans, or in one of them."""
    first, last = min(de.debut, a.debut), max(de.fin, a.fin)
    return [row for row in serie.ruptures if first < row.le <= last]


def _check_direction(
    claim: Allegation, serie: SerieLue, before: Point, after: Point
) -> Iterator[Constat]:
    """A claim that the figures contradict, or do not establish."""
    if before.valeur is None or after.valeur is None:
        return
    change = variation(before.valeur, after.valeur)
    settled = _settled(serie, before, after)
    rises, falls = after.valeur > before.valeur, after.valeur < before.valeur
    percent = f" ({french(change, 1)} %)" if change is not None else ""
    path = f"de {french(before.valeur)} à {french(after.valeur)}{percent}"
    contradicted = {
        SensVariation.HAUSSE: not rises,
        SensVariation.BAISSE: not falls,
        SensVariation.STABLE: settled
        if settled is not None
        else (change is None and rises) or (change is not None and abs(change) > _STABLE),
    }[claim.sens]
    if contradicted:
        yield _found(
            "ANA-SENS",
            "Commentaire que les chiffres contredisent",
            serie,
            f"le texte dit « {claim.sens.label.lower()} », les chiffres vont {path}.",
            "Reprendre le commentaire, ou vérifier les chiffres.",
        )
    elif claim.sens != SensVariation.STABLE and settled is False:
        yield _found(
            "ANA-INCERTAIN",
            "Variation non établie",
            serie,
            f"{path}, pas de changement établi.",
            "Le dire avec prudence, ou comparer sur une période plus longue.",
            _REMARQUE,
        )


def _settled(serie: SerieLue, before: Point, after: Point) -> bool | None:
    """Whether two counts differ beyond chance; None when they are not counts of events."""
    if serie.nature != NatureSerie.EVENEMENTS or before.valeur is None or after.valeur is None:
        return None
    if before.valeur != int(before.valeur) or after.valeur != int(after.valeur):
        return None
    return p_value(int(before.valeur), int(after.valeur)) < SEUIL


def _check_text(texte: str, allegations: Sequence[Allegation]) -> Iterator[Constat]:
    """A text that speaks of a change, and attaches nothing to check it against."""
    found = _SENS.search(fold(texte))
    if found and not allegations:
        yield Constat(
            "ANA-SANS-CHIFFRE",
            "Évolution dite sans chiffre attaché",
            f"le texte parle d’évolution (« {found.group()} »), sans affirmation à vérifier.",
            "Attacher au texte la série et les périodes dont il parle.",
            _REMARQUE,
        )


def _check_age(ecrit_le: date, series: Iterable[SerieLue]) -> Iterator[Constat]:
    """An analysis that newer figures have overtaken."""
    newest = max(
        (
            (point.source.importee_le.date(), point.periode.fin)
            for serie in series
            for point in serie.points
            if point.source.importee_le is not None
        ),
        default=None,
    )
    if newest and newest[0] > ecrit_le:
        yield Constat(
            "ANA-ANCIENNE",
            "Analyse plus ancienne que ses chiffres",
            f"écrite le {jour(ecrit_le)} ; des chiffres de ce thème sont entrés le "
            f"{jour(newest[0])}.",
            "Relire l’analyse, et la dater de nouveau.",
            _REMARQUE,
        )


def _found(
    regle: str,
    titre: str,
    serie: SerieLue,
    message: str,
    suggestion: str,
    ton: str = _ERREUR,
) -> Constat:
    place = f"{serie.libelle}, {serie.perimetre.nom}"
    return Constat(regle, titre, f"{place} : {message}", suggestion, ton)
