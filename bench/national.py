"""A file of the size and layout of the national base, made from the real rows of one year.

Synthetic: ten years are drawn from 2024, each count moved a little by a fixed hash. Dwellings,
which the real rows lack, are half the inhabitants. Only for timing; no figure means anything.
"""

from pathlib import Path

import duckdb

REEL = Path(__file__).parents[1] / "donnees" / "communes_2024_reconstitue.csv.gz"
NOM = "synthetique-donnee-data.gouv-2025-geographie2025-produit-le2026-02-03.csv"
ANNEES = range(2016, 2026)

_LIRE = """
CREATE TABLE reel AS
SELECT CODGEO_2025 AS code, indicateur, unite_de_compte AS unite, est_diffuse AS diffuse,
    insee_pop::INT AS pop, complement_info_taux AS complement, row_number() OVER () AS rang,
    coalesce(try_cast(nombre AS DOUBLE),
        try_cast(replace(taux_pour_mille, ',', '.') AS DOUBLE) * insee_pop::INT / 2000) AS n
FROM read_csv($source, delim = ';', all_varchar = true)
"""

_QUINZIEME = """
INSERT INTO reel
SELECT code, 'Usage de stupéfiants (AFD)', unite, diffuse, pop, complement, rang, n
FROM reel WHERE indicateur = 'Usage de stupéfiants'
"""

_ECRIRE = """
COPY (
    WITH tirage AS (
        SELECT reel.* EXCLUDE (n), annee, greatest(0, round(coalesce(n, 0)
            * (0.85 + 0.3 * (hash(code || indicateur || annee) % 1000) / 1000)))::INT AS n
        FROM reel, (SELECT unnest($annees) AS annee)
    )
    SELECT code AS "CODGEO_2025", annee::VARCHAR AS annee, indicateur, unite AS unite_de_compte,
        CASE WHEN diffuse = 'ndiff' THEN 'NA' ELSE n::VARCHAR END AS nombre,
        CASE WHEN diffuse = 'ndiff' OR pop < 2 THEN 'NA' ELSE replace(printf('%.7f', n * 1000.0
            / CASE WHEN indicateur = 'Cambriolages de logement' THEN pop // 2 ELSE pop END),
            '.', ',') END AS taux_pour_mille,
        diffuse AS est_diffuse, pop::VARCHAR AS insee_pop,
        (annee - 2)::VARCHAR AS insee_pop_millesime, (pop // 2)::VARCHAR AS insee_log,
        (annee - 3)::VARCHAR AS insee_log_millesime,
        CASE WHEN diffuse = 'ndiff' THEN replace(printf('%.7f',
            try_cast(replace(complement, ',', '.') AS DOUBLE) * pop / 1000), '.', ',')
            ELSE 'NA' END AS complement_info_nombre,
        complement AS complement_info_taux
    FROM tirage ORDER BY code, annee, rang
) TO '{cible}' (DELIMITER ';', HEADER, FORCE_QUOTE *)
"""


def make_national_file(folder: Path) -> Path:
    """The file, made once: 5.2 million rows, 635 MB."""
    target = folder / NOM
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    building = target.with_suffix(".encours")
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(_LIRE, {"source": str(REEL)})
        connection.execute(_QUINZIEME)
        write = _ECRIRE.format(cible=str(building).replace("'", "''"))
        connection.execute(write, {"annees": list(ANNEES)})
    building.rename(target)
    return target
