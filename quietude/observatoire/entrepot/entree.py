"""Take a file in: every line read and checked, then written as Parquet, or refused whole."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import duckdb

from quietude.observatoire.entrepot.lignes import (
    fast_lines_of,
    fast_typed,
    lines_of,
    suspects,
    typed,
)
from quietude.observatoire.entrepot.moteur import PARQUET, engine, load_codes, quoted
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.imports.dispositions import Reconnue
from quietude.observatoire.imports.fichier import TRONQUE, Apercu, Nature, refuse_encoding
from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.nomenclature import COG
from quietude.socle.formats import nombre

ERREURS_MAX = 10_000
_NIVEAUX = {NiveauPerimetre.COMMUNE: ("commune", "arrondissement", "ancienne")}
_EDITION = int(re.sub(r"\D", "", COG.name))


class Indicateur(NamedTuple):
    """A quantity that files may hold, with every spelling of its label."""

    code: str
    base: str
    libelles: tuple[str, ...]


class Contenu(NamedTuple):
    """What a file that was taken in holds."""

    lues: int
    lieux: int
    premiere: int
    derniere: int
    inconnus: int  # codes more recent than the list that ships with the software


def take_in(
    apercu: Apercu, reconnue: Reconnue, indicateurs: Iterable[Indicateur], sortie: Path
) -> Contenu:
    """Write the cells of this file to `sortie`. Refuses it with the lines that are wrong."""
    known = list(indicateurs)
    with engine(sortie.parent) as connection, _safe_name(apercu, sortie.parent) as path:
        _load_lists(connection, reconnue, known)
        connection.execute("SET VARIABLE fichier = ?", [str(path)])
        if not _read_fast(connection, apercu, reconnue, sortie):
            _read(connection, apercu, reconnue, sortie)
            _check(connection, known)
        connection.execute(_SOMMAIRE)
        return Contenu(*connection.fetchall()[0])


_SOMMAIRE = """
    SELECT count(*), count(DISTINCT code), min(annee), max(annee),
           count(DISTINCT code) FILTER (code NOT IN (FROM codes)) FROM lignes
