"""What separates two packs, field by field, for a reader who must decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quietude.socle.pack.contenu import Pack
from quietude.socle.pack.ecriture import to_data

# Keys that name a row of a list, so that a row moved or inserted is not read as all changed.
_IDENTITIES = ("code", "numero", "insee")


@dataclass(frozen=True)
class Ecart:
    """One difference: `avant` is None for an addition, `apres` for a removal."""

    fichier: str
    endroit: str
    avant: Any
    apres: Any


def _identity(row: Any) -> str | None:
    if isinstance(row, dict):
        return next((str(row[key]) for key in _IDENTITIES if key in row), None)
    return None


def _as_mapping(value: Any) -> dict[str, Any] | None:
    """Rows by identity (else by rank), so that two lists compare row by row."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and any(isinstance(row, dict) for row in value):
        return {_identity(row) or str(rank): row for rank, row in enumerate(value, 1)}
    return None


def _compare(path: str, where: str, before: Any, after: Any) -> Iterator[Ecart]:
    if before == after:
        return
    left, right = _as_mapping(before), _as_mapping(after)
    if left is None or right is None:
        yield Ecart(path, where, before, after)
        return
    changes = [
        change
        for key in [*left, *(key for key in right if key not in left)]
        for change in _compare(
            path, f"{where}.{key}".lstrip("."), left.get(key), right.get(key)
        )
    ]
    yield from changes
    if not changes:  # same rows, other order
        yield Ecart(path, f"{where} (ordre)", list(left), list(right))


def differences(before: Pack, after: Pack) -> list[Ecart]:
    """What must change for `before` to become `after`; empty when they say the same."""
    paths = [*before.items, *(path for path in after.items if path not in before.items)]
    found: list[Ecart] = []
    for path in paths:
        left, right = before.items.get(path), after.items.get(path)
        if left == right:
            continue
        if left is None or right is None:
            found.append(Ecart(path, "", left and "fichier", right and "fichier"))
            continue
        found.extend(_compare(path, "", to_data(left), to_data(right)))
    return found
