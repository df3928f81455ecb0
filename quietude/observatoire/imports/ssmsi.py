"""Cells of the SSMSI's bases as figures of the places followed."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby

from quietude.observatoire.entrepot import Cellule
from quietude.observatoire.enums import Base, EtatObservation
from quietude.observatoire.imports.lieux import CommuneSuivie
from quietude.observatoire.imports.lignes import CleSerie, Lieu, LigneObservation, code_of
from quietude.observatoire.models import Grandeur

Grandeurs = Mapping[str, Grandeur]


def line(
    grandeur: Grandeur,
    lieu: Lieu,
    annee: int,
    *,
    valeur: Decimal | int | None = None,
    taux: Decimal | None = None,
    etat: str = EtatObservation.PUBLIEE,
    denominateur: int | None = None,
    denominateur_annee: int | None = None,
    note: str = "",
) -> LigneObservation:
    """A figure of one quantity, in one place, over one year."""
    return LigneObservation(
        CleSerie(
            code=code_of(grandeur.code, lieu),
            libelle=grandeur.libelle,
            lieu=lieu,
            unite=grandeur.unite,
            base=grandeur.base,
            grandeur=grandeur.code,
        ),
        date(annee, 1, 1),
        date(annee, 12, 31),
        valeur=None if valeur is None else Decimal(valeur),
        taux=taux,
        etat=etat,
        denominateur=denominateur,
        denominateur_annee=denominateur_annee,
        note=note,
    )


def lines_of_communes(
    cells: Iterable[Cellule],
    communes: Iterable[CommuneSuivie],
    grandeurs: Grandeurs,
    *,
    partielle: bool = False,
) -> list[LigneObservation]:
    """What a communal base says of these communes. `partielle`: the withheld are left out."""
    by_code: dict[str, list[Cellule]] = {}
    for cell in cells:
        by_code.setdefault(cell.code, []).append(cell)
    found: list[LigneObservation] = []
    for commune in communes:
        # The arrondissements of a town are in the town already.
        codes = [commune.code, *sorted(commune.reunies)]
        own = [cell for code in codes for cell in by_code.get(code, ())]
        found += _lines_of_commune(own, commune, grandeurs, partielle)
    return found


def _lines_of_commune(
    cells: list[Cellule], commune: CommuneSuivie, grandeurs: Grandeurs, partielle: bool
) -> list[LigneObservation]:
    if partielle and any(cell.code != commune.code for cell in cells):
        return []  # of the merged communes, those that are not named may be withheld
    found = []
    ordered = sorted(cells, key=lambda cell: (cell.grandeur, cell.annee))
    for (code, _), group in groupby(ordered, key=lambda cell: (cell.grandeur, cell.annee)):
        parts = list(group)
        if all(part.code != commune.code for part in parts):
            continue
        alone = len(parts) == 1
        row = (
            line_of(parts[0], commune.lieu, grandeurs[code])
            if alone
            else _merged(parts, commune.lieu, grandeurs[code])
        )
        found += [row] if row else []
    return found


def line_of(cell: Cellule, lieu: Lieu, grandeur: Grandeur) -> LigneObservation | None:
    """A cell as a figure; None when the file says nothing. A withheld one has no number."""
    if cell.diffuse is None:
        return None
    if not cell.diffuse:
        return line(grandeur, lieu, cell.annee, etat=EtatObservation.NON_DIFFUSEE)
    base, base_year = base_of(cell, grandeur)
    return line(
        grandeur,
        lieu,
        cell.annee,
        valeur=cell.nombre,
        taux=cell.taux,
        denominateur=base,
        denominateur_annee=base_year,
    )


def base_of(cell: Cellule, grandeur: Grandeur) -> tuple[int | None, int | None]:
    """What the rate divides by, and its vintage: dwellings for burglaries, else people."""
    if grandeur.base == Base.LOGEMENTS:
        return cell.log, cell.log_annee
    return cell.pop, cell.pop_annee


def _merged(parts: list[Cellule], lieu: Lieu, grandeur: Grandeur) -> LigneObservation | None:
    """The sum over communes that are one today; unknown as soon as one of them is."""
    year = parts[0].annee
    if any(part.diffuse is False for part in parts):
        return line(grandeur, lieu, year, etat=EtatObservation.NON_DIFFUSEE)
    numbers = [part.nombre for part in parts if part.nombre is not None]
    if not grandeur.additive or len(numbers) != len(parts):
        return None
    bases = [base_of(part, grandeur) for part in parts]
    known = [base for base, _ in bases if base is not None]
    years = {base_year for _, base_year in bases}
    complete = len(known) == len(parts) and len(years) == 1
    return line(
        grandeur,
        lieu,
        year,
        valeur=sum(numbers),
        denominateur=sum(known) if complete else None,
        denominateur_annee=years.pop() if complete else None,
        note=f"Somme des {len(parts)} communes aujourd’hui réunies.",
    )
