"""What an evaluation says of crime: figures of the year, of the year before, what they tell."""

from collections.abc import Iterable

from quietude.comptes.models import Utilisateur
from quietude.evaluation.photo import VueParole, VuePoint, VueSerie
from quietude.observatoire.calculs.evolution import (
    Evolution,
    Verdict,
    break_between,
    compare,
    measured,
    said,
    unit_of,
)
from quietude.observatoire.calculs.lecture import ENSEMBLES
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import EtatObservation, NatureSerie
from quietude.observatoire.faits import upper_first
from quietude.observatoire.models import Analyse, Theme
from quietude.observatoire.presentation.cellules import plain, value_cell
from quietude.observatoire.presentation.citations import source_line
from quietude.observatoire.presentation.plan import read_plan, series_by_theme
from quietude.socle.formats import INSECABLE
from quietude.socle.periodes import Genre, Periode
from quietude.strategie.models import Strategie

POINTS = 5  # what a chart of the report shows
_TRIMESTRE = 89  # days: shorter spans say little of a year
MEMES_MOIS = "Mêmes mois comparés : l’année entière n’est pas connue, ou n’a pas sa pareille."
_SENS = {Verdict.HAUSSE_NETTE: "hausse", Verdict.BAISSE_NETTE: "baisse"}


def themes_of(user: Utilisateur, strategie: Strategie) -> list[Theme]:
    """The plan of this strategy's diagnosis, else the one that every town has."""
    plan = read_plan(user)
    if any(theme.recueil == strategie.code for theme in plan):
        return plan
    own = Theme.objects.visible_to(user).filter(recueil=strategie.code)
    return list(own) or plan


def read_crime(
    user: Utilisateur, themes: list[Theme], annee: int
) -> tuple[list[VueSerie], list[str]]:
    """The series that have a figure of the year, then the names of those that have none."""
    found: dict[str, VueSerie] = {}
    silent: dict[str, str] = {}
    for theme, rows in series_by_theme(user, themes).items():
        for serie in rows:
            if serie.cle in found or not is_followed(serie):
                continue
            view = see(serie, theme.titre, annee)
            if view:
                found[serie.cle] = view
            elif _was_followed(serie, annee):
                silent[serie.cle] = serie.libelle
    return list(found.values()), [name for cle, name in silent.items() if cle not in found]


def is_followed(serie: SerieLue) -> bool:
    """Facts and shares of the town, its services and sectors; not what is there on a day."""
    return serie.nature != NatureSerie.STOCK and serie.perimetre.niveau not in ENSEMBLES


def _was_followed(serie: SerieLue, annee: int) -> bool:
    """A figure of the year before, and none of this one: somebody expects it."""
    return any(_is_of(point.periode, annee - 1) for point in serie.points)


def see(serie: SerieLue, theme: str, annee: int) -> VueSerie | None:
    """A series as the evaluation of this year shows it; None without a figure of the year."""
    point = point_of(serie, annee)
    if point is None:
        return None
    before = _before(serie, point)
    change = compare(serie, before, point) if before else None
    return VueSerie(
        cle=serie.cle,
        theme=theme,
        libelle=serie.libelle,
        lieu=serie.perimetre.nom,
        unite=_unit(serie, point),
        points=[_show(serie, row) for row in _run(serie, point)],
        sens=direction(change),
        etabli=change is not None and change.verdict.etabli,
        phrase=_sentence(serie, point, change),
        source=source_line(point.source),
    )


def _unit(serie: SerieLue, point: Point) -> str:
    """That of the count, unless a rate alone is published."""
    rated = point.valeur is None and point.taux is not None
    return unit_of(serie, point, point).strip() if rated else serie.unite


def point_of(serie: SerieLue, annee: int) -> Point | None:
    """The figure that stands for a year: the whole year, unless only a part of it compares.

    Nine months that have their like the year before say more than a year that has none.
    """
    known = [
        point
        for point in serie.points
        if _is_of(point.periode, annee) and point.etat != EtatObservation.MANQUANTE
    ]

    def rank(point: Point) -> tuple[bool, bool, bool, int]:
        span = point.periode
        long = span.days > _TRIMESTRE
        return (long, _before(serie, point) is not None, span.est_annee, span.days)

    return max(known, key=rank, default=None)


def _is_of(span: Periode, annee: int) -> bool:
    """Within the year, or a school year and its like that ends in it."""
    return span.fin.year == annee and span.debut.year >= annee - 1


def _before(serie: SerieLue, point: Point) -> Point | None:
    """The last figure before, of the same months; a known one when there is one."""
    earlier = [
        other
        for other in serie.points
        if other.periode.fin < point.periode.debut and other.periode.comparable(point.periode)
    ]
    known = [other for other in earlier if measured(other) is not None]
    return max(known or earlier, key=lambda other: other.periode.fin, default=None)


def _run(serie: SerieLue, point: Point) -> list[Point]:
    """The last points of the same months, up to this one, that no break separates from it."""
    alike = [
        other
        for other in serie.points
        if other.periode.fin <= point.periode.fin
        and other.periode.comparable(point.periode)
        and (other.valeur is None) == (point.valeur is None)
        and (other is point or break_between(serie, other, point) is None)
    ]
    return alike[-POINTS:]


def _show(serie: SerieLue, point: Point) -> VuePoint:
    value = measured(point)
    return VuePoint(
        periode=point.periode.court,
        debut=point.periode.debut,
        fin=point.periode.fin,
        nombre=None if value is None else plain(value),
        texte=value_cell(point).texte if value is None else said(point, serie),
    )


def direction(change: Evolution | None) -> str:
    """One word of what the observatory concludes; empty when nothing compares."""
    if change is None or change.verdict is Verdict.NON_COMPARABLE:
        return ""
    if change.verdict is Verdict.PAS_ETABLI:
        return "stable" if change.sens == "stable" else "indecis"
    return _SENS.get(change.verdict, change.sens)


def _sentence(serie: SerieLue, point: Point, change: Evolution | None) -> str:
    """The observatory's own; it is said when the whole year is not what is compared."""
    span = point.periode
    if change is not None:
        whole = span.genre in {Genre.ANNEE, Genre.ANNEE_SCOLAIRE}
        return change.phrase if whole else f"{change.phrase} {MEMES_MOIS}"
    known = measured(point) is not None
    shown = said(point, serie) if known else value_cell(point).texte
    unit = unit_of(serie, point, point) if known else ""
    told = upper_first(f"{span.libelle}{INSECABLE}: {shown}{unit}")
    return f"{told}. Pas de période comparable auparavant."


def read_analyses(user: Utilisateur, themes: Iterable[Theme], annee: int) -> list[VueParole]:
    """What was written of the themes, when it speaks of the year."""
    wordings = Analyse.objects.visible_to(user).latest_wording()
    written = {(row.recueil, row.theme): row for row in wordings}
    return [
        VueParole(organisation=theme.titre, texte=row.texte)
        for theme in themes
        if (row := written.get((theme.recueil, theme.code))) and _speaks_of(row, annee)
    ]


def _speaks_of(row: Analyse, annee: int) -> bool:
    """It names the year, or claims something of a span that ends in it."""
    spans = (claim.get("a") or [""] for claim in row.affirmations)
    ends = {str(span[-1])[:4] for span in spans}
    return str(annee) in row.texte or str(annee) in ends
