"""Whether a table has been written to since: what anything kept must be compared with."""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.db.models import Model

P = ParamSpec("P")
R = TypeVar("R")

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


def kept_until_written(*tables: type[Model]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember what a function reads in these tables until one of them is written to.

    In this process, for its last arguments, which are hashable. What is kept is shared by all
    readers: never written to.
    """
    labels = [table._meta.label_lower for table in tables]

    def decorate(compute: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=1)
        def keep(_state: object, *args: Any, **kwargs: Any) -> R:
            return compute(*args, **kwargs)

        @wraps(compute)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
            state = (connection.settings_dict["NAME"], *sorted(versions(labels).items()))
            return keep(state, *args, **kwargs)  # type: ignore[arg-type]  # hashable, as said

        return remembered

    return decorate
