"""One quantity over the sectors of the town: four shades, and the same figures in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.models import Serie
from quietude.observatoire.presentation.cellules import Cellule, rate_cell, value_cell
from quietude.observatoire.presentation.tableaux import address_of, spans_of
from quietude.observatoire.querysets import SerieQuerySet
from quietude.socle.periodes import Periode
from quietude.territoire.carte import TEINTES, Teinte


@dataclass(frozen=True)
class SecteurLu:
    """`teinte` is None where there is no figure to shade with."""

    secteur: int
    nom: str
    adresse: str
    valeur: Cellule
    taux: Cellule
    teinte: int | None
    nombre: Decimal | None

    @property
    def classe(self) -> str:
        return "" if self.teinte is None else str(self.teinte + 1)


@dataclass(frozen=True)
class CarteLue:
    """The sectors at one span; `par_taux` when every figure has a rate."""

    periode: Periode
    secteurs: tuple[SecteurLu, ...]
    par_taux: bool

    @property
    def legende(self) -> list[tuple[int, str]]:
        """Each shade in use and the figures it covers, the lightest first."""
        found: dict[int, list[SecteurLu]] = {}
        for row in sorted(self.secteurs, key=lambda row: row.nombre or 0):
            if row.teinte is not None:
                found.setdefault(row.teinte, []).append(row)
        return [(shade, _range(self._said(rows))) for shade, rows in sorted(found.items())]

    @property
    def teintes(self) -> dict[int, Teinte]:
        """What the map draws, by key of the sector."""
        return {row.secteur: Teinte(row.teinte, self._said([row])[0]) for row in self.secteurs}

    def _said(self, rows: Sequence[SecteurLu]) -> list[str]:
        return [(row.taux if self.par_taux else row.valeur).texte for row in rows]


def _range(words: Sequence[str]) -> str:
    return words[0] if words[0] == words[-1] else f"de {words[0]} à {words[-1]}"


def siblings(user: Utilisateur, serie: SerieLue) -> SerieQuerySet:
    """The series that count the same thing, sector by sector."""
    row = serie.serie
    if row is None:
        none: SerieQuerySet = Serie.objects.none()
        return none
    same = Q(libelle=row.libelle)
    if row.groupe:
        same |= Q(groupe=row.groupe)
    rows: SerieQuerySet = Serie.objects.visible_to(user).filter(
        same,
        recueil=row.recueil,
        grandeur=row.grandeur_id,
        unite=row.unite,
        dimensions=row.dimensions,
        perimetre__niveau=NiveauPerimetre.SECTEUR,
        perimetre__secteur__isnull=False,
    )
    return rows


def has_map(user: Utilisateur, serie: SerieLue) -> bool:
    """Two sectors at least: one alone makes no map."""
    return siblings(user, serie).count() > 1


def shades_of(values: Mapping[int, Decimal]) -> dict[int, int]:
    """Four classes holding as many places each; equal figures share a class."""
    ordered = sorted(values.values())
    few = sorted(set(ordered))
    if len(few) <= TEINTES:
        return {key: few.index(value) for key, value in values.items()}
    return {
        key: ordered.index(value) * TEINTES // len(ordered) for key, value in values.items()
    }


def read_map(series: Sequence[SerieLue], asked: Periode | None) -> CarteLue | None:
    """At the span asked, else the last one that most sectors have."""
    drawn = [serie for serie in series if serie.perimetre.secteur_id]
    spans = spans_of(drawn)
    if not spans:
        return None
    span = asked if asked in spans else max(spans, key=lambda span: (_count(drawn, span), span))
    points = [_at(serie, span) for serie in drawn]
    published = [point for point in points if point and _number(point, rate=False) is not None]
    by_rate = bool(published) and all(point.taux for point in published)
    numbers = {
        rank: number
        for rank, point in enumerate(points)
        if point and (number := _number(point, rate=by_rate)) is not None
    }
    shades = shades_of(numbers)
    rows = tuple(
        SecteurLu(
            secteur=serie.perimetre.secteur_id or 0,
            nom=serie.perimetre.nom,
            adresse=address_of(serie),
            valeur=value_cell(point),
            taux=rate_cell(point),
            teinte=shades.get(rank),
            nombre=numbers.get(rank),
        )
        for rank, (serie, point) in enumerate(zip(drawn, points, strict=True))
    )
    return CarteLue(span, tuple(sorted(rows, key=lambda row: row.nom)), by_rate)


def _at(serie: SerieLue, span: Periode) -> Point | None:
    return next((point for point in serie.points if point.periode == span), None)


def _count(series: Sequence[SerieLue], span: Periode) -> int:
    return sum(_at(serie, span) is not None for serie in series)


def _number(point: Point, *, rate: bool) -> Decimal | None:
    """What a shade may stand for: never a minimum, never what is not published."""
    if point.incomplet:
        return None
    if not rate and point.valeur is not None:
        return point.valeur
    return point.taux.valeur if point.taux else None
