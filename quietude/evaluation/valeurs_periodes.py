"""Over which spans an indicator is read: years, school years, or its baseline's own span."""

from enum import Enum

from quietude.indicateurs.mesures import Mesure
from quietude.socle.periodes import Genre, Periode
from quietude.strategie.enums import FrequenceIndicateur
from quietude.strategie.models import Indicateur

HISTORIQUE = 5  # spans that a page shows, the year asked included
_AU_PLUS = 366  # days; a baseline over several years is not a yearly span


class Decoupe(Enum):
    """How time is cut, as an address says it."""

    ANNEES = ("annees", "Années civiles")
    SCOLAIRES = ("scolaires", "Années scolaires")
    REFERENCE = ("reference", "Comme la référence")
    TRIMESTRES = ("trimestres", "Trimestres")
    MOIS = ("mois", "Mois")

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def libelle(self) -> str:
        return self.value[1]


def usual_cut(indicateur: Indicateur) -> Decoupe:
    """School years when its frequency says so; else the span of its baseline, which is what
    figures compare with; else years.
    """
    if indicateur.frequence == FrequenceIndicateur.ANNEE_SCOLAIRE:
        return Decoupe.SCOLAIRES
    span = baseline_span(indicateur)
    if span is None or not _repeats_yearly(span):
        return Decoupe.ANNEES
    return Decoupe.SCOLAIRES if span.genre is Genre.ANNEE_SCOLAIRE else Decoupe.REFERENCE


def baseline_span(indicateur: Indicateur) -> Periode | None:
    """The span of the baseline; None when the sheet does not date it."""
    start, end = indicateur.reference_debut, indicateur.reference_fin
    return Periode(start, end) if start and end else None


def _repeats_yearly(span: Periode) -> bool:
    """A part of a year; a day is when a stock was counted, which any year's end tells too."""
    return 1 < span.days <= _AU_PLUS and span.genre is not Genre.ANNEE


def default_periodes(
    indicateur: Indicateur, annee: int, nombre: int = HISTORIQUE
) -> tuple[Periode, ...]:
    """The span of this year and those before it, in order of time."""
    return periodes(indicateur, usual_cut(indicateur), annee, nombre)


def periodes(
    indicateur: Indicateur, decoupe: Decoupe, annee: int, nombre: int = HISTORIQUE
) -> tuple[Periode, ...]:
    """Spans that end in `annee` or before: as many years, or all the parts of the year."""
    if decoupe is Decoupe.TRIMESTRES:
        return tuple(Periode.trimestre(annee, rank) for rank in range(1, 5))
    if decoupe is Decoupe.MOIS:
        return tuple(Periode.mois(annee, rank) for rank in range(1, 13))
    years = range(annee - nombre + 1, annee + 1)
    if decoupe is Decoupe.SCOLAIRES:
        return tuple(Periode.annee_scolaire(year - 1) for year in years)
    span = baseline_span(indicateur)
    if decoupe is Decoupe.REFERENCE and span:
        lasts = span.fin.year - span.debut.year
        return tuple(span.same_span(year - lasts) for year in years)
    return tuple(Periode.annee(year) for year in years)


def cuts_of(indicateur: Indicateur, mesure: Mesure | None) -> list[Decoupe]:
    """Those that a reader may choose, the usual one first.

    One alone for what comes from named follow-up: figures of several cuts can be subtracted.
    """
    usual = usual_cut(indicateur)
    if mesure is None or mesure.flux.nominatif:
        return [usual]
    span = baseline_span(indicateur)
    known = [cut for cut in Decoupe if cut is not Decoupe.REFERENCE or span]
    return [usual, *(cut for cut in known if cut is not usual)]


def cut_of(code: str, among: list[Decoupe]) -> Decoupe:
    """The one that an address asks for; the usual one when it asks for another."""
    return next((cut for cut in among if cut.code == code), among[0])
