"""Write figures: the series that they need, then each figure under its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from quietude.observatoire.imports.lignes import CleSerie, Lieu, LigneObservation
from quietude.observatoire.models import Grandeur, Observation, Perimetre, Serie, Source

_LOT = 2000
_VALEURS = ("etat", "valeur", "taux", "denominateur", "denominateur_annee", "reference", "note")


class Decompte(NamedTuple):
    """Figures added, given another value than what held before, found as they were."""

    ajoutees: int
    revisees: int
    inchangees: int


@dataclass(frozen=True)
class _Cle:
    serie: int
    debut: date
    fin: date


def write_observations(source: Source, lignes: Iterable[LigneObservation]) -> Decompte:
    """Add to `source` what it does not say yet, and correct what it says otherwise.

    Counted against what held for each series and span before, whatever its source. Series and
    places are made when new, never renamed. Call it inside an action.
    """
    rows = list(lignes)
    series = _series({row.serie for row in rows})
    wanted = {_Cle(series[row.serie].pk, row.debut, row.fin): row for row in rows}
    before = _in_force({series.pk for series in series.values()})
    own = {
        _Cle(row.serie_id, row.debut, row.fin): row
        for row in Observation.objects.filter(source=source)
    }
    new = [_new(source, key, row) for key, row in wanted.items() if key not in own]
    Observation.objects.bulk_create(new, batch_size=_LOT)
    changed = [own[key] for key, row in wanted.items() if key in own and _assign(own[key], row)]
    Observation.objects.bulk_update(changed, _VALEURS, batch_size=_LOT)
    return _count(wanted, before)


def _count(
    wanted: dict[_Cle, LigneObservation], before: dict[_Cle, tuple[Any, ...]]
) -> Decompte:
    added = sum(key not in before for key in wanted)
    same = sum(key in before and before[key] == _said(row) for key, row in wanted.items())
    return Decompte(added, len(wanted) - added - same, same)


def _said(row: LigneObservation | Observation) -> tuple[Any, ...]:
    """What a reader sees of a figure; rates move with the population and count as a revision
    only when there is no number."""
    return (row.etat, row.valeur, row.taux if row.valeur is None else None)


def _in_force(series: set[int]) -> dict[_Cle, tuple[Any, ...]]:
    rows = Observation.objects.filter(serie__in=series).in_force()
    return {_Cle(row.serie_id, row.debut, row.fin): _said(row) for row in rows}


def _new(source: Source, key: _Cle, row: LigneObservation) -> Observation:
    values = {name: getattr(row, name) for name in _VALEURS}
    return Observation(
        source=source, serie_id=key.serie, debut=key.debut, fin=key.fin, **values
    )


def _assign(stored: Observation, row: LigneObservation) -> bool:
    moved = [name for name in _VALEURS if getattr(stored, name) != getattr(row, name)]
    for name in moved:
        setattr(stored, name, getattr(row, name))
    return bool(moved)


def _series(keys: set[CleSerie]) -> dict[CleSerie, Serie]:
    """The row of each key, made when there is none."""
    places = ensure_places({key.lieu for key in keys})
    known = {
        (serie.recueil, serie.code): serie
        for serie in Serie.objects.filter(code__in={key.code for key in keys})
    }
    quantities = {
        g.code: g for g in Grandeur.objects.filter(code__in={k.grandeur for k in keys})
    }
    missing = {(k.recueil, k.code): k for k in keys if (k.recueil, k.code) not in known}
    made = Serie.objects.bulk_create(
        [
            Serie(
                recueil=key.recueil,
                code=key.code,
                libelle=key.libelle,
                unite=key.unite,
                nature=key.nature,
                base=key.base,
                theme=key.theme,
                groupe=key.groupe,
                dimensions=dict(key.dimensions),
                grandeur=quantities[key.grandeur] if key.grandeur else None,
                perimetre=places[key.lieu],
            )
            for key in sorted(missing.values(), key=lambda key: key.code)
        ]
    )
    known |= {(serie.recueil, serie.code): serie for serie in made}
    return {key: known[key.recueil, key.code] for key in keys}


def ensure_places(places: Iterable[Lieu]) -> dict[Lieu, Perimetre]:
    """The row of each place, made when there is none; a known one keeps its name."""
    wanted = set(places)
    known = {
        (row.niveau, row.code): row
        for row in Perimetre.objects.filter(code__in={place.code for place in wanted})
    }
    for place in sorted(wanted, key=lambda place: (place.niveau, place.code)):
        if (place.niveau, place.code) not in known:
            known[place.niveau, place.code] = Perimetre.objects.create(
                niveau=place.niveau, code=place.code, nom=place.nom
            )
    return {place: known[place.niveau, place.code] for place in wanted}
