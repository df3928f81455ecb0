"""Take a file in: every line read and checked, then written as Parquet, or refused whole."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import duckdb

from quietude.observatoire.entrepot.moteur import PARQUET, engine, load_codes, quoted
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.imports.dispositions import Champ, Reconnue
from quietude.observatoire.imports.fichier import TRONQUE, Apercu, Nature, refuse_encoding
from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.nomenclature import COG
from quietude.socle.formats import nombre

ERREURS_MAX = 10_000
_CHAMPS: tuple[Champ, ...] = (
    "code", "annee", "libelle", "diffusion", "nombre", "taux", "pop", "pop_annee", "log",
    "log_annee", "complement_nombre", "complement_taux",
)  # fmt: skip
_NOMBRES = _CHAMPS[4:]
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
        raw = sortie.with_name("lignes.parquet")
        _read(connection, apercu, reconnue, path, raw)
        connection.execute(f"CREATE VIEW lignes AS FROM read_parquet({quoted(raw)})")
        _check(connection, known)
        connection.execute(f"COPY ({_output(reconnue)}) TO {quoted(sortie)} {PARQUET}")
        connection.execute(_SOMMAIRE)
        return Contenu(*connection.fetchall()[0])


_SOMMAIRE = """
    SELECT count(*), count(DISTINCT code), min(an), max(an),
           count(DISTINCT code) FILTER (inconnu) FROM lignes
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


def _read(
    connection: duckdb.DuckDBPyConnection,
    apercu: Apercu,
    reconnue: Reconnue,
    path: Path,
    raw: Path,
) -> None:
    """Every line with its number, typed, and what is wrong with it."""
    query = _typed(apercu, reconnue)
    newer = (reconnue.geographie or 0) > _EDITION
    try:
        connection.execute("SET VARIABLE fichier = ?", [str(path)])
        connection.execute("SET VARIABLE recent = ?", [newer])
        connection.execute(f"COPY ({query}) TO {quoted(raw)} {PARQUET}")
    except duckdb.Error as error:
        raise _refusal_of(apercu, str(error)) from error


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


def _lines(apercu: Apercu, reconnue: Reconnue) -> str:
    """n, c: number and fields of each line. No field of those files holds the separator."""
    if apercu.nature == Nature.PARQUET:
        fields = ", ".join(
            'CAST("' + name.replace('"', '""') + '" AS VARCHAR)' for name in reconnue.colonnes
        )
        source = "FROM read_parquet(getvariable('fichier'))"
        return f"SELECT 1 + row_number() OVER () AS n, [{fields}] AS c {source}"
    separator = f"chr({ord(reconnue.separateur)})"
    packing = "gzip" if apercu.comprime else "none"
    return f"""
        SELECT n, string_split(replace(ligne, '"', ''), {separator}) AS c FROM (
            SELECT row_number() OVER () AS n, ligne
            FROM read_csv(
                getvariable('fichier'), columns = {{'ligne': 'VARCHAR'}}, header = false,
                delim = chr(1), quote = '', escape = '', auto_detect = false,
                strict_mode = false, compression = '{packing}'
            )
        ) WHERE n > 1 AND trim(ligne) <> ''
    """  # noqa: S608 - a sign and a word of our own


def _typed(apercu: Apercu, reconnue: Reconnue) -> str:
    texts = ", ".join(_text(reconnue, field) for field in _CHAMPS)
    numbers = ", ".join(
        f"TRY_CAST(replace({field}, ',', '.') AS DECIMAL(18, 7)) AS {field}_"
        for field in _NOMBRES
    )
    given = f"'{reconnue.table.grandeur}'" if reconnue.table.grandeur else "l.grandeur"
    return f"""
        WITH lu AS ({_lines(apercu, reconnue)}),
        texte AS (SELECT n, len(c) AS champs, {texts} FROM lu),
        type AS (
            SELECT t.* REPLACE ({_CODE} AS code), length(annee) AS chiffres, {numbers},
                   CASE length(annee) WHEN 2 THEN 2000 ELSE 0 END
                       + TRY_CAST(annee AS INTEGER) AS an,
                   CASE WHEN lower(diffusion) IN ('diff', 'true') THEN true
                        WHEN lower(diffusion) IN ('ndiff', 'false') THEN false END AS diffuse
            FROM texte t
        )
        SELECT n, chiffres, t.code, {given} AS grandeur, CAST(an AS SMALLINT) AS an,
               {_diffused(reconnue)} AS diffuse, {", ".join(f"{f}_ AS {f}" for f in _NOMBRES)},
               k.code IS NULL AS inconnu,
               {_errors(reconnue)} AS erreur
        FROM type t
        LEFT JOIN codes k ON k.code = t.code
        LEFT JOIN libelles l ON l.libelle = lower(replace(t.libelle, '’', ''''))
    """  # noqa: S608 - expressions of our own


# INSEE also writes 971102 (département 971, commune 102) for 97102.
_CODE = """
    CASE WHEN length(code) = 6 AND code LIKE '97%' AND code[3] = code[4]
         THEN code[1:2] || code[4:6] ELSE code END
"""


def _text(reconnue: Reconnue, field: Champ) -> str:
    place = reconnue.places.get(field)
    if place is None:
        return f"CAST(NULL AS VARCHAR) AS {field}"
    return f"nullif(nullif(c[{place}], ''), 'NA') AS {field}"


def _diffused(reconnue: Reconnue) -> str:
    """Without a column that says so, what is given is published."""
    if "diffusion" in reconnue.places:
        return "diffuse"
    return "CASE WHEN nombre_ IS NOT NULL OR taux_ IS NOT NULL THEN true END"


