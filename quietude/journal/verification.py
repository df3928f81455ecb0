"""Verify the chain of the journal, in one pass of the database."""

from dataclasses import dataclass

from django.db import connection

# Each line is hashed again from the one before it; what does not agree is broken there.
_RUPTURES = """
WITH lignes AS (
    SELECT t.id, t.numero, t.empreinte,
           lag(t.numero) OVER suite AS numero_avant,
           journal_empreinte(coalesce(lag(t.empreinte) OVER suite, ''::bytea), t) AS attendue
      FROM journal_trace t WHERE t.numero IS NOT NULL
    WINDOW suite AS (ORDER BY t.numero)
)
SELECT numero, coalesce(numero_avant, 0), empreinte IS DISTINCT FROM attendue
  FROM lignes
 WHERE numero <> coalesce(numero_avant, 0) + 1 OR empreinte IS DISTINCT FROM attendue
 ORDER BY numero LIMIT 20
"""
_TETE = "SELECT numero, encode(empreinte, 'hex') FROM journal_tete"
_DERNIERE = """
SELECT coalesce(max(numero), 0), count(*) FILTER (WHERE numero IS NULL) FROM journal_trace
"""
_A_CE_NUMERO = "SELECT encode(empreinte, 'hex') FROM journal_trace WHERE numero = %s"


@dataclass(frozen=True)
class Bilan:
    """What the verification found; `numero` and `empreinte` are worth noting down elsewhere."""

    numero: int
    empreinte: str
    ruptures: list[str]


def verify(ancre: tuple[int, str] | None = None) -> Bilan:
    """Check numbering, hashes and head; `ancre` is a number and hash noted earlier."""
    with connection.cursor() as cursor:
        cursor.execute(_RUPTURES)
        found = [_say(*row) for row in cursor.fetchall()]
        cursor.execute(_TETE)
        number, mark = cursor.fetchone()
        cursor.execute(_DERNIERE)
        last, unnumbered = cursor.fetchone()
        if last < number:
            found.append(f"les lignes {last + 1} à {number} ont disparu de la fin du journal")
        if last > number:
            found.append(f"la tête du journal dit {number}, la dernière ligne est {last}")
        if unnumbered:
            found.append(f"{unnumbered} ligne(s) sans numéro")
        if ancre is not None:
            cursor.execute(_A_CE_NUMERO, [ancre[0]])
            row = cursor.fetchone()
            if row is None or row[0] != ancre[1].lower():
                found.append(f"la ligne {ancre[0]} n'a plus l'empreinte notée")
    return Bilan(number, mark, found)


def _say(number: int, before: int, altered: bool) -> str:
    if number != before + 1:
        gap = (
            f"la ligne {before + 1}"
            if number == before + 2
            else (f"les lignes {before + 1} à {number - 1}")
        )
        return f"{gap} manque(nt) avant la ligne {number}"
    return f"la ligne {number} a été modifiée" if altered else f"la ligne {number} est douteuse"
