"""Answers kept until a table that they come from is written to."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from threading import Lock
from typing import TypeAlias

from django.core.cache import caches
from django.utils import timezone

from quietude.indicateurs.mesures import Coordonnees, Demande, Mesure, Resultat, Valeur
from quietude.journal.versions import versions
from quietude.socle.periodes import Periode

ALIAS = "indicateurs"
_DUREE = 24 * 3600
_SEUL = Lock()
Garde: TypeAlias = tuple[
    dict[Periode, Valeur], dict[Periode, dict[Coordonnees, Valeur]], tuple[dict[str, str], ...]
]


def remember(
    demandes: Sequence[Demande],
    known: Mapping[str, Mesure],
    compute: Callable[[Sequence[Demande]], list[Resultat]],
) -> list[Resultat]:
    """Compute what is not kept. A figure depends on the day too: a period ends one day."""
    if not demandes:
        return []
    kept = caches[ALIAS]
    keys = _keys(demandes, known)
    found = kept.get_many(set(keys))
    lacking = {key: row for key, row in zip(keys, demandes, strict=True) if key not in found}
    if lacking:
        # After a write everyone asks at once: one works it out, the others wait for it.
        with _SEUL:
            found |= kept.get_many(lacking)
            fresh = _fresh(
                {key: row for key, row in lacking.items() if key not in found}, compute
            )
            kept.set_many(fresh, _DUREE)
        found |= fresh
    return [
        Resultat(row, known[row.mesure], *found[key])
        for key, row in zip(keys, demandes, strict=True)
    ]


def _fresh(
    lacking: Mapping[str, Demande], compute: Callable[[Sequence[Demande]], list[Resultat]]
) -> dict[str, Garde]:
    """Answers by key, without the measure, which holds functions."""
    if not lacking:
        return {}
    answers = compute(list(lacking.values()))
    plain = [(row.valeurs, row.parts, row.libelles) for row in answers]
    return dict(zip(lacking, plain, strict=True))


def _keys(demandes: Sequence[Demande], known: Mapping[str, Mesure]) -> list[str]:
    tables = {
        demande: frozenset(
            label for cle in _measures(demande) for label in known[cle].flux.modeles
        )
        for demande in demandes
    }
    seen = versions({label for labels in tables.values() for label in labels})
    today = timezone.localdate()
    return [
        _key(demande, today, [(label, seen[label]) for label in sorted(tables[demande])])
        for demande in demandes
    ]


def _key(*told: object) -> str:
    return sha256(repr(told).encode()).hexdigest()


def _measures(demande: Demande) -> list[str]:
    return [demande.mesure, *((demande.rapport.mesure,) if demande.rapport else ())]
