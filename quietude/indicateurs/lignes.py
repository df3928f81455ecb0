"""What cannot be added up from parts: medians, distinct values, last known values."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet

from quietude.indicateurs.cube import Totaux
from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import Coordonnees, Demande, Flux, Mesure
from quietude.socle.periodes import Periode


class Mediane(Aggregate):
    """The continuous median of PostgreSQL."""

    function = "PERCENTILE_CONT"
    name = "Mediane"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def read_rows(demande: Demande, mesure: Mesure) -> Totaux:
    """One query, with the periods as filtered aggregates; last values are chosen here."""
    if mesure.agregat is Agregat.DERNIER:
        return _last_known(demande, mesure)
    found = Totaux()
    for at, figures in _grouped(demande, mesure, ()):
        assert at == ()
        for span, number, count in figures:
            found.totaux[span] = (number, count)
    if demande.par:
        for at, figures in _grouped(demande, mesure, demande.par):
            for span, number, count in figures:
                if number is not None and count:
                    found.ventiles.setdefault(span, {})[at] = number
    return found


Chiffres = list[tuple[Periode, Decimal | None, int]]


def _grouped(
    demande: Demande, mesure: Mesure, par: tuple[str, ...]
) -> Iterator[tuple[Coordonnees, Chiffres]]:
    codes = {f"_d{rank}": mesure.flux.code(cle) for rank, cle in enumerate(par)}
    figures: dict[str, Any] = {}
    for rank, span in enumerate(demande.periodes):
        inside = Q(**_inside(mesure.flux, span))
        figures[f"_v{rank}"] = _aggregate(mesure, inside)
        figures[f"_n{rank}"] = Count(mesure.champ, filter=inside)
    rows = _rows(demande, mesure.flux)
    if not par:
        found = rows.aggregate(**figures)
        yield (), _read(demande, [found[name] for name in figures])
        return
    grouped = rows.annotate(**codes).values(*codes).annotate(**figures)
    for row in grouped.values_list(*codes, *figures):
        at = tuple(code or "" for code in row[: len(codes)])
        yield at, _read(demande, row[len(codes) :])


def _read(demande: Demande, figures: Any) -> Chiffres:
    return [
        (span, None if not count else Decimal(str(number)), count)
        for span, number, count in zip(
            demande.periodes, figures[::2], figures[1::2], strict=True
        )
    ]


def _aggregate(mesure: Mesure, inside: Q) -> Aggregate:
    if mesure.agregat is Agregat.MEDIANE:
        return Mediane(mesure.champ, filter=inside)
    return Count(mesure.champ, distinct=True, filter=inside)


def _inside(flux: Flux, span: Periode) -> dict[str, Any]:
    return {f"{flux.debut}__gte": span.debut, f"{flux.fin}__lte": span.fin}


def _rows(demande: Demande, flux: Flux) -> QuerySet[Any]:
    """The rows that the filters keep."""
    kept = {f"_f{rank}": flux.code(cle) for rank, (cle, _) in enumerate(demande.filtres)}
    tests = {f"_f{rank}__in": codes for rank, (_, codes) in enumerate(demande.filtres)}
    rows: QuerySet[Any] = flux.lignes().order_by().annotate(**kept).filter(**tests)
    return rows


def _last_known(demande: Demande, mesure: Mesure) -> Totaux:
    """The last row of each provider, for each value of the dimensions; summed."""
    flux = mesure.flux
    codes = {f"_d{rank}": flux.code(row.cle) for rank, row in enumerate(flux.dimensions)}
    who = {"_qui": F(flux.par_qui)} if flux.par_qui else {}
    rows = _rows(demande, flux).annotate(_v=mesure.champ, **who, **codes)
    rows = rows.filter(_v__isnull=False).order_by(flux.fin, "pk")
    names = [row.cle for row in flux.dimensions]
    par = [names.index(cle) for cle in demande.par]
    last: dict[Periode, dict[tuple[Any, ...], Decimal]] = defaultdict(dict)
    for start, end, number, *key in rows.values_list(flux.debut, flux.fin, "_v", *who, *codes):
        for span in demande.periodes:
            if span.debut <= start and end <= span.fin:
                last[span][tuple(key)] = Decimal(number)
    found = Totaux()
    for span, kept in last.items():
        found.totaux[span] = (sum(kept.values(), Decimal(0)), len(kept))
        if par:
            parts = found.ventiles.setdefault(span, {})
            for key, number in kept.items():
                at = tuple(key[len(who) + rank] or "" for rank in par)
                parts[at] = parts.get(at, Decimal(0)) + number
    return found
