"""Make a set of rows say exactly what a list says, and touch nothing that already does."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.models import Model, ProtectedError, QuerySet

from quietude.socle.regles import ActionImpossible

M = TypeVar("M", bound=Model)
Key = str | tuple[str, ...]

# Rows that could not be deleted yet, while `deferring`: None outside.
_KEPT: ContextVar[list[Model] | None] = ContextVar("kept", default=None)


@contextmanager
def deferring() -> Iterator[list[Model]]:
    """Leave for later the rows still in use; yields their list.

    An organisation and the sheets that name it may leave a pack together: the sheets are
    written after it, so its deletion is tried again once everything else is in place.
    """
    kept: list[Model] = []
    token = _KEPT.set(kept)
    try:
        yield kept
    finally:
        _KEPT.reset(token)


def find(known: Mapping[Any, M], code: Any, what: str) -> M:
    """The row of this code; ActionImpossible names what is missing."""
    try:
        return known[code]
    except KeyError:
        raise ActionImpossible(f"{what} inconnu(e) : « {code} »") from None


def _key_of(values: Mapping[str, Any] | Model, key: Key) -> Any:
    names = (key,) if isinstance(key, str) else key
    found = []
    for name in names:
        if isinstance(values, Model):
            found.append(getattr(values, name))
        elif name in values:
            found.append(values[name])
        else:  # "mesure_id" of a row that gives "mesure"
            related = values[name.removesuffix("_id")]
            found.append(related.pk if related else None)
    return found[0] if isinstance(key, str) else tuple(found)


def synchronise(
    existing: QuerySet[M], key: Key, rows: Sequence[Mapping[str, Any]], **fixed: Any
) -> dict[Any, M]:
    """Create, update or delete so that `existing` holds `rows` and nothing else.

    `key` names the field (or fields) by which a row is recognised; `fixed` are the values of
    every new row. A field `ordre` follows the order of `rows`; as a key, it stands for rows
    that have no name: they are recognised by what they say. Rows that already say the same
    are not written. Returns the instances by key. Raises ActionImpossible, naming it, when a
    row to delete is still in use.
    """
    ordered = "ordre" in {field.name for field in existing.model._meta.fields}
    known = (
        _by_content(list(existing.all()), rows)
        if key == "ordre"
        else {_key_of(instance, key): instance for instance in existing.all()}
    )
    wanted: dict[Any, Mapping[str, Any]] = {}
    for rank, row in enumerate(rows):
        ranked = {**row, "ordre": rank} if ordered else dict(row)
        wanted[_key_of(ranked, key)] = ranked
    for identity, instance in known.items():
        if identity not in wanted:
            _remove(instance)
    result: dict[Any, M] = {}
    for identity, values in wanted.items():
        instance = known.get(identity) or existing.model(**fixed)
        if _assign(instance, values):
            instance.save()
        result[identity] = instance
    return result


def _by_content(free: list[M], rows: Sequence[Mapping[str, Any]]) -> dict[Any, M]:
    """Instances by the rank of the row they are for: unchanged ones first, then in order.

    Without this, removing the first of three rows would rewrite two and delete the third: the
    journal would tell another story. Those left over come after the last rank.
    """
    known: dict[Any, M] = {}
    for rank, row in enumerate(rows):
        same = next((one for one in free if not any(_differing(one, row))), None)
        if same is not None:
            known[rank] = same
            free.remove(same)
    for rank in range(len(rows)):
        if rank not in known and free:
            known[rank] = free.pop(0)
    return {**known, **dict(enumerate(free, len(rows)))}


def _differing(instance: Model, values: Mapping[str, Any]) -> Iterator[str]:
    """Names of what differs; a relation is compared by its key, the other row not fetched."""
    for name, value in values.items():
        attribute = instance._meta.get_field(name).attname  # type: ignore[union-attr]
        if getattr(instance, attribute) != (value.pk if isinstance(value, Model) else value):
            yield name


def _assign(instance: Model, values: Mapping[str, Any]) -> bool:
    """Set what differs; says whether there is something to write."""
    changed = list(_differing(instance, values))
    for name in changed:
        setattr(instance, name, values[name])
    return bool(changed) or instance.pk is None


def _remove(instance: Model) -> None:
    try:
        instance.delete()
    except ProtectedError as error:
        kept = _KEPT.get()
        if kept is not None:
            kept.append(instance)
            return
        user = next(iter(error.protected_objects))
        raise ActionImpossible(
            f"« {instance} » ne peut pas être retiré : « {user} » s'y rattache encore."
        ) from error
