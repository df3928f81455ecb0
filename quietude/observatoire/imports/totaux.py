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
from quietude.observatoire.imports.secret import choose
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
    for row in totals:
        if grandeurs[row.grandeur].additive and row.complet and row.calculable:
            kept.setdefault((row.grandeur, row.annee), {})[row.code] = row
    hidden: dict[str, set[str]] = {}
    for (code, annee), rows in sorted(kept.items()):
        shown = _shown(rows, suivis)
        for lieu, parts in shown:
            result.lignes.append(total_line(grandeurs, code, annee, lieu, parts))
        told = {lieu for lieu, _ in shown}
        for name in suivis.departements.keys() & rows.keys():
            if suivis.departements[name] not in told:
                hidden.setdefault(name, set()).add(f"{grandeurs[code].libelle} ({annee})")
    for code, names in sorted(hidden.items()):
        result.avertissements.append(
            f"{suivis.departements[code].nom} : pas de total pour {', '.join(sorted(names))}, "
            "qui donnerait par soustraction une commune non diffusée."
        )
    return result


def _shown(
    rows: dict[str, TotalDepartement], suivis: Suivis
) -> list[tuple[Lieu, list[TotalDepartement]]]:
    """Places followed whose total may be told: the same ones whoever follows what."""
    told = choose({code: row.retenues for code, row in rows.items()}, suivis.france)
    shown = [
        (lieu, [rows[code]])
        for code, lieu in suivis.departements.items()
        if code in told.departements
    ]
    for region, lieu in suivis.regions.items():
        if region in told.regions:
            inside = sorted(code for code, place in suivis.france.items() if place == region)
            shown.append((lieu, [rows[code] for code in inside]))
    if suivis.communes and told.france:
        shown.append((FRANCE, [rows[code] for code in sorted(suivis.france)]))
    return shown


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
