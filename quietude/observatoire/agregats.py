"""Named sums over a nomenclature: their versions, what each adds up, what one may not add."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from quietude.observatoire.enums import Nomenclature
from quietude.observatoire.models import Agregat, Grandeur


def versions_of(code: str) -> list[Agregat]:
    """Every version of an aggregate, the one in force first."""
    return list(Agregat.objects.filter(code=code).order_by("-version"))


@dataclass(frozen=True)
class Version:
    """A version with the names of what it adds up, and what it changed."""

    agregat: Agregat
    elements: list[str]
    ajoutes: list[str]
    retires: list[str]


def read_versions(code: str) -> list[Version]:
    """Each version of an aggregate against the one before, the one in force first."""
    versions = versions_of(code)
    names = names_of({item for row in versions for item in row.composition})
    told = []
    for rank, row in enumerate(versions):
        before = versions[rank + 1].composition if rank + 1 < len(versions) else None
        added = [] if before is None else _missing(row.composition, before)
        removed = _missing(before or [], row.composition)
        told.append(
            Version(
                row,
                [names[item] for item in row.composition],
                [names[item] for item in added],
                [names[item] for item in removed],
            )
        )
    return told


def _missing(items: Iterable[str], others: Collection[str]) -> list[str]:
    return [item for item in items if item not in others]


def names_of(codes: Collection[str]) -> dict[str, str]:
    """Official quantities in words; one that the lists no longer know keeps its code."""
    known = {row.code: str(row) for row in Grandeur.objects.filter(code__in=codes)}
    return {code: known.get(code, code) for code in codes}


def composable() -> dict[str, list[Grandeur]]:
    """What may be added up, by nomenclature; populations are not facts."""
    rows = Grandeur.objects.exclude(nomenclature=Nomenclature.INSEE)
    groups: dict[str, list[Grandeur]] = {}
    for row in sorted(rows, key=lambda row: (row.nomenclature, row.numero or 0, row.ordre)):
        groups.setdefault(Nomenclature(row.nomenclature).label, []).append(row)
    return groups


def objection(items: Collection[Grandeur]) -> str:
    """Why these quantities do not add up to anything; empty when they do."""
    if not items:
        return "Choisissez au moins un élément."
    if len({row.nomenclature for row in items}) > 1:
        return (
            "Ces éléments viennent de deux nomenclatures : un index de l’état 4001 et un "
            "indicateur du SSMSI ne comptent pas la même chose. Gardez-en une."
        )
    units = sorted({row.unite for row in items})
    if len(units) > 1:
        named = " ; ".join(f"{unit} ({_example(items, unit)})" for unit in units)
        return (
            "Ces éléments ne se comptent pas dans la même unité, leur somme n’aurait pas de "
            f"sens : {named}. Gardez une seule unité."
        )
    suspects = [row for row in items if not row.additive]
    if suspects and len(items) > 1:
        return (
            f"« {suspects[0].libelle} » compte des personnes, et la même peut compter dans "
            "deux éléments : cette grandeur ne s’additionne pas."
        )
    return ""


def _example(items: Collection[Grandeur], unit: str) -> str:
    return next(str(row) for row in items if row.unite == unit)
