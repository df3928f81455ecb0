"""What the files that are kept say of any commune of France, straight from Parquet."""

from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire import entrepot
from quietude.observatoire.enums import (
    EtatObservation,
    FamilleSource,
    NiveauPerimetre,
    Nomenclature,
)
from quietude.observatoire.imports.dispositions import is_partial
from quietude.observatoire.imports.lieux import CommuneSuivie, Suivis, follow
from quietude.observatoire.imports.lignes import LigneObservation
from quietude.observatoire.imports.ssmsi import Grandeurs, lines_of_communes
from quietude.observatoire.imports.totaux import totals_of_communes
from quietude.observatoire.models import Grandeur, Source
from quietude.observatoire.nomenclature import Strate, strate_of


@dataclass(frozen=True)
class Chiffre:
    """One figure: a number, a rate per 1,000, or neither when it is not published."""

    etat: str
    valeur: Decimal | None = None
    taux: Decimal | None = None
    denominateur: int | None = None
    denominateur_annee: int | None = None


@dataclass(frozen=True)
class ChiffreCommune:
    """The latest year of one quantity in a commune, beside what it compares with."""

    grandeur: Grandeur
    annee: int
    source: Source
    commune: Chiffre
    taille: entrepot.Quartiles | None = None
    departement: Chiffre | None = None
    region: Chiffre | None = None
    france: Chiffre | None = None


@dataclass(frozen=True)
class FicheCommune:
    """A commune, the size of towns it belongs to, and its figures in the usual order."""

    commune: CommuneSuivie
    strate: Strate | None
    chiffres: tuple[ChiffreCommune, ...]


def lire_commune(insee: str) -> FicheCommune | None:
    """The latest figures of a commune (of its heir when merged); None for an unknown code."""
    suivis = follow([insee])
    if not suivis.communes:
        return None
    commune = suivis.communes[0]
    strate = None if commune.population is None else strate_of(commune.population)
    grandeurs = {
        row.code: row for row in Grandeur.objects.filter(nomenclature=Nomenclature.SSMSI)
    }
    found: dict[str, ChiffreCommune] = {}
    with entrepot.reading():
        for source in _sources(FamilleSource.SSMSI_COMMUNES):
            for row in _read(source, suivis, strate, grandeurs):
                known = found.get(row.grandeur.code)
                if known is None or known.annee < row.annee:
                    found[row.grandeur.code] = row
    rank = list(grandeurs)
    rows = sorted(found.values(), key=lambda row: rank.index(row.grandeur.code))
    return FicheCommune(commune, strate, tuple(rows))


def lire_population(commune: CommuneSuivie) -> tuple[int, int] | None:
    """The last year of INSEE's own file, and the inhabitants; None when it is not imported."""
    for source in _sources(FamilleSource.POPULATIONS):
        rows = entrepot.values_of(source.empreinte, [commune.code])
        if rows:
            _, annee, habitants = rows[-1]
            return annee, habitants
    return None


def has_communal_base() -> bool:
    """Whether a base of every commune is there to answer."""
    return bool(_sources(FamilleSource.SSMSI_COMMUNES))


def _sources(famille: FamilleSource) -> list[Source]:
    """Files kept of this family, the newest vintage first."""
    rows = Source.objects.filter(famille=famille).exclude(empreinte="")
    return [
        row
        for row in rows.order_by("-rang", "-importee_le")
        if entrepot.files_of(row.empreinte).cellules.exists()
    ]


def _read(
    source: Source, suivis: Suivis, strate: Strate | None, grandeurs: Grandeurs
) -> list[ChiffreCommune]:
    seal = source.empreinte
    commune = suivis.communes[0]
    cells = entrepot.cells(seal, commune.codes)
    latest: dict[str, LigneObservation] = {}
    partial = is_partial(source.code)
    for row in lines_of_communes(cells, [commune], grandeurs, partielle=partial):
        known = latest.get(row.serie.grandeur)
        if known is None or known.debut < row.debut:
            latest[row.serie.grandeur] = row
    sizes = entrepot.quartiles(seal, [strate.code] if strate else [])
    same_size = {(row.grandeur, row.annee): row for row in sizes}
    years = {row.debut.year for row in latest.values()}
    above = _totals(seal, years, suivis, grandeurs)
    return [
        ChiffreCommune(
            grandeurs[code],
            row.debut.year,
            source,
            _figure(row),
            same_size.get((code, row.debut.year)),
            above.get((NiveauPerimetre.DEPARTEMENT, code, row.debut.year)),
            above.get((NiveauPerimetre.REGION, code, row.debut.year)),
            above.get((NiveauPerimetre.PAYS, code, row.debut.year)),
        )
        for code, row in latest.items()
    ]


def _totals(
    seal: str, annees: set[int], suivis: Suivis, grandeurs: Grandeurs
) -> dict[tuple[str, str, int], Chiffre]:
    """Totals above the commune: the same whichever commune of the place is asked for."""
    lines = totals_of_communes(entrepot.totals(seal, annees), suivis, grandeurs).lignes
    return {
        (row.serie.lieu.niveau, row.serie.grandeur, row.debut.year): _figure(row)
        for row in lines
    }


def _figure(row: LigneObservation) -> Chiffre:
    if row.etat != EtatObservation.PUBLIEE:
        return Chiffre(row.etat)
    rate = row.taux
    if rate is None and row.valeur is not None and row.denominateur:
        rate = row.valeur * 1000 / Decimal(row.denominateur)
    return Chiffre(row.etat, row.valeur, rate, row.denominateur, row.denominateur_annee)
