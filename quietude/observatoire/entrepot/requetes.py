"""Questions to the Parquet files kept: one place, one département, one size of town."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from quietude.observatoire.entrepot.moteur import COG_LU, engine, files_of
from quietude.observatoire.nomenclature import Strate


class Cellule(NamedTuple):
    """What a file says of one place, year and quantity; nothing when `diffuse` is None."""

    code: str
    annee: int
    grandeur: str
    nombre: int | None
    taux: Decimal | None
    diffuse: bool | None
    pop: int | None
    pop_annee: int | None
    log: int | None
    log_annee: int | None


class TotalDepartement(NamedTuple):
    """The sum of the communes of a département, and whether it may be told.

    `total` is not rounded; `retenues` communes are withheld.
    """

    code: str
    region: str
    annee: int
    grandeur: str
    complet: bool
    retenues: int
    calculable: bool
    total: float | None
    base: int | None
    base_annee: int | None


class Quartiles(NamedTuple):
    """What the towns of one size publish."""

    strate: str
    annee: int
    grandeur: str
    communes: int
    publiees: int
    quartile_1: Decimal | None
    mediane: Decimal | None
    quartile_3: Decimal | None


class Changement(NamedTuple):
    """How a vintage tells a year otherwise than the one before."""

    annee: int
    ajoutees: int
    revisees: int
    inchangees: int


# Town, name, inhabitants, rate when it is published.
Membre = tuple[str, str, int, Decimal | None]


_session: ContextVar[DuckDBPyConnection | None] = ContextVar("session", default=None)


@contextmanager
def reading() -> Iterator[DuckDBPyConnection]:
    """One connection for the questions asked inside: it costs more to open than to answer."""
    current = _session.get()
    if current is not None:
        yield current
        return
    with engine() as connection:
        token = _session.set(connection)
        try:
            yield connection
        finally:
            _session.reset(token)


def _rows(query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with reading() as connection:
        return connection.execute(query, values).fetchall()


def cells(empreinte: str, codes: Iterable[str] | None = None) -> list[Cellule]:
    """The cells of these places; of every place without `codes`."""
    wanted = None if codes is None else sorted(set(codes))
    query = f"SELECT {', '.join(Cellule._fields)} FROM read_parquet($1) "  # noqa: S608 - our names
    values: list[Any] = [str(files_of(empreinte).cellules)]
    if wanted is not None:
        query += "WHERE code IN (SELECT unnest($2)) AND code BETWEEN $3 AND $4 "
        values += [wanted, min(wanted, default=""), max(wanted, default="")]
    return [Cellule(*row) for row in _rows(query + "ORDER BY code, grandeur, annee", values)]


def values_of(empreinte: str, codes: Iterable[str]) -> list[tuple[str, int, int]]:
    """Place, year and value in a file of INSEE."""
    return [
        (code, annee, valeur)
        for code, annee, valeur in _rows(
            "SELECT code, annee, valeur FROM read_parquet($1) "
            "WHERE code IN (SELECT unnest($2)) ORDER BY code, annee",
            [str(files_of(empreinte).cellules), sorted(set(codes))],
        )
    ]


def totals(empreinte: str, annees: Iterable[int] | None = None) -> list[TotalDepartement]:
    """The sums by département of a communal base, for these years or for all."""
    path = files_of(empreinte).departements
    if not path.exists():
        return []
    columns = ", ".join(TotalDepartement._fields)
    query = f"SELECT {columns} FROM read_parquet($1)"  # noqa: S608 - our names
    values: list[Any] = [str(path)]
    if annees is not None:
        query += " WHERE annee IN (SELECT unnest($2))"
        values.append(sorted(set(annees)))
    return [TotalDepartement(*row) for row in _rows(query, values)]


def quartiles(empreinte: str, strates: Iterable[str]) -> list[Quartiles]:
    """What towns of these sizes publish, for each quantity and year."""
    path = files_of(empreinte).strates
    if not path.exists():
        return []
    columns = ", ".join(Quartiles._fields)
    source = "FROM read_parquet($1) WHERE strate IN (SELECT unnest($2))"
    query = f"SELECT {columns} {source} ORDER BY strate, grandeur, annee"
    return [Quartiles(*row) for row in _rows(query, [str(path), sorted(set(strates))])]


_COMPANIONS = f"""
    WITH cog AS ({COG_LU}),
    cellules AS (FROM read_parquet($1) WHERE annee = $2),
    couvertes AS (
        SELECT DISTINCT k.departement FROM cog k JOIN cellules c USING (code)
        WHERE k.niveau = 'commune'
    ),
    ville AS (
        SELECT code, nom, population FROM cog
        WHERE niveau = 'commune' AND departement IN (FROM couvertes)
          AND population >= $3 AND population <= $4
    )
    SELECT g.grandeur, v.code, v.nom, v.population, if(c.diffuse, c.taux, NULL)
    FROM (SELECT DISTINCT grandeur FROM cellules) g CROSS JOIN ville v
    LEFT JOIN cellules c ON c.code = v.code AND c.grandeur = g.grandeur
    ORDER BY g.grandeur, strip_accents(v.nom), v.code
"""  # noqa: S608 - our own list of codes


def companions(empreinte: str, strate: Strate, annee: int) -> dict[str, list[Membre]]:
    """For each quantity of that year, the towns of one size by name, and their rate or None."""
    rows = _rows(
        _COMPANIONS,
        [
            str(files_of(empreinte).cellules),
            annee,
            strate.mini,
            2_000_000_000 if strate.maxi is None else strate.maxi,
        ],
    )
    found: dict[str, list[Membre]] = {}
    for grandeur, *member in rows:
        found.setdefault(grandeur, []).append((member[0], member[1], member[2], member[3]))
    return found


def span_of(empreinte: str) -> tuple[int, int]:
    """The first and the last year of a file."""
    query = "SELECT min(annee), max(annee) FROM read_parquet($1)"
    first, last = _rows(query, [str(files_of(empreinte).cellules)])[0]
    return first, last


_CELLULES = "SELECT code, annee, grandeur, nombre, diffuse, taux FROM read_parquet({})"
_VALEURS = (
    "SELECT code, annee, '' AS grandeur, valeur AS nombre, true AS diffuse, 0 AS taux "
    "FROM read_parquet({})"
)


def changes(ancienne: str, nouvelle: str, *, valeurs: bool = False) -> list[Changement]:
    """Year by year, what the newer of two files adds and tells otherwise.

    `valeurs` for files of INSEE. A rate moves with the population: it counts only where there
    is no number.
    """
    shape = _VALEURS if valeurs else _CELLULES
    rows = _rows(
        f"""
        SELECT n.annee, count(*) FILTER (a.code IS NULL),
               count(*) FILTER (a.code IS NOT NULL AND autre),
               count(*) FILTER (a.code IS NOT NULL AND NOT autre)
        FROM ({shape.format("$2")}) n
        LEFT JOIN ({shape.format("$1")}) a USING (code, annee, grandeur),
        LATERAL (SELECT a.nombre IS DISTINCT FROM n.nombre
            OR a.diffuse IS DISTINCT FROM n.diffuse
            OR (n.nombre IS NULL AND a.taux IS DISTINCT FROM n.taux) AS autre)
        GROUP BY n.annee ORDER BY n.annee
        """,  # noqa: S608 - our own columns
        [str(files_of(ancienne).cellules), str(files_of(nouvelle).cellules)],
    )
    return [Changement(*row) for row in rows]
