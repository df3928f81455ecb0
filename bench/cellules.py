"""The same figures without an engine: one query for each."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, FloatField, QuerySet, Sum

from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import (
    Coordonnees,
    Demande,
    Filtres,
    Mesure,
    as_expression,
)
from quietude.socle.periodes import Periode


class Mediane(Aggregate):
    """The continuous median of PostgreSQL."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


_AGREGATS: dict[Agregat, Any] = {
    Agregat.COMPTE: lambda _: Count("*"),
    Agregat.SOMME: Sum,
    Agregat.MOYENNE: Avg,
    Agregat.MEDIANE: Mediane,
    Agregat.DISTINCTS: lambda champ: Count(champ, distinct=True),
}


class Temoin:
    """`figures` by question, period and coordinates; `requetes` counts what was asked."""

    def __init__(self, known: Mapping[str, Mesure]) -> None:
        self.known, self.requetes = known, 0
        self.figures: dict[tuple[Demande, Periode, Coordonnees], Decimal | None] = {}

    def answer(self, asked: Sequence[Demande]) -> None:
        for demande in asked:
            for span in demande.periodes:
                self._answer(demande, span)

    def _answer(self, demande: Demande, span: Periode) -> None:
        mesure, rapport = self.known[demande.mesure], demande.rapport
        bottom = (
            self._figure(self.known[rapport.mesure], span, rapport.filtres) if rapport else None
        )
        places: list[Coordonnees] = [(), *self._parts(demande, mesure, span)]
        for at in places:
            part = tuple((cle, (code,)) for cle, code in zip(demande.par, at, strict=False))
            found = self._figure(mesure, span, demande.filtres + part)
            if rapport:
                found = found * rapport.facteur / bottom if found and bottom else None
            self.figures[demande, span, at] = found

    def _parts(self, demande: Demande, mesure: Mesure, span: Periode) -> list[Coordonnees]:
        """Which cells there are, asked once for each split."""
        if not demande.par:
            return []
        self.requetes += 1
        codes = {f"_d{rank}": mesure.flux.code(cle) for rank, cle in enumerate(demande.par)}
        rows = self._rows(mesure, span, demande.filtres).annotate(**codes)
        return [
            tuple(code or "" for code in row) for row in rows.values_list(*codes).distinct()
        ]

    def _figure(self, mesure: Mesure, span: Periode, filtres: Filtres) -> Decimal | None:
        self.requetes += 1
        rows = self._rows(mesure, span, filtres)
        if mesure.agregat is Agregat.DERNIER:
            return _last(rows, mesure)
        champ = as_expression(mesure.champ or "pk")
        found = rows.aggregate(figure=_AGREGATS[mesure.agregat](champ))["figure"]
        return None if found is None else Decimal(str(found))

    def _rows(self, mesure: Mesure, span: Periode, filtres: Filtres) -> QuerySet[Any]:
        flux = mesure.flux
        rows: QuerySet[Any] = (
            flux.lignes()
            .order_by()
            .filter(**{f"{flux.debut}__gte": span.debut, f"{flux.fin}__lte": span.fin})
        )
        for rank, (cle, codes) in enumerate(filtres):
            # A row that does not say has the empty code.
            rows = rows.annotate(**{f"_f{rank}": flux.code(cle)})
            told = [code for code in codes if code]
            rows = (
                rows.filter(**{f"_f{rank}__in": told})
                if told
                else rows.filter(**{f"_f{rank}__isnull": True})
            )
        return rows


def _last(rows: QuerySet[Any], mesure: Mesure) -> Decimal | None:
    """The last value of each provider and each combination of codes, added up."""
    flux = mesure.flux
    codes = {f"_c{rank}": flux.code(row.cle) for rank, row in enumerate(flux.dimensions)}
    told = rows.annotate(_v=as_expression(mesure.champ), **codes).filter(_v__isnull=False)
    rows_in_order = told.order_by(flux.fin, "pk").values_list(flux.par_qui, *codes, "_v")
    last = {row[:-1]: row[-1] for row in rows_in_order}
    return sum(last.values(), Decimal(0)) if last else None
