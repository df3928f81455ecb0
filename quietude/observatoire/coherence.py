"""What the figures answer to an analysis: each claim against its series, the text, its age.

Pure functions: series in, findings out. Nothing is corrected. The words are those of the
rules that check the strategy's own document.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quietude.observatoire.calculs.evolution import (
    Evolution,
    Verdict,
    break_between,
    compare,
    measured,
)
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import SensVariation
from quietude.socle.formats import jour
from quietude.socle.periodes import Periode
from quietude.socle.texte import fold

_STABLE = 5  # % under which figures that are not counts may be called stable
_SENS = re.compile(
    r"\b(hauss\w*|baiss\w*|augment\w*|diminu\w*|recul\w*|progress\w*|stabl\w*|stabili\w*|"
    r"chut\w*|montent?)\b"
)
_ERREUR, _REMARQUE = "danger", "attention"


@dataclass(frozen=True)
class Allegation:
    """What the text says of a series: from one span to another, more, less, or the same.

    `serie` is a key that outlives a reload of the pack: see `key_of`.
    """

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


def key_of(serie: SerieLue) -> str:
    """What stands for a series in the claims of an analysis."""
    if serie.serie is not None:
        return str(serie.serie.code)
    place = serie.perimetre
    return f"agregat-{serie.agregat.code if serie.agregat else ''}-{place.niveau}-{place.code}"


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
    if before is None or after is None:
        span = claim.a if before else claim.de
        yield _unsaid(claim, serie, f"la période « {span.libelle} » n’a pas de valeur")
        return
    change = compare(serie, before, after)
    if change.verdict is Verdict.NON_COMPARABLE:
        yield _not_compared(claim, serie, change)
    elif _contradicted(claim.sens, change):
        yield _found(
            "ANA-SENS",
            "Commentaire que les chiffres contredisent",
            serie,
            f"le texte dit « {claim.sens.label.lower()} ». {change.phrase}",
            "Reprendre le commentaire, ou vérifier les chiffres.",
        )
    elif claim.sens != SensVariation.STABLE and change.verdict is Verdict.PAS_ETABLI:
        yield _found(
            "ANA-INCERTAIN",
            "Variation non établie",
            serie,
            f"le texte dit « {claim.sens.label.lower()} ». {change.phrase}",
            "Le dire avec prudence, ou comparer sur une période plus longue.",
            _REMARQUE,
        )


def point_of(serie: SerieLue, periode: Periode) -> Point | None:
    """The figure of a series over this span."""
    return next((point for point in serie.points if point.periode == periode), None)


def _contradicted(sens: SensVariation, change: Evolution) -> bool:
    """Figures that go the other way; or that move, when the text says that they do not."""
    if sens != SensVariation.STABLE:
        return change.sens != sens
    if change.verdict is not Verdict.SANS_TEST:
        return change.verdict.etabli
    if change.variation is None:
        return change.sens != SensVariation.STABLE
    return abs(change.variation) > _STABLE


def _not_compared(claim: Allegation, serie: SerieLue, change: Evolution) -> Constat:
    before, after = change.avant, change.apres
    if measured(before) is None or measured(after) is None:
        return _unsaid(claim, serie, change.raison)
    if not claim.de.comparable(claim.a):
        return _found(
            "ANA-PERIODE",
            "Périodes qui ne se comparent pas",
            serie,
            f"compare « {claim.de.libelle} » à « {claim.a.libelle} ».",
            "Comparer les mêmes mois de chaque année.",
        )
    if break_between(serie, before, after):
        return _found(
            "ANA-RUPTURE",
            "Comparaison à travers une rupture",
            serie,
            f"{change.raison} : les chiffres ne se comparent pas de part et d’autre.",
            "Le dire dans le texte, ou comparer d’un même côté.",
        )
    return _unsaid(claim, serie, change.raison)


def _unsaid(claim: Allegation, serie: SerieLue, reason: str) -> Constat:
    return _found(
        "ANA-NON-PUBLIE",
        "Affirmation que rien ne permet de vérifier",
        serie,
        f"{reason} ; rien ne permet de dire « {claim.sens.label.lower()} ».",
        "Choisir d’autres périodes, ou retirer l’affirmation.",
    )


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
