"""Verify the chain of the journal: nothing altered, nothing missing, nothing cut at the end.

One pass in the database, on one snapshot; only faulty lines travel. See docs/adr/0006.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, transaction

from quietude.journal.models import Journalise
from quietude.socle.formats import nombre

MONTRES = 20  # anomalies spelled out; the others are counted
_ANCRE = re.compile(r"^(\d+):([0-9a-f]{64})$")
_GARDIENS = ("journal_chaine", "journal_fige", "journal_fige_tout")

CHAINE = """
SELECT c.precedent, (c.t).numero,
       (c.t).empreinte IS NOT DISTINCT FROM
           journal_empreinte(coalesce(c.empreinte_precedente, '\\x'), c.t)
  FROM (SELECT t, coalesce(lag(t.numero) OVER w, 0) AS precedent,
               lag(t.empreinte) OVER w AS empreinte_precedente
          FROM journal_trace t WHERE t.numero IS NOT NULL
        WINDOW w AS (ORDER BY t.numero)) c
 WHERE (c.t).numero <> c.precedent + 1
    OR (c.t).empreinte IS DISTINCT FROM
           journal_empreinte(coalesce(c.empreinte_precedente, '\\x'), c.t)
 ORDER BY (c.t).numero
"""
BOUT = """
SELECT coalesce(d.numero, 0), coalesce(d.empreinte, '\\x'), tete.numero, tete.empreinte,
       (SELECT count(*) FROM journal_trace WHERE numero IS NULL)
  FROM journal_tete tete
  LEFT JOIN (SELECT numero, empreinte FROM journal_trace
              WHERE numero IS NOT NULL ORDER BY numero DESC LIMIT 1) d ON true
"""
ARMES = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal
   AND c.relnamespace = 'public'::regnamespace
"""


class AncreInvalide(ValueError):
    """What was noted down is not of the form NUMERO:EMPREINTE."""


@dataclass
class Constat:
    """What the verification found, and the last number and hash, to note down elsewhere."""

    numero: int = 0
    empreinte: str = ""
    anomalies: list[str] = field(default_factory=list)
    autres: int = 0

    @property
    def intact(self) -> bool:
        return not self.anomalies

    def add(self, anomalie: str) -> None:
        if len(self.anomalies) < MONTRES:
            self.anomalies.append(anomalie)
        else:
            self.autres += 1


def verify_chain(depuis: str = "") -> Constat:
    """Verify every line; `depuis` (NUMERO:EMPREINTE, noted earlier) shows a rebuilt chain."""
    anchor = _parse(depuis) if depuis else None
    constat = Constat()
    with transaction.atomic(), connection.cursor() as cursor:
        # The journal grows meanwhile: lines and head must be read at the same instant.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(BOUT)
        last, last_hash, head, head_hash, loose = cursor.fetchone()
        constat.numero, constat.empreinte = last, bytes(last_hash).hex()
        cursor.execute(CHAINE)
        while rows := cursor.fetchmany(500):
            for previous, number, hash_holds in rows:
                constat.add(_fault(previous, number, hash_holds))
        for anomaly in _end(last, bytes(last_hash), head, bytes(head_hash), loose):
            constat.add(anomaly)
        if anchor:
            cursor.execute("SELECT empreinte FROM journal_trace WHERE numero = %s", [anchor[0]])
            found = cursor.fetchone()
            _compare(constat, anchor, bytes(found[0]).hex() if found else "")
        cursor.execute(ARMES)
        for anomaly in _unarmed({(table, name) for table, name in cursor.fetchall()}):
            constat.add(anomaly)
    return constat


def _parse(depuis: str) -> tuple[int, str]:
    match = _ANCRE.match(depuis.strip().lower())
    if not match:
        raise AncreInvalide(
            "L’ancre s’écrit NUMERO:EMPREINTE, comme l’affiche « quietude journal verify » "
            "(64 chiffres et lettres de a à f après les deux-points)."
        )
    return int(match[1]), match[2]


def _fault(previous: int, number: int, hash_holds: bool) -> str:
    if number == previous + 2:
        return f"La ligne {nombre(number - 1)} manque."
    if number != previous + 1:
        return f"Les lignes {nombre(previous + 1)} à {nombre(number - 1)} manquent."
    assert not hash_holds  # the query returns no other line
    return f"La ligne {nombre(number)} a été altérée."


def _end(last: int, last_hash: bytes, head: int, head_hash: bytes, loose: int) -> Iterator[str]:
    if last < head:
        gone = head - last
        yield (
            f"La fin du journal a été coupée : la tête est au numéro {nombre(head)}, la "
            f"dernière ligne au {nombre(last)} ({nombre(gone)} de moins)."
        )
    elif last > head or last_hash != head_hash:
        yield (
            f"La tête de la chaîne (numéro {nombre(head)}) ne correspond pas à la dernière "
            f"ligne (numéro {nombre(last)})."
        )
    if loose:
        yield f"Lignes sans numéro, ajoutées hors de la chaîne : {nombre(loose)}."


def _compare(constat: Constat, anchor: tuple[int, str], found: str) -> None:
    number, noted = anchor
    if not found:
        constat.add(f"La ligne {nombre(number)}, notée auparavant, n’existe plus.")
    elif found != noted:
        constat.add(
            f"La ligne {nombre(number)} n’a plus l’empreinte notée auparavant : le journal a "
            "été reconstruit."
        )


def _unarmed(armed: set[tuple[str, str]]) -> Iterator[str]:
    """Triggers that keep the journal and are switched off or gone."""
    for guard in _GARDIENS:
        if ("journal_trace", guard) not in armed:
            yield f"Le déclencheur « {guard} » est désarmé : le journal n’est plus protégé."
    watched = {table for table, name in armed if name.startswith("pgtrigger_journal_")}
    for model in apps.get_models():
        table = model._meta.db_table
        if issubclass(model, Journalise) and table not in watched:
            yield f"Les écritures de la table « {table} » n’entrent plus au journal."
