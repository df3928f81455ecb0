"""What is drawn once from a communal base: sums by département, quartiles by size of town."""

from collections.abc import Iterable

import duckdb

from quietude.observatoire.entrepot.entree import Indicateur
from quietude.observatoire.entrepot.moteur import PARQUET, Fichiers, engine, load_codes, quoted
from quietude.observatoire.enums import Base
from quietude.observatoire.nomenclature import strates

# Below this share of the inhabitants of France, a file says nothing of towns of one size.
_COUVERTURE = 0.5


def sum_up(fichiers: Fichiers, indicateurs: Iterable[Indicateur]) -> None:
    """Write, from the cells, the files of départements and of strata."""
    with engine(fichiers.cellules.parent) as connection:
        load_codes(connection)
        connection.execute("SET VARIABLE couverture = ?", [_COUVERTURE])
        _load(connection, fichiers, indicateurs)
        connection.execute(
            f"COPY ({_DEPARTEMENTS}) TO {quoted(fichiers.departements)} {PARQUET}"
        )
        connection.execute(f"COPY ({_STRATES}) TO {quoted(fichiers.strates)} {PARQUET}")


def _load(
    connection: duckdb.DuckDBPyConnection,
    fichiers: Fichiers,
    indicateurs: Iterable[Indicateur],
) -> None:
    connection.execute(
        f"CREATE VIEW cellules AS FROM read_parquet({quoted(fichiers.cellules)})"
    )
    connection.execute("CREATE TEMP TABLE par_logement (grandeur VARCHAR)")
    for item in indicateurs:
        if item.base == Base.LOGEMENTS:
            connection.execute("INSERT INTO par_logement VALUES (?)", [item.code])
    connection.execute("CREATE TEMP TABLE strates (strate VARCHAR, mini INT, maxi INT)")
    rows = [(row.code, row.mini, row.maxi) for row in strates()]
    connection.executemany("INSERT INTO strates VALUES (?, ?, ?)", rows)


# The producer's own method: what is published, plus, for each withheld commune, its inhabitants
# times the mean of the withheld communes. `directes`: the inhabited communes of today that the
# file names, all of which are needed.
_DEPARTEMENTS = """
    WITH ville AS (
        SELECT c.*, k.departement, k.niveau = 'commune' AND k.population > 0 AS directe,
               CASE WHEN p.grandeur IS NULL THEN c.pop ELSE c.log END AS base,
               CASE WHEN p.grandeur IS NULL THEN c.pop_annee ELSE c.log_annee END AS base_annee
        FROM cellules c
        JOIN cog k ON k.code = c.code AND k.niveau IN ('commune', 'ancienne')
        LEFT JOIN par_logement p ON p.grandeur = c.grandeur
    ),
    attendues AS (
        SELECT departement, count(*) AS communes FROM cog
        WHERE niveau = 'commune' AND population > 0 GROUP BY ALL
    )
    SELECT departement AS code, any_value(k.region) AS region, annee, v.grandeur,
           count(*) FILTER (directe) = any_value(a.communes) AS complet,
           count(*) FILTER (NOT diffuse) AS retenues,
           bool_and(if(diffuse, nombre, base * complement_taux) IS NOT NULL) AS calculable,
           sum(if(diffuse, nombre, CAST(base AS DOUBLE) * complement_taux / 1000)) AS total,
           if(bool_and(base IS NOT NULL), sum(base), NULL) AS base,
           if(min(base_annee) = max(base_annee), min(base_annee), NULL) AS base_annee
    FROM ville v
    JOIN attendues a USING (departement)
    JOIN cog k ON k.code = departement AND k.niveau = 'departement'
    GROUP BY departement, annee, v.grandeur
    ORDER BY code, v.grandeur, annee
"""

# Towns are ranked by their population in the official codes, the same for every year and every
# vintage, so that a town stays in the same company.
_STRATES = """
    WITH nommees AS (SELECT DISTINCT code FROM cellules),
    couvertes AS (
        SELECT departement FROM cog WHERE niveau = 'commune' GROUP BY departement
        HAVING bool_or(code IN (FROM nommees))
    ),
    ville AS (
        SELECT k.code, s.strate, k.population FROM cog k
        JOIN strates s ON k.population >= s.mini AND k.population <= coalesce(s.maxi, 1e9)
        WHERE k.niveau = 'commune' AND k.departement IN (FROM couvertes)
    ),
    tailles AS (SELECT strate, count(*) AS communes FROM ville GROUP BY strate),
    vaste AS (
        SELECT sum(population) FILTER (code IN (FROM nommees))
               >= getvariable('couverture')
               * (SELECT sum(population) FROM cog WHERE niveau = 'commune') AS oui
        FROM ville
    )
    SELECT strate, annee, grandeur, any_value(t.communes) AS communes,
           count(taux) FILTER (diffuse) AS publiees,
           quantile_cont(taux, 0.25) FILTER (diffuse) AS quartile_1,
           quantile_cont(taux, 0.5) FILTER (diffuse) AS mediane,
           quantile_cont(taux, 0.75) FILTER (diffuse) AS quartile_3
    FROM cellules JOIN ville USING (code) JOIN tailles t USING (strate)
    WHERE (SELECT oui FROM vaste)
    GROUP BY strate, annee, grandeur
    ORDER BY strate, grandeur, annee
"""
