"""Figures of a département, a region, France, when the file gives only their parts.

For a communal base, the producer's own method: what is published, plus, for each withheld
commune, its inhabitants times the mean of the withheld ones. Only what adds up is added, and
nothing that would give a withheld commune by subtraction is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from quietude.observatoire.entrepot import Cellule, TotalDepartement
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.imports.lieux import FRANCE, Suivis
from quietude.observatoire.imports.lignes import Lieu, LigneObservation
from quietude.observatoire.imports.secret import safe
from quietude.observatoire.imports.ssmsi import Grandeurs, base_of, line

METHODE = (
    "Calculé à partir de la base communale, par la méthode du producteur : communes diffusées, "
    "plus la moyenne du département pour chaque commune non diffusée."
)
_SOMME = "Somme des départements, calculée."


@dataclass
class Totaux:
    """Computed figures, and why some are missing."""

    lignes: list[LigneObservation] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)


def totals_of_communes(
    totals: Iterable[TotalDepartement], suivis: Suivis, grandeurs: Grandeurs
) -> Totaux:
    """Totals of the places followed, from the sums of a communal base."""
    result = Totaux()
    kept: dict[tuple[str, int], dict[str, TotalDepartement]] = {}
    hidden: dict[str, set[str]] = {}
    for row in totals:
        grandeur = grandeurs[row.grandeur]
        if not (grandeur.additive and row.complet and row.calculable):
            continue
        kept.setdefault((row.grandeur, row.annee), {})[row.code] = row
        if row.code in suivis.departements and not safe(row.retenues):
            hidden.setdefault(row.code, set()).add(f"{grandeur.libelle} ({row.annee})")
    for (code, annee), rows in sorted(kept.items()):
        for lieu, parts in _shown(rows, suivis):
            result.lignes.append(total_line(grandeurs, code, annee, lieu, parts))
    for code, names in sorted(hidden.items()):
        result.avertissements.append(
            f"{suivis.departements[code].nom} : pas de total pour {', '.join(sorted(names))}, "
            "qui donnerait par soustraction une commune non diffusée."
        )
    return result


def _shown(
    rows: dict[str, TotalDepartement], suivis: Suivis
) -> list[tuple[Lieu, list[TotalDepartement]]]:
    """Places whose total may be told, once the smaller totals that are told are taken away."""
    shown: list[tuple[Lieu, list[TotalDepartement]]] = []
    told: set[str] = set()  # départements whose withheld communes a reader can set apart
    for code, lieu in suivis.departements.items():
        if code in rows and safe(rows[code].retenues):
            shown.append((lieu, [rows[code]]))
            told.add(code)
    for code, lieu in suivis.regions.items():
        expected = {name for name, region in suivis.france.items() if region == code}
        if _may_sum(expected, rows, told):
            shown.append((lieu, [rows[name] for name in sorted(expected)]))
    covered = {part.code for _, parts in shown for part in parts}
    if suivis.communes and _may_sum(set(suivis.france), rows, covered):
        shown.append((FRANCE, [rows[name] for name in sorted(suivis.france)]))
    return shown


def _may_sum(expected: set[str], rows: dict[str, TotalDepartement], told: set[str]) -> bool:
    if not expected or not expected <= set(rows):
        return False
    return safe(sum(rows[name].retenues for name in expected - told))


def total_line(
    grandeurs: Grandeurs,
    code: str,
    annee: int,
    lieu: Lieu,
    parts: list[TotalDepartement],
    note: str = METHODE,
) -> LigneObservation:
    """The sum of these parts, with their base when all have one of the same year."""
    total = Decimal(sum(part.total or 0 for part in parts))
    bases = [part.base for part in parts if part.base is not None]
    years = {part.base_annee for part in parts}
    complete = len(bases) == len(parts) and len(years) == 1
    return line(
        grandeurs[code],
        lieu,
        annee,
        valeur=total.quantize(Decimal(1), rounding=ROUND_HALF_UP),
        denominateur=sum(bases) if complete else None,
        denominateur_annee=years.pop() if complete else None,
        note=note,
    )


def totals_of_departements(
    cells: Iterable[Cellule], suivis: Suivis, grandeurs: Grandeurs
) -> list[LigneObservation]:
    """Regions followed and France, summed from a départemental base."""
    by_key: dict[tuple[str, int], dict[str, TotalDepartement]] = {}
    for cell in cells:
        grandeur = grandeurs[cell.grandeur]
        if grandeur.additive and cell.nombre is not None:
            base, year = base_of(cell, grandeur)
            by_key.setdefault((cell.grandeur, cell.annee), {})[cell.code] = TotalDepartement(
                cell.code,
                suivis.france.get(cell.code, ""),
                cell.annee,
                cell.grandeur,
                complet=True,
                retenues=0,
                calculable=True,
                total=float(cell.nombre),
                base=base,
                base_annee=year,
            )
    return [
        total_line(grandeurs, code, annee, lieu, parts, _SOMME)
        for (code, annee), rows in sorted(by_key.items())
        for lieu, parts in _shown(rows, suivis)
        if lieu.niveau != NiveauPerimetre.DEPARTEMENT
    ]
