"""Two periods, or two places, face to face: one line a series."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from quietude.observatoire.calculs.evolution import Evolution, Verdict, compare
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import Base, EtatObservation
from quietude.observatoire.faits import count_verdicts, point_at, signed
from quietude.observatoire.models import Perimetre
from quietude.observatoire.presentation.cellules import (
    DECIMALES_TAUX,
    Cellule,
    denominator,
    per_thousand,
    rate_cell,
    value_cell,
)
from quietude.observatoire.presentation.tableaux import address_of
from quietude.socle.formats import nombre
from quietude.socle.grille import Colonne
from quietude.socle.periodes import Periode

_DIXIEME = Decimal("0.1")


@dataclass(frozen=True)
class DeuxPeriodes:
    """One series at two spans, and what may be concluded."""

    serie: SerieLue
    evolution: Evolution

    @property
    def libelle(self) -> str:
        return self.serie.libelle

    @property
    def lieu(self) -> str:
        return self.serie.perimetre.nom

    @property
    def adresse(self) -> str:
        return address_of(self.serie)

    @property
    def unite(self) -> str:
        by_rate = self.evolution.avant.valeur is None and self.evolution.avant.taux
        return per_thousand(self.serie.base) if by_rate else self.serie.unite

    @property
    def avant(self) -> Cellule:
        return _figure(self.evolution.avant)

    @property
    def apres(self) -> Cellule:
        return _figure(self.evolution.apres)

    @property
    def variation(self) -> Cellule:
        change = self.evolution.variation
        if change is None:
            return Cellule("—")
        return Cellule(signed(change), export=change.quantize(_DIXIEME, ROUND_HALF_UP))

    @property
    def verdict(self) -> str:
        found = self.evolution
        if found.verdict is Verdict.NON_COMPARABLE:
            return f"non comparable : {found.raison}"
        if found.verdict is Verdict.SANS_TEST:
            return f"{found.sens}, sans test"
        return str(found.verdict.value)


def _figure(point: Point) -> Cellule:
    """The count, or the rate where only a rate is published."""
    if point.valeur is None and point.taux:
        return rate_cell(point)
    return value_cell(point)


def compare_spans(
    series: Iterable[SerieLue], before: Periode, after: Periode
) -> list[DeuxPeriodes]:
    """Every series that has both spans."""
    return [
        DeuxPeriodes(serie, compare(serie, first, last))
        for serie in series
        if (first := point_at(serie, before)) and (last := point_at(serie, after))
    ]


def usual_spans(series: Iterable[SerieLue]) -> tuple[Periode, Periode] | None:
    """The latest span and the one a year before that most series have."""
    counted: Counter[tuple[Periode, Periode]] = Counter()
    for serie in series:
        spans = {point.periode for point in serie.points}
        for span in spans:
            if (before := span.previous()) in spans:
                counted[before, span] += 1
    if not counted:
        return None
    most = max(counted.values())
    # Half of the best covered pair is enough to prefer a later one.
    return max(
        (pair for pair, count in counted.items() if count * 2 >= most), key=lambda p: p[1]
    )


def summary_of_spans(rows: Sequence[DeuxPeriodes]) -> str:
    return f"{count_verdicts([row.evolution for row in rows])}."


def columns_of_spans(before: Periode, after: Periode) -> list[Colonne]:
    return [
        Colonne("libelle", "Série", tri="libelle", lien=lambda row: row.adresse),
        Colonne("lieu", "Lieu", tri="lieu"),
        _column("avant", before.libelle),
        _column("apres", after.libelle),
        Colonne("unite", "Unité"),
        _column("variation", "Variation (%)"),
        Colonne("verdict", "Ce que l’on peut en dire", tri="verdict"),
    ]


@dataclass(frozen=True)
class DeuxLieux:
    """One rate of one year, here and there."""

    serie: SerieLue
    ici: Point
    ailleurs: Point

    @property
    def libelle(self) -> str:
        return self.serie.libelle

    @property
    def adresse(self) -> str:
        return address_of(self.serie)

    @property
    def base(self) -> str:
        return per_thousand(self.serie.base)

    @property
    def taux_ici(self) -> Cellule:
        return rate_cell(self.ici)

    @property
    def taux_ailleurs(self) -> Cellule:
        return rate_cell(self.ailleurs)

    @property
    def divise(self) -> str:
        """What each rate was divided by: their vintages may differ."""
        said = [denominator(point.taux, self.serie.base) for point in (self.ici, self.ailleurs)]
        return " ; ".join(words or "non précisé" for words in said)

    @property
    def difference(self) -> Cellule:
        if self.ici.taux is None or self.ailleurs.taux is None:
            return Cellule("—")
        gap = self.ici.taux.valeur - self.ailleurs.taux.valeur
        text = nombre(gap, DECIMALES_TAUX)
        return Cellule(f"+{text}" if gap > 0 else text, export=gap)


def compare_places(
    here: Iterable[SerieLue], there: Iterable[SerieLue], year: int
) -> list[DeuxLieux]:
    """The rates of a year that both places have a line for; counts are left out."""
    span = Periode.annee(year)
    others = {_quantity(serie): serie for serie in there}
    return [
        DeuxLieux(serie, first, last)
        for serie in here
        if serie.base != Base.AUCUNE
        and (other := others.get(_quantity(serie)))
        and (first := point_at(serie, span))
        and (last := point_at(other, span))
        and is_told(first)
        and is_told(last)
        and (first.taux or last.taux)
    ]


def is_told(point: Point) -> bool:
    """A rate, or the statement that it is withheld."""
    return point.taux is not None or point.etat == EtatObservation.NON_DIFFUSEE


def usual_place(
    here: Sequence[SerieLue], there: Sequence[SerieLue]
) -> tuple[int, int, int] | None:
    """Town, other place and year (keys, then the year): the latest year that they share."""
    rated: dict[int, dict[object, list[SerieLue]]] = {}
    for serie in here:
        rated.setdefault(serie.perimetre.pk, {}).setdefault(_quantity(serie), []).append(serie)
    shared = [
        (point.periode.debut.year, place, serie.perimetre.pk)
        for serie in there
        for place, known in rated.items()
        for own in known.get(_quantity(serie), ())
        for point in serie.points
        if point.taux
        and point.periode.est_annee
        and (mine := point_at(own, point.periode))
        and mine.taux
    ]
    if not shared:
        return None
    year, place, other = max(shared)
    return place, other, year


def _quantity(serie: SerieLue) -> tuple[object, ...]:
    row = serie.serie
    return (row.grandeur_id if row else None, serie.dimensions, serie.unite)


def columns_of_places(here: Perimetre, there: Perimetre) -> list[Colonne]:
    return [
        Colonne("libelle", "Grandeur", tri="libelle", lien=lambda row: row.adresse),
        _column("taux_ici", here.nom),
        _column("taux_ailleurs", there.nom),
        Colonne("base", "Taux"),
        _column("difference", "Différence"),
        Colonne("divise", "Divisé par (ici ; ailleurs)"),
    ]


def _column(name: str, title: str) -> Colonne:
    def typed(row: object) -> Decimal | str | None:
        cell: Cellule = getattr(row, name)
        return cell.export

    return Colonne(name, title, valeur=f"{name}.texte", export=typed, nombre=True)