def _errors(reconnue: Reconnue) -> str:
    """The first thing wrong with a line, in words; NULL when nothing is."""
    cases = [
        (
            f"champs <> {len(reconnue.colonnes)}",
            f"champs || ' champ(s) au lieu de {len(reconnue.colonnes)}'",
        ),
        ("t.code IS NULL", "'code du lieu manquant'"),
        ("k.code IS NULL AND NOT (getvariable('recent') AND length(t.code) = 5)", _INCONNU),
        ("an IS NULL OR an NOT BETWEEN 1990 AND 2100", _said("année", "annee", "illisible")),
    ]
    if not reconnue.table.grandeur:
        cases.append(("l.grandeur IS NULL", _said("indicateur", "t.libelle", "inconnu")))
    cases += [
        (
            f"({field} IS NOT NULL AND {field}_ IS NULL) OR {field}_ < 0",
            _said(_NOMMES[field], field, ": ce n’est pas un nombre"),
        )
        for field in _NOMBRES
        if field in reconnue.places
    ]
    cases += [("nombre_ <> trunc(nombre_)", _said("nombre", "nombre", ": il n’est pas entier"))]
    cases += _errors_of_publication(reconnue)
    return "CASE " + " ".join(f"WHEN {test} THEN {text}" for test, text in cases) + " END"


def _errors_of_publication(reconnue: Reconnue) -> list[tuple[str, str]]:
    """A withheld cell carries nothing; a published one carries something."""
    neither = "nombre_ IS NULL AND taux_ IS NULL"
    if "diffusion" in reconnue.places:
        return [
            ("diffuse IS NULL", _said("diffusion", "diffusion", ": « diff » ou « ndiff »")),
            (f"NOT diffuse AND NOT ({neither})", "'non diffusée, mais une valeur est donnée'"),
            (f"diffuse AND {neither}", "'diffusée, mais sans nombre ni taux'"),
        ]
    if reconnue.table.partielle or reconnue.table.grandeur:
        return [(neither, "'valeur manquante'")]
    return []


_INCONNU = """'code « ' || t.code[:20] || ' » inconnu' || CASE WHEN length(t.code) = 4
    THEN ' (un tableur a pu retirer le zéro de tête)' ELSE '' END"""
_NOMMES = {
    "nombre": "nombre",
    "taux": "taux",
    "pop": "population",
    "pop_annee": "millésime de la population",
    "log": "logements",
    "log_annee": "millésime des logements",
    "complement_nombre": "complément (nombre)",
    "complement_taux": "complément (taux)",
}


def _said(what: str, column: str, verdict: str) -> str:
    return f"'{what} « ' || coalesce({column}[:40], '') || ' » {verdict}'"


def _check(connection: duckdb.DuckDBPyConnection, known: list[Indicateur]) -> None:
    """Refuse the file when a line is wrong, when years are mixed, when a key comes twice."""
    if _one(connection, "SELECT count(*) FROM lignes") == 0:
        raise Refus("Le fichier n’a aucune ligne après son en-tête.")
    for errors in (_WRONG, _MIXED, _TWICE):
        total = _one(connection, f"SELECT count(*) FROM ({errors})")  # noqa: S608 - ours
        if not total:
            continue
        rows = connection.execute(f"FROM ({errors}) ORDER BY 1 LIMIT {ERREURS_MAX}").fetchall()
        lines = [(int(number), str(text)) for number, text in rows]
        raise Refus(_summary(total, lines, known), lines)


_WRONG = "SELECT n, erreur FROM lignes WHERE erreur IS NOT NULL"
_MIXED = """
    SELECT n, 'année sur ' || chiffres || ' chiffres, alors que le fichier commence autrement'
    FROM lignes WHERE chiffres <> (SELECT arg_min(chiffres, n) FROM lignes)
"""
_TWICE = """
    SELECT max(n), 'déjà donné à la ligne ' || min(n) FROM lignes
    GROUP BY code, an, grandeur HAVING count(*) > 1
"""


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def _summary(total: int, lines: list[tuple[int, str]], known: list[Indicateur]) -> str:
    count = "Une ligne ne se lit pas" if total == 1 else f"{nombre(total)} lignes sont à revoir"
    message = f"{count} : le fichier est refusé en entier."
    if any(text.startswith("indicateur") for _, text in lines):
        labels = " ; ".join(item.libelles[0] for item in known if item.libelles)
        message += f" Indicateurs connus : {labels}."
    return message


def _output(reconnue: Reconnue) -> str:
    """The cells, sorted so that one place is read without the others."""
    if reconnue.table.grandeur:
        columns = "code, an AS annee, CAST(nombre AS BIGINT) AS valeur"
    else:
        columns = f"""
            '{reconnue.table.niveau}' AS niveau, code, an AS annee, grandeur,
            CAST(nombre AS BIGINT) AS nombre, taux, diffuse,
            CAST(round(pop) AS BIGINT) AS pop, {_year("pop_annee")},
            CAST(round(log) AS BIGINT) AS log, {_year("log_annee")},
            complement_nombre, complement_taux
        """
    order = "code, annee" if reconnue.table.grandeur else "code, grandeur, annee"
    return f"SELECT {columns} FROM lignes ORDER BY {order}"  # noqa: S608 - ours


def _year(column: str) -> str:
    return f"CAST(if({column} < 100, 2000, 0) + {column} AS SMALLINT) AS {column}"
