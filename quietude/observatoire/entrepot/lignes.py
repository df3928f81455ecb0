"""The SQL that reads a line and says what is wrong with it."""

from quietude.observatoire.imports.dispositions import Champ, Reconnue
from quietude.observatoire.imports.fichier import Apercu, Nature

_CHAMPS: tuple[Champ, ...] = (
    "code", "annee", "libelle", "diffusion", "nombre", "taux", "pop", "pop_annee", "log",
    "log_annee", "complement_nombre", "complement_taux",
)  # fmt: skip
_NOMBRES = _CHAMPS[4:]
_TYPE = "DECIMAL(18, 7)"
_NUMERO = "1 + row_number() OVER ()"  # on one thread, in the order of the file


def lines_of(apercu: Apercu, reconnue: Reconnue) -> str:
    """Each line with its number, its fields as texts, and the numbers that they are.

    No field of those files holds the separator.
    """
    texts = ", ".join(_text(reconnue, field) for field in _CHAMPS)
    numbers = ", ".join(
        f"TRY_CAST(replace({field}, ',', '.') AS {_TYPE}) AS {field}_" for field in _NOMBRES
    )
    return f"""
        SELECT *, {numbers}
        FROM (SELECT n, len(c) AS champs, {texts} FROM ({_split(apercu, reconnue)}))
    """  # noqa: S608 - expressions of our own


def fast_lines_of(apercu: Apercu, reconnue: Reconnue) -> str:
    """The same without numbers of lines; fails on the first field that is not a number."""
    if apercu.nature == Nature.PARQUET:
        return lines_of(apercu, reconnue).replace(_NUMERO, "0")
    sense = {place: field for field, place in reconnue.places.items()}
    places = range(1, len(reconnue.colonnes) + 1)
    columns = ", ".join(
        f"'c{place}': '{_TYPE if sense.get(place) in _NOMBRES else 'VARCHAR'}'"
        for place in places
    )
    fields = ", ".join(_typed_field(reconnue, field) for field in _CHAMPS)
    return f"""
        SELECT 0 AS n, {len(places)} AS champs, {fields}
        FROM read_csv(
            getvariable('fichier'), columns = {{{columns}}}, header = true,
            delim = chr({ord(reconnue.separateur)}), quote = '"', escape = '"',
            nullstr = ['NA', ''], auto_detect = false, compression = '{_packing(apercu)}',
            decimal_separator = '{"." if reconnue.separateur == "," else ","}'
        )
    """  # noqa: S608 - expressions of our own


def _typed_field(reconnue: Reconnue, field: Champ) -> str:
    column = f"c{place}" if (place := reconnue.places.get(field)) else "NULL"
    if field in _NOMBRES:
        text = f"CAST(NULL AS VARCHAR) AS {field}"
        return f"{text}, CAST({column} AS {_TYPE}) AS {field}_"
    return f"CAST({column} AS VARCHAR) AS {field}"


def _packing(apercu: Apercu) -> str:
    return "gzip" if apercu.comprime else "none"


def _split(apercu: Apercu, reconnue: Reconnue) -> str:
    """n, c: number and fields of each line."""
    if apercu.nature == Nature.PARQUET:
        fields = ", ".join(
            'CAST("' + name.replace('"', '""') + '" AS VARCHAR)' for name in reconnue.colonnes
        )
        source = "FROM read_parquet(getvariable('fichier'))"
        return f"SELECT {_NUMERO} AS n, [{fields}] AS c {source}"
    separator = f"chr({ord(reconnue.separateur)})"
    return f"""
        SELECT n, string_split(replace(ligne, '"', ''), {separator}) AS c FROM (
            SELECT {_NUMERO} AS n, ligne
            FROM read_csv(
                getvariable('fichier'), columns = {{'ligne': 'VARCHAR'}}, header = true,
                delim = chr(1), quote = '', escape = '', auto_detect = false,
                strict_mode = false, compression = '{_packing(apercu)}'
            )
        ) WHERE trim(ligne) <> ''
    """  # noqa: S608 - a sign and a word of our own


def typed(lines: str, reconnue: Reconnue) -> str:
    """Cells with the first thing wrong with each, from `lines_of`."""
    return _cells(lines, reconnue, _errors(reconnue), "LEFT JOIN codes k ON k.code = t.code")


def fast_typed(lines: str, reconnue: Reconnue) -> str:
    """Cells from `fast_lines_of`, unchecked but for what is lost once they are typed.

    What may be wrong is looked for afterwards, column by column: see `suspects`.
    """
    lost = "CASE WHEN nombre_ <> trunc(nombre_) THEN 'nombre' END"
    return _cells(lines, reconnue, lost, "")


def suspects(reconnue: Reconnue) -> str:
    """Whether something is wrong with a cell, once written: the tests of `_errors` again."""
    number = "valeur" if reconnue.table.grandeur else "nombre"
    tests = [
        "erreur IS NOT NULL",
        "code IS NULL",
        "annee IS NULL OR annee NOT BETWEEN 1990 AND 2100",
        f"{number} < 0",
    ]
    if reconnue.table.grandeur:
        return " OR ".join(f"({test})" for test in (*tests, f"{number} IS NULL"))
    tests += [f"{field} < 0" for field in _NOMBRES if field != "nombre"]
    tests.append("grandeur IS NULL")
    neither = "nombre IS NULL AND taux IS NULL"
    if "diffusion" in reconnue.places:
        tests += [
            "diffuse IS NULL",
            f"NOT diffuse AND NOT ({neither})",
            f"diffuse AND {neither}",
        ]
    elif reconnue.table.partielle:
        tests.append(neither)
    return " OR ".join(f"({test})" for test in tests)


def _cells(lines: str, reconnue: Reconnue, errors: str, codes: str) -> str:
    given = f"'{reconnue.table.grandeur}'" if reconnue.table.grandeur else "l.grandeur"
    return f"""
        WITH texte AS ({lines}),
        type AS (
            SELECT t.* REPLACE ({_CODE} AS code), length(annee) AS chiffres,
                   CASE length(annee) WHEN 2 THEN 2000 ELSE 0 END
                       + TRY_CAST(annee AS INTEGER) AS an,
                   CASE WHEN lower(diffusion) IN ('diff', 'true') THEN true
                        WHEN lower(diffusion) IN ('ndiff', 'false') THEN false END AS diffuse
            FROM texte t
        )
        SELECT n, chiffres, t.code, {given} AS grandeur, CAST(an AS SMALLINT) AS an,
               {_diffused(reconnue)} AS diffuse, {", ".join(f"{f}_ AS {f}" for f in _NOMBRES)},
               {errors} AS erreur
        FROM type t
        {codes}
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
