"""Give every write an author: `acting` and the `action` decorator."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from quietude.journal.models import Operation, Trace

P = ParamSpec("P")
R = TypeVar("R")


class Acteur(Protocol):
    """Whoever writes; None stands for the system (a command, a scheduled task)."""

    pk: Any


_SET = "SELECT set_config('quietude.acteur', %s, true), set_config('quietude.action', %s, true)"
_GET = (
    "SELECT coalesce(current_setting('quietude.acteur', true), ''), "
    "coalesce(current_setting('quietude.action', true), '')"
)


@contextmanager
def acting(actor: Acteur | None, action: str) -> Iterator[None]:
    """One transaction in which every write is signed `actor` and named `action`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_GET)
        before = cursor.fetchone()
        cursor.execute(_SET, [str(actor.pk) if actor else "0", action])
        yield
        cursor.execute(_SET, before)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run an action `verb_noun(*, actor, ...)` in one signed transaction."""
    name = f"{function.__module__.split('.')[1]}.{function.__name__}"

    @wraps(function)
    def signed(*args: P.args, **kwargs: P.kwargs) -> R:
        actor: Any = kwargs["actor"]
        with acting(actor, name):
            return function(*args, **kwargs)

    return signed


def record_read(*, actor: Acteur, obj: models.Model, action: str) -> None:
    """Write that `actor` looked at `obj`; for pages that show protected data."""
    with transaction.atomic():
        _record(obj, Operation.LECTURE, acteur_id=actor.pk, action=action)


def record_change(
    *,
    obj: models.Model,
    avant: dict[str, Any],
    apres: dict[str, Any],
    actor: Acteur | None = None,
) -> None:
    """Write a change that no trigger sees, such as one in a library's own table.

    Signed like the rest of the transaction, unless `actor` says who; refused without either.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_GET)
        signer, name = cursor.fetchone() or ("", "")
        if not signer and actor is None:
            raise RuntimeError("écriture sans auteur")
        author = actor.pk if actor else int(signer) or None
        values = {"acteur_id": author, "action": name, "avant": avant, "apres": apres}
        _record(obj, Operation.UPDATE, **values)


def _record(obj: models.Model, operation: Operation, **values: Any) -> None:
    kind, key = obj._meta.label_lower, str(obj.pk)
    Trace.objects.create(
        moment=timezone.now(),
        operation=operation,
        objet_type=kind,
        objet_id=key,
        sujet_type=kind,
        sujet_id=key,
        **values,
    )
