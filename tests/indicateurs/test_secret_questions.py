"""Whatever the rows and whatever one question asks, no small count is found from its answer.

The reader's attack: every table of whole numbers that agrees with all that one answer shows.
"""

from datetime import date
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from django.db.models import QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.indicateurs.discretion import hide_small, whole_table
from quietude.indicateurs.enums import Agregat, EtatValeur
from quietude.indicateurs.mesures import (
    Demande,
    Dimension,
    Exemple,
    Flux,
    Mesure,
    Resultat,
    Valeur,
)
from quietude.socle.periodes import Periode

SEUIL = 3
A, B = ("x", "y", "z"), ("u", "v")
SPAN = Periode(date(2016, 1, 1), date(2016, 12, 31))
Table = dict[tuple[str, ...], int]
PLACES: list[tuple[str, ...]] = list(product(A, B))


def _none() -> QuerySet[Any]:
    raise AssertionError("no row is read")


FLUX = Flux(
    "suivi", "Suivi", _none, "debut", "fin", (), lambda _user: _none(),
    Exemple((), lambda _row: ""),
    tuple(Dimension(cle, cle, cle, tuple) for cle in ("a", "b")),
    nominatif=True,
    seuil=SEUIL,
)  # fmt: skip
NOMBRE = Mesure("suivi.nombre", "Nombre", "", FLUX, Agregat.COMPTE)


def known(number: int) -> Valeur:
    return Valeur(EtatValeur.CONNUE, Decimal(number))


def ask(table: Table, demande: Demande) -> Resultat:
    """What the engine answers of this table of counts, crossed by a and b."""
    whole = whole_table(demande)
    ranks = [("a", "b").index(cle) for cle in whole.par]
    cells: Table = {}
    for at, number in table.items():
        key = tuple(at[rank] for rank in ranks)
        cells[key] = cells.get(key, 0) + number
    total = sum(table.values())
    parts = {at: known(number) for at, number in cells.items() if number} if ranks else {}
    labels = tuple({code: code for code in (A, B)[rank]} for rank in ranks)
    split = {SPAN: parts} if ranks else {}
    return hide_small(Resultat(whole, NOMBRE, {SPAN: known(total)}, split, labels), demande)


QUESTIONS = [
    Demande(NOMBRE.cle, (SPAN,), filtres, par)
    for filtres in (
        (),
        *((("a", kept),) for size in (1, 2) for kept in combinations(A, size)),
        *((("b", (code,)),) for code in B),
        (("a", ("x",)), ("b", ("u",))),
    )
    for par in ((), ("a",), ("b",), ("a", "b"), ("b", "a"))
]


def told(table: Table, demande: Demande) -> dict[frozenset[tuple[str, ...]], Valeur]:
    """Each figure of the answer, as the cells of the crossing that it adds up."""
    answer = ask(table, demande)
    kept = {
        at
        for at in table
        if all(at[("a", "b").index(cle)] in codes for cle, codes in demande.filtres)
    }
    ranks = [("a", "b").index(cle) for cle in demande.par]
    whole = answer.valeurs[SPAN]
    found = {frozenset(kept): whole}
    # A part that is not named is as empty as the engine then says.
    unsaid = whole if whole.etat is EtatValeur.MASQUEE else known(0)
    for key in {tuple(at[rank] for rank in ranks) for at in kept} if ranks else ():
        cells = frozenset(at for at in kept if tuple(at[rank] for rank in ranks) == key)
        if cells != kept:
            found[cells] = answer.parts[SPAN].get(key, unsaid)
    return found


@given(st.lists(st.integers(0, 4), min_size=6, max_size=6), st.sampled_from(QUESTIONS))
@settings(max_examples=25, deadline=None)
def test_one_answer_tells_no_small_count(numbers: list[int], demande: Demande) -> None:
    table: Table = dict(zip(PLACES, numbers, strict=True))
    figures = told(table, demande)
    for cells, value in figures.items():
        number = sum(table[at] for at in cells)
        if value.nombre is not None:
            assert value.nombre == number
            assert not 0 < number < SEUIL
        elif 0 < number < SEUIL:
            assert may_reach(table, figures, cells), (demande, cells)


def may_reach(
    table: Table,
    figures: dict[frozenset[tuple[str, ...]], Valeur],
    wanted: frozenset[tuple[str, ...]],
) -> bool:
    """Whether another table agrees with every figure shown, in which this one is not small.

    Zeros are shown where anything is: a hidden figure is then at least 1.
    """
    zeros = any(value.nombre == 0 for value in figures.values())
    parts = [value for cells, value in figures.items() if cells != max(figures, key=len)]
    some = zeros or any(value.nombre is not None for value in parts)
    bounds = []
    for cells, value in figures.items():
        least, most = (1 if some else 0, 99) if value.nombre is None else (value.nombre,) * 2
        bounds.append((cells, int(least), int(most)))

    def search(rank: int, other: Table) -> bool:
        if rank == len(PLACES):
            return sum(other[at] for at in wanted) >= SEUIL
        done = frozenset(PLACES[: rank + 1])
        for number in range(table[PLACES[rank]] + SEUIL + 1):
            other[PLACES[rank]] = number
            if agrees(other, done, bounds) and search(rank + 1, other):
                return True
        del other[PLACES[rank]]
        return False

    return search(0, {})


def agrees(
    other: Table,
    done: frozenset[tuple[str, ...]],
    bounds: list[tuple[frozenset[tuple[str, ...]], int, int]],
) -> bool:
    """Whether the cells told so far leave each figure possible."""
    for cells, least, most in bounds:
        held = sum(other[at] for at in cells & done)
        if held > most or (cells <= done and held < least):
            return False
    return True