"""


@contextmanager
def _safe_name(apercu: Apercu, place: Path) -> Iterator[Path]:
    """The same file under a name in which DuckDB sees no pattern ("base[1].csv")."""
    link = place / f"lu-{uuid4().hex}"
    link.symlink_to(apercu.chemin.resolve())
    try:
        yield link
    finally:
        link.unlink()


def _load_lists(
    connection: duckdb.DuckDBPyConnection, reconnue: Reconnue, known: list[Indicateur]
) -> None:
    load_codes(connection)
    levels = list(_NIVEAUX.get(reconnue.table.niveau, (reconnue.table.niveau,)))
    connection.execute(
        "CREATE TEMP TABLE codes AS SELECT DISTINCT code FROM cog "
        "WHERE niveau IN (SELECT unnest($1))",
        [levels],
    )
    connection.execute("CREATE TEMP TABLE libelles (libelle VARCHAR, grandeur VARCHAR)")
    rows = [(_folded(text), item.code) for item in known for text in item.libelles]
    if rows:
        connection.executemany("INSERT INTO libelles VALUES (?, ?)", sorted(set(rows)))


def _folded(label: str) -> str:
    return " ".join(label.replace("’", "'").lower().split())


def _read_fast(
    connection: duckdb.DuckDBPyConnection, apercu: Apercu, reconnue: Reconnue, raw: Path
) -> bool:
    """Read on every core, without numbering lines; whether nothing is wrong."""
    try:
        cells = fast_typed(fast_lines_of(apercu, reconnue), reconnue)
        _write(connection, cells, reconnue, raw)
    except duckdb.Error:
        return False
    if _one(connection, "SELECT count(*) FROM lignes") == 0:
        return False
    doubts = (
        f"FROM lignes WHERE {suspects(reconnue)}",
        f"SELECT DISTINCT code FROM lignes WHERE {_INCONNU}",  # noqa: S608 - ours
        _MIXED,
        _TWICE,
    )
    return not any(_count(connection, doubt) for doubt in doubts)


def _read(
    connection: duckdb.DuckDBPyConnection, apercu: Apercu, reconnue: Reconnue, raw: Path
) -> None:
    """Read line by line, so that each can be told by its number."""
    try:
        _write(connection, typed(lines_of(apercu, reconnue), reconnue), reconnue, raw)
    except duckdb.Error as error:
        raise _refusal_of(apercu, str(error)) from error


def _write(
    connection: duckdb.DuckDBPyConnection, cells: str, reconnue: Reconnue, raw: Path
) -> None:
    """Every cell, in the order of the file, with what is wrong with it.

    Files come sorted by place, so that one place is read without the others.
    """
    newer = (reconnue.geographie or 0) > _EDITION
    connection.execute("SET VARIABLE recent = ?", [newer])
    query = f"SELECT {_columns(reconnue)} FROM ({cells})"  # noqa: S608 - ours
    connection.execute(f"COPY ({query}) TO {quoted(raw)} {PARQUET}")
    connection.execute(f"CREATE OR REPLACE VIEW lignes AS FROM read_parquet({quoted(raw)})")


def _refusal_of(apercu: Apercu, message: str) -> Refus | duckdb.Error:
    line = int(found[1]) if (found := re.search(r"CSV Error on Line: (\d+)", message)) else 0
    if "utf-8" in message:
        return refuse_encoding(line)
    if "line size" in message.lower():
        return Refus(f"La ligne {line} est trop longue.", [(line, "ligne trop longue")])
    if apercu.comprime and re.search("gzip|deflate|inflate|decompress", message, re.I):
        return Refus(TRONQUE)
    if apercu.nature == Nature.PARQUET:
        return Refus("Ce fichier Parquet est incomplet ou abîmé. Reprenez-le.")
    return duckdb.Error(message)


def _check(connection: duckdb.DuckDBPyConnection, known: list[Indicateur]) -> None:
    """Refuse the file when a line is wrong, when years are mixed, when a key comes twice."""
    if _one(connection, "SELECT count(*) FROM lignes") == 0:
        raise Refus("Le fichier n’a aucune ligne après son en-tête.")
    for errors in _FAUTES:
        total = _count(connection, errors)
        if not total:
            continue
        rows = connection.execute(f"FROM ({errors}) ORDER BY 1 LIMIT {ERREURS_MAX}").fetchall()
        lines = [(int(number), str(text)) for number, text in rows]
        raise Refus(_summary(total, lines, known), lines)


# Codes that a file of an older geography than ours may not hold.
_INCONNU = "code NOT IN (FROM codes) AND NOT (getvariable('recent') AND length(code) = 5)"
_WRONG = "SELECT n, erreur FROM lignes WHERE erreur IS NOT NULL"
_MIXED = """
    SELECT n, 'année sur ' || chiffres || ' chiffres, alors que le fichier commence autrement'
    FROM lignes WHERE chiffres <> (SELECT arg_min(chiffres, n) FROM lignes)
"""
_TWICE = """
    SELECT max(n), 'déjà donné à la ligne ' || min(n) FROM lignes
    GROUP BY code, annee, grandeur HAVING count(*) > 1
"""


_FAUTES = (_WRONG, _MIXED, _TWICE)


def _count(connection: duckdb.DuckDBPyConnection, errors: str) -> int:
    return _one(connection, f"SELECT count(*) FROM ({errors})")  # noqa: S608 - ours


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def _summary(total: int, lines: list[tuple[int, str]], known: list[Indicateur]) -> str:
    count = "Une ligne ne se lit pas" if total == 1 else f"{nombre(total)} lignes sont à revoir"
    message = f"{count} : le fichier est refusé en entier."
    if any(text.startswith("indicateur") for _, text in lines):
        labels = " ; ".join(item.libelles[0] for item in known if item.libelles)
        message += f" Indicateurs connus : {labels}."
    return message


def _columns(reconnue: Reconnue) -> str:
    """The cells; the last three columns are for the checks, and pack to nothing."""
    control = "grandeur, n, chiffres, erreur"
    if reconnue.table.grandeur:
        return f"code, an AS annee, CAST(nombre AS BIGINT) AS valeur, {control}"
    return f"""
        '{reconnue.table.niveau}' AS niveau, code, an AS annee,
        CAST(nombre AS BIGINT) AS nombre, taux, diffuse,
        CAST(round(pop) AS BIGINT) AS pop, {_year("pop_annee")},
        CAST(round(log) AS BIGINT) AS log, {_year("log_annee")},
        complement_nombre, complement_taux, {control}
    """


def _year(column: str) -> str:
    return f"CAST(if({column} < 100, 2000, 0) + {column} AS SMALLINT) AS {column}"
