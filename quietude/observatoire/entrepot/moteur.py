"""DuckDB with bounded memory, and the files that it keeps under the data folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb
from django.conf import settings

from quietude.observatoire.imports.fichier import Apercu, Nature
from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.nomenclature import COG

MEMOIRE = "512MB"  # beyond it, DuckDB works on disk
PARQUET = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440)"

# The official codes; one that was given to a commune again is that commune.
COG_LU = f"""
    SELECT niveau, code, nom, departement, region, CAST(population AS INTEGER) AS population
    FROM read_csv('{str(COG).replace("'", "''")}',
                  all_varchar = true, header = true, delim = ',')
    QUALIFY row_number() OVER (
        PARTITION BY niveau IN ('departement', 'region'), niveau = 'region', code
        ORDER BY niveau = 'commune' DESC
    ) = 1
"""  # noqa: S608 - the file that ships with the software


class Fichiers(NamedTuple):
    """What is kept of one file: its cells, and what is drawn from a communal base."""

    cellules: Path
    departements: Path
    strates: Path


def folder() -> Path:
    """Where Parquet files are; made when missing, closed to other accounts of the machine."""
    place = Path(settings.DATA_DIR) / "observatoire"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def files_of(empreinte: str) -> Fichiers:
    """The files kept for the file of this SHA-256."""
    return _named(folder(), empreinte)


def _named(place: Path, stem: str) -> Fichiers:
    return Fichiers(
        place / f"{stem}.parquet",
        place / f"{stem}-departements.parquet",
        place / f"{stem}-strates.parquet",
    )


@contextmanager
def draft() -> Iterator[Fichiers]:
    """Names to write under; whatever was not kept at the end is deleted."""
    with TemporaryDirectory(prefix="brouillon-", dir=folder()) as place:
        yield _named(Path(place), "a")


def keep(drafted: Fichiers, empreinte: str) -> Fichiers:
    """Give the drafted files their final names."""
    final = files_of(empreinte)
    for source, target in zip(drafted, final, strict=True):
        if source.exists():
            source.replace(target)
    return final


def forget(empreinte: str) -> None:
    """Delete what is kept of a file whose import failed."""
    for path in files_of(empreinte):
        path.unlink(missing_ok=True)


@contextmanager
def engine(place: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that spills to `place` (the data folder) rather than fill the memory."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMOIRE,
        "threads": str(min(4, os.cpu_count() or 1)),
        "temp_directory": str(place or folder() / "debordement"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(config=config)
    try:
        yield connection
    finally:
        connection.close()


def load_codes(connection: duckdb.DuckDBPyConnection) -> None:
    """The official codes as the table `cog`."""
    connection.execute(f"CREATE TEMP TABLE cog AS {COG_LU}")


def quoted(path: Path) -> str:
    """A path as COPY takes it, which accepts no parameter."""
    escaped = str(path).replace("'", "''")
    return f"'{escaped}'"


def columns_of(apercu: Apercu) -> tuple[str, ...]:
    """Names of the columns of a Parquet file; nothing for another file."""
    if apercu.nature != Nature.PARQUET:
        return ()
    with engine() as connection:
        try:
            connection.execute("SELECT name FROM parquet_schema(?)", [str(apercu.chemin)])
        except duckdb.Error as error:
            raise Refus("Ce fichier Parquet est incomplet ou abîmé. Reprenez-le.") from error
        return tuple(str(name) for (name,) in connection.fetchall()[1:])
