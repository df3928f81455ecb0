"""Last known values: what a stock is, from the rows of those who count it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Value

from quietude.indicateurs.mesures import Demande, Flux, Mesure, as_expression
from quietude.indicateurs.totaux import RIEN, Totaux
from quietude.socle.periodes import Periode


def read_last(
    flux: Flux, demandes: Sequence[Demande], known: Mapping[str, Mesure]
) -> dict[Demande, Totaux]:
    """The last row of each provider, for each value of the dimensions; summed. One query."""
    fields = list(dict.fromkeys(known[demande.mesure].champ for demande in demandes))
    rows = list(_rows(flux, demandes, fields))
    return {
        demande: _answer(demande, flux, rows, fields.index(known[demande.mesure].champ))
        for demande in demandes
    }


@dataclass(frozen=True)
class _Ligne:
    debut: date
    fin: date
    qui: Any
    codes: tuple[str, ...]  # of all the dimensions
    valeurs: tuple[Any, ...]


def _rows(flux: Flux, demandes: Sequence[Demande], fields: Sequence[Any]) -> Iterator[_Ligne]:
    """The rows of all the periods asked, in the order of time."""
    spans = [span for demande in demandes for span in demande.periodes]
    inside = {
        f"{flux.debut}__gte": min(span.debut for span in spans),
        f"{flux.fin}__lte": max(span.fin for span in spans),
    }
    said = {f"_v{rank}": as_expression(field) for rank, field in enumerate(fields)}
    codes = {f"_d{rank}": flux.code(row.cle) for rank, row in enumerate(flux.dimensions)}
    provider = {"_qui": F(flux.par_qui) if flux.par_qui else Value(0)}
    rows = flux.lignes().filter(**inside).annotate(**said, **provider, **codes)
    ordered = rows.order_by(flux.fin, "pk").values_list(
        flux.debut, flux.fin, *provider, *said, *codes
    )
    end = 3 + len(fields)
    for row in ordered:
        start, last, who = row[:3]
        yield _Ligne(start, last, who, tuple([code or "" for code in row[end:]]), row[3:end])


def _answer(demande: Demande, flux: Flux, rows: Sequence[_Ligne], rank: int) -> Totaux:
    names = [row.cle for row in flux.dimensions]
    tests = [(names.index(cle), frozenset(codes)) for cle, codes in demande.filtres]
    par = [names.index(cle) for cle in demande.par]
    last: dict[Periode, dict[tuple[Any, ...], Decimal]] = defaultdict(dict)
    for row in rows:
        if row.valeurs[rank] is None or any(row.codes[at] not in kept for at, kept in tests):
            continue
        for span in demande.periodes:
            if span.debut <= row.debut and row.fin <= span.fin:
                last[span][row.qui, row.codes] = Decimal(row.valeurs[rank])
    found = Totaux()
    for span, stocks in last.items():
        found.totaux[span] = (sum(stocks.values(), Decimal(0)), len(stocks))
        parts = found.ventiles.setdefault(span, {})
        for (_, codes), number in stocks.items():
            at = tuple(codes[place] for place in par)
            known, count = parts.get(at, RIEN)
            parts[at] = ((known or Decimal(0)) + number, count + 1)
    return found
