"""The sheets of état 4001 in Parquet, one file a source: every service, followed or not.

A file is named after its source, whose code holds the seal of its figures: one that an import
left behind when it failed has no source, and is never read.
"""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb
from django.conf import settings

_ECRIRE = """
    COPY (
        SELECT * FROM read_csv($1, header=false, columns={
            'annee': 'SMALLINT', 'force': 'VARCHAR', 'departement': 'VARCHAR',
            'nom': 'VARCHAR', 'code': 'VARCHAR', 'numero': 'SMALLINT', 'faits': 'INTEGER'
        }) ORDER BY code, numero
    ) TO $2 (FORMAT parquet, COMPRESSION zstd)
"""
_SERVICES = """
    SELECT first(force), first(departement), arg_max(nom, annee),
        list_sort(list(DISTINCT annee))
    FROM read_parquet($1) GROUP BY code ORDER BY code
"""
_CHIFFRES = """
    SELECT parse_filename(filename, true), annee, force, departement, nom, code, numero, faits
    FROM read_parquet($1, filename=true) WHERE code = $2 ORDER BY annee, numero
"""


class LigneService(NamedTuple):
    """The facts of one index in one service and one year; None for a blank cell."""

    annee: int
    force: str
    departement: str
    nom: str
    code: str
    numero: int
    faits: int | None


class ServiceGarde(NamedTuple):
    """A service of the sheets kept, under its latest name."""

    force: str
    departement: str
    nom: str
    annees: tuple[int, ...]


def store_services(source: str, rows: Iterable[LigneService]) -> None:
    """Keep the whole sheet of a source; a second time changes nothing."""
    target = _path(source)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent) as folder:
        text, ready = Path(folder) / "feuille.csv", Path(folder) / "feuille.parquet"
        with text.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        with duckdb.connect() as base:
            base.execute(_ECRIRE, [str(text), str(ready)])
        os.replace(ready, target)


def list_services(sources: Iterable[str]) -> list[ServiceGarde]:
    """Every service of these sources, with the years it has."""
    files = _files(sources)
    if not files:
        return []
    with duckdb.connect() as base:
        rows = base.execute(_SERVICES, [files]).fetchall()
    return [ServiceGarde(row[0], row[1], row[2], tuple(row[3])) for row in rows]


def read_service(sources: Iterable[str], code: str) -> list[tuple[str, LigneService]]:
    """Every figure of one service, each with the code of its source."""
    files = _files(sources)
    if not files:
        return []
    with duckdb.connect() as base:
        rows = base.execute(_CHIFFRES, [files, code]).fetchall()
    return [(row[0], LigneService(*row[1:])) for row in rows]


def _path(source: str) -> Path:
    return Path(settings.DATA_DIR) / "observatoire" / "services" / f"{source}.parquet"


def _files(sources: Iterable[str]) -> list[str]:
    return [str(path) for path in map(_path, sorted(sources)) if path.exists()]
