"""The only reader of series from the database, in a number of queries that does not grow."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.agregats import aggregate
from quietude.observatoire.calculs.series import Point, SerieLue, Taux
from quietude.observatoire.calculs.taux import Denominateurs, with_rates
from quietude.observatoire.enums import Base, EtatObservation, NiveauPerimetre
from quietude.observatoire.models import (
    Agregat,
    Observation,
    Perimetre,
    Rupture,
    Serie,
    Source,
    Theme,
)
from quietude.observatoire.querysets import SerieQuerySet
from quietude.socle.periodes import Periode
from quietude.territoire.models import Commune

logger = logging.getLogger(__name__)

_DENOMINATEURS = {Base.HABITANTS: "population-municipale", Base.LOGEMENTS: "logements"}
_AGREGAT = "agregat-"
ENSEMBLES = (NiveauPerimetre.DEPARTEMENT, NiveauPerimetre.REGION, NiveauPerimetre.PAYS)
# Places stand from the nearest to the widest.
_RANGS = {str(niveau): rank for rank, niveau in enumerate(NiveauPerimetre)}


def read_series(
    user: Utilisateur, which: SerieQuerySet | Iterable[int] | None = None
) -> list[SerieLue]:
    """The series of a queryset, or of these keys, that the reader may see, in its order."""
    asked = which if isinstance(which, SerieQuerySet) else _keyed(which)
    rows = list(asked.visible_to(user).select_related("perimetre", "grandeur"))
    points = _points(user, rows)
    breaks = list(Rupture.objects.all()) if rows else []
    divisors = _denominators(user, rows)
    return [
        with_rates(
            _read(row, points[row.pk], breaks),
            divisors.get((row.perimetre_id, row.base), {}),
        )
        for row in rows
    ]


def _keyed(keys: Iterable[int] | None) -> SerieQuerySet:
    every: Any = Serie.objects.all()
    found: SerieQuerySet = every if keys is None else every.filter(pk__in=list(keys))
    return found


def _points(user: Utilisateur, rows: Sequence[Serie]) -> dict[int, list[Observation]]:
    found: dict[int, list[Observation]] = defaultdict(list)
    wanted = Observation.objects.visible_to(user).filter(serie__in=[row.pk for row in rows])
    kept = list(wanted.in_force())
    # A few sources for thousands of figures: read once each.
    sources = Source.objects.in_bulk({row.source_id for row in kept})
    for row in kept:
        row.source = sources[row.source_id]
        found[row.serie_id].append(row)
    return found


def _denominators(
    user: Utilisateur, rows: Iterable[Serie]
) -> dict[tuple[int, str], Denominateurs]:
    """Inhabitants and dwellings by year, of the places that have something to divide."""
    places = {row.perimetre_id for row in rows if row.base != Base.AUCUNE}
    if not places:
        return {}
    by_code = {code: base for base, code in _DENOMINATEURS.items()}
    found: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    wanted = Observation.objects.visible_to(user).filter(
        serie__grandeur__code__in=by_code, serie__perimetre__in=places, serie__dimensions={}
    )
    for row in wanted.in_force().select_related("serie__grandeur"):
        if row.valeur is not None:
            key = (row.serie.perimetre_id, by_code[row.serie.grandeur.code])
            found[key][row.debut.year] = int(row.valeur)
    return dict(found)


def _read(
    row: Serie, observations: Iterable[Observation], breaks: Iterable[Rupture]
) -> SerieLue:
    kept = list(observations)
    families = {observation.source.famille for observation in kept}
    return SerieLue(
        cle=str(row.pk),
        libelle=row.libelle,
        unite=row.unite,
        nature=row.nature,
        base=row.base,
        perimetre=row.perimetre,
        points=tuple(
            sorted((_point(o, row.base) for o in kept), key=lambda point: point.periode)
        ),
        ruptures=tuple(r for r in breaks if _concerns(r, row, families)),
        dimensions=tuple(sorted(row.dimensions.items())),
        groupe=row.groupe,
        note=row.note,
        serie=row,
    )


def _point(row: Observation, base: str) -> Point:
    return Point(
        periode=Periode(row.debut, row.fin),
        etat=EtatObservation(row.etat),
        valeur=row.valeur,
        source=row.source,
        taux=None if base == Base.AUCUNE else _rate(row),
        reference=row.reference,
        note=row.note,
    )


def _rate(row: Observation) -> Taux | None:
    """The producer's, else the count over the inhabitants or dwellings that came with it."""
    if row.taux is not None:
        return Taux(row.taux, row.denominateur, row.denominateur_annee, publie=True)
    if row.valeur is None or not row.denominateur:
        return None
    rate = row.valeur * 1000 / row.denominateur
    return Taux(rate, row.denominateur, row.denominateur_annee)


