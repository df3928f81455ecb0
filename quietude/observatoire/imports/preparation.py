"""From the Parquet files that are kept to the rows that pages read, for the places followed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from quietude.observatoire import entrepot
from quietude.observatoire.enums import FamilleSource, NiveauPerimetre, Nomenclature
from quietude.observatoire.imports.commune import lire_commune
from quietude.observatoire.imports.dispositions import is_partial
from quietude.observatoire.imports.ecriture import Decompte, write_observations
from quietude.observatoire.imports.insee import lines_of_values
from quietude.observatoire.imports.lieux import Suivis, followed, prepare_perimetres
from quietude.observatoire.imports.lignes import LigneObservation
from quietude.observatoire.imports.ssmsi import Grandeurs, line_of, lines_of_communes
from quietude.observatoire.imports.totaux import totals_of_communes, totals_of_departements
from quietude.observatoire.models import Grandeur, Observation, Repere, Source
from quietude.observatoire.nomenclature import Strate, strate_of

__all__ = ["lire_commune", "prepare", "prepare_commune", "prepare_perimetres", "write_prepared"]

F = FamilleSource
TABLES = (F.SSMSI_COMMUNES, F.SSMSI_DEPARTEMENTS, F.SSMSI_REGIONS, F.POPULATIONS, F.LOGEMENTS)
_INSEE = {F.POPULATIONS: "population-municipale", F.LOGEMENTS: "logements"}
# Whose own totals are worth more than those computed from the file.
_MIEUX: dict[str, tuple[str, ...]] = {
    F.SSMSI_COMMUNES: (F.SSMSI_DEPARTEMENTS, F.SSMSI_REGIONS),
    F.SSMSI_DEPARTEMENTS: (F.SSMSI_REGIONS,),
}
_CALCULES = (NiveauPerimetre.DEPARTEMENT, NiveauPerimetre.REGION, NiveauPerimetre.PAYS)


@dataclass
class Preparation:
    """Rows ready to be written, `reperes` still without their source's key."""

    lignes: list[LigneObservation] = field(default_factory=list)
    reperes: list[Repere] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)


def prepare(source: Source, suivis: Suivis) -> Preparation:
    """What the file of this source says of the places followed."""
    ready = Preparation()
    with entrepot.reading():
        _prepare(ready, source, suivis)
    ready.lignes = _without_lesser(ready.lignes, source)
    return ready


def _prepare(ready: Preparation, source: Source, suivis: Suivis) -> None:
    if source.famille in _INSEE:
        grandeur = Grandeur.objects.get(code=_INSEE[F(source.famille)])
        codes = [code for commune in suivis.communes for code in commune.codes]
        values = entrepot.values_of(source.empreinte, codes)
        ready.lignes = lines_of_values(values, suivis.communes, grandeur)
        return
    grandeurs = _grandeurs()
    if source.famille == F.SSMSI_COMMUNES:
        _prepare_communes(ready, source, suivis, grandeurs)
    else:
        _prepare_above(ready, source, suivis, grandeurs)


def _grandeurs() -> Grandeurs:
    return {row.code: row for row in Grandeur.objects.filter(nomenclature=Nomenclature.SSMSI)}


def _prepare_communes(
    ready: Preparation, source: Source, suivis: Suivis, grandeurs: Grandeurs
) -> None:
    seal = source.empreinte
    codes = [code for commune in suivis.communes for code in commune.codes]
    cells = entrepot.cells(seal, codes)
    partial = is_partial(source.code)
    ready.lignes = lines_of_communes(cells, suivis.communes, grandeurs, partielle=partial)
    totals = totals_of_communes(entrepot.totals(seal), suivis, grandeurs)
    ready.lignes += totals.lignes
    ready.avertissements += totals.avertissements
    ready.reperes = list(_landmarks(source, suivis, grandeurs))


def _prepare_above(
    ready: Preparation, source: Source, suivis: Suivis, grandeurs: Grandeurs
) -> None:
    cells = entrepot.cells(source.empreinte)
    above = source.famille == F.SSMSI_REGIONS
    places = suivis.regions if above else suivis.departements
    ready.lignes = [
        row
        for cell in cells
        if cell.code in places
        and (row := line_of(cell, places[cell.code], grandeurs[cell.grandeur]))
    ]
    if not above:
        ready.lignes += totals_of_departements(cells, suivis, grandeurs)


def _without_lesser(lignes: list[LigneObservation], source: Source) -> list[LigneObservation]:
    """Leave out what a better base of the same vintage, or of a newer one, already tells."""
    better = _MIEUX.get(source.famille)
    if not better:
        return lignes
    told = set(
        Observation.objects.filter(
            serie__code__in={row.serie.code for row in lignes},
            source__famille__in=better,
            source__rang__gte=source.rang,
        ).values_list("serie__code", "debut")
    )
    return [row for row in lignes if (row.serie.code, row.debut) not in told]


def _landmarks(source: Source, suivis: Suivis, grandeurs: Grandeurs) -> Iterable[Repere]:
    """Quartiles of the towns of the sizes followed; their list for the last year only."""
    sizes = {strate.code: strate for strate in _sizes(suivis)}
    if not sizes:
        return
    _, last = entrepot.span_of(source.empreinte)
    lists = {
        code: entrepot.companions(source.empreinte, strate, last)
        for code, strate in sizes.items()
    }
    for row in entrepot.quartiles(source.empreinte, sizes):
        members = lists[row.strate].get(row.grandeur, []) if row.annee == last else []
        yield Repere(
            source=source,
            grandeur=grandeurs[row.grandeur],
            strate=row.strate,
            annee=row.annee,
            communes=row.communes,
            publiees=row.publiees,
            quartile_1=row.quartile_1,
            mediane=row.mediane,
            quartile_3=row.quartile_3,
            liste=[
                [code, nom, population, None if taux is None else float(taux)]
                for code, nom, population, taux in members
            ],
        )


def _sizes(suivis: Suivis) -> set[Strate]:
    return {
        strate_of(commune.population)
        for commune in suivis.communes
        if commune.population is not None
    }


def write_prepared(source: Source, ready: Preparation) -> Decompte:
    """Write what was prepared; totals that may no longer be told go. Inside an action."""
    keys: set[tuple[Any, ...]] = {(row.serie.code, row.debut) for row in ready.lignes}
    stale = [
        row.pk
        for row in Observation.objects.filter(
            source=source, serie__perimetre__niveau__in=_CALCULES
        ).select_related("serie")
        if (row.serie.code, row.debut) not in keys
    ]
    Observation.objects.filter(pk__in=stale).delete()
    count = write_observations(source, ready.lignes)
    kept = set(Repere.objects.filter(source=source).values_list("strate", flat=True))
    for landmark in ready.reperes:
        landmark.source = source
    Repere.objects.bulk_create(row for row in ready.reperes if row.strate not in kept)
    return count


def prepare_commune(insee: str) -> Decompte:
    """Bring a commune newly followed to the database, from the files kept. In an action."""
    suivis = followed()
    if not any(insee in commune.codes for commune in suivis.communes):
        raise ValueError(insee)
    total = Decompte(0, 0, 0)
    for source in kept_sources():
        count = write_prepared(source, prepare(source, suivis))
        total = Decompte(*(a + b for a, b in zip(total, count, strict=True)))
    return total


def kept_sources() -> list[Source]:
    """The tables imported whose Parquet is there, the oldest vintage first."""
    rows = Source.objects.filter(famille__in=TABLES).exclude(empreinte="")
    return [
        row
        for row in rows.order_by("rang", "importee_le")
        if entrepot.files_of(row.empreinte).cellules.exists()
    ]
