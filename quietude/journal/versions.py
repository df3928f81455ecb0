"""Whether a table has been written to since: what anything kept must be compared with."""

from collections.abc import Iterable

from django.db import connection

# The number is given at commit, in one chain: unlike an id, it never comes late. What this
# transaction has written has none yet.
_SQL = """
    SELECT label,
           (SELECT max(numero) FROM journal_trace WHERE objet_type = label),
           (SELECT max(id) FROM journal_trace WHERE objet_type = label AND numero IS NULL)
    FROM unnest(%s::text[]) AS label
"""


def versions(labels: Iterable[str]) -> dict[str, tuple[int, int]]:
    """For each table ("registres.entree"), a value that changes with every write."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [sorted(set(labels))])
        return {label: (done or 0, pending or 0) for label, done, pending in cursor.fetchall()}