def _concerns(rupture: Rupture, row: Serie, families: set[str]) -> bool:
    if rupture.code in row.ruptures:
        return True
    if rupture.grandeurs:
        return row.grandeur is not None and row.grandeur.code in rupture.grandeurs
    within = rupture.famille in families
    return within and row.perimetre.code.startswith(rupture.prefixe)


def territory() -> list[str]:
    """INSEE codes of the communes of the territory."""
    return list(Commune.objects.values_list("insee", flat=True))


def read_theme(user: Utilisateur, theme: Theme) -> list[SerieLue]:
    """What a theme shows: its own series, then the official ones of the town, then the sums.

    Official series of other places are read by `read_companions`.
    """
    own = Q(theme=theme.code, recueil__in={"", theme.recueil})
    official = Q(
        grandeur__code__in=theme.grandeurs,
        perimetre__niveau=NiveauPerimetre.COMMUNE,
        perimetre__code__in=territory(),
    )
    rows = Serie.objects.filter(own | official).order_by("-recueil", "ordre", "libelle", "pk")
    sums = read_aggregates(user, theme.agregats) if theme.agregats else []
    return [*read_series(user, rows), *sums]


def read_companions(user: Utilisateur, grandeurs: Iterable[str]) -> list[SerieLue]:
    """The same quantities in the départements, the regions, France and the towns followed."""
    rows = Serie.objects.filter(
        Q(perimetre__niveau__in=ENSEMBLES) | Q(perimetre__compare=True),
        grandeur__code__in=list(grandeurs),
    ).exclude(perimetre__niveau=NiveauPerimetre.COMMUNE, perimetre__code__in=territory())
    found = read_series(user, rows)
    return sorted(
        found, key=lambda serie: (_RANGS[serie.perimetre.niveau], serie.perimetre.nom)
    )


def latest_versions(codes: Iterable[str] | None = None) -> list[Agregat]:
    """The version in force of each aggregate, in the order of `codes` when they are given."""
    rows = Agregat.objects.order_by("code", "-version").distinct("code")
    if codes is None:
        return sorted(rows, key=lambda row: (row.ordre, row.code))
    wanted = list(codes)
    known = {row.code: row for row in rows.filter(code__in=wanted)}
    return [known[code] for code in wanted if code in known]


def read_aggregates(
    user: Utilisateur, codes: Iterable[str] | None = None, perimetre: Perimetre | None = None
) -> list[SerieLue]:
    """Each aggregate in each place that has something to add, or in one place alone."""
    sums = latest_versions(codes)
    wanted = {item for agregat in sums for item in agregat.composition}
    # A series with dimensions (minors alone) is a part of the quantity, not the quantity.
    rows = Serie.objects.filter(grandeur__code__in=wanted, recueil="", dimensions={})
    if perimetre is not None:
        rows = rows.filter(perimetre=perimetre)
    by_place: dict[int, dict[str, SerieLue]] = defaultdict(dict)
    for serie in read_series(user, rows.order_by("perimetre__code", "grandeur__ordre")):
        assert serie.serie is not None and serie.serie.grandeur is not None
        by_place[serie.perimetre.pk][serie.serie.grandeur.code] = serie
    found = [
        _sum(agregat, parts)
        for agregat in sums
        for known in by_place.values()
        if (parts := [known[item] for item in agregat.composition if item in known])
    ]
    return [total for total in found if total is not None]


def _sum(agregat: Agregat, parts: Sequence[SerieLue]) -> SerieLue | None:
    """The sum, or nothing when its parts no longer add up: a page still has the others."""
    try:
        return aggregate(agregat, parts)
    except ValueError as refusal:
        logger.warning("agrégat %s v%s : %s", agregat.code, agregat.version, refusal)
        return None


def read_one(user: Utilisateur, cle: str) -> SerieLue | None:
    """The series that this key stands for in addresses, if the reader may see it."""
    if cle.isdecimal():
        return next(iter(read_series(user, [int(cle)])), None)
    code, _, place = cle.removeprefix(_AGREGAT).rpartition("-")
    if not cle.startswith(_AGREGAT) or not place.isdecimal():
        return None
    perimetre = Perimetre.objects.filter(pk=int(place)).first()
    found = read_aggregates(user, [code], perimetre) if perimetre else []
    return next(iter(found), None)
