"""A published table, as the document prints it."""

from decimal import Decimal

from quietude.documents.contenu import Cellule, Colonne, Ligne, TableauDonnees
from quietude.observatoire.models import Tableau
from quietude.observatoire.pack import PackColonne, PackLigne, PackTableau, Somme
from quietude.observatoire.pack_section import read_tableau


def data_table(tableau: Tableau) -> TableauDonnees:
    """Columns, groups of rows, totals, source and notes."""
    pack = read_tableau(tableau)
    totals = {relation.cible for relation in pack.relations if isinstance(relation, Somme)}
    lines: list[Ligne] = []
    group = ""
    for row in pack.lignes:
        if row.groupe and row.groupe != group:
            lines.append(Ligne((row.groupe,), groupe=True))
        group = row.groupe
        lines.append(_line(row, pack, total=row.code in totals))
    source = (f"Source : {pack.source}",) if pack.source else ()
    unit = f" ({pack.unite})" if pack.unite else ""
    return TableauDonnees(
        (Colonne(""), *(_column(column, pack) for column in pack.colonnes)),
        tuple(lines),
        legende=f"{pack.titre}{unit}",
        notes=(*pack.notes, *source),
    )


def _column(column: PackColonne, pack: PackTableau) -> Colonne:
    values = [row.valeurs.get(column.code) for row in pack.lignes]
    textual = any(isinstance(value, str) and len(value) > 12 for value in values)
    unit = f" ({column.unite})" if column.unite and column.unite != pack.unite else ""
    return Colonne(f"{column.libelle}{unit}", nombre=not textual)


def _line(row: PackLigne, pack: PackTableau, *, total: bool) -> Ligne:
    unit = f" ({row.unite})" if row.unite and row.unite != pack.unite else ""
    cells: list[Cellule] = [f"{row.libelle}{unit}"]
    for column in pack.colonnes:
        value = row.valeurs.get(column.code)
        cells.append(Decimal(value) if isinstance(value, Decimal) else value)
    return Ligne(tuple(cells), total=total)
