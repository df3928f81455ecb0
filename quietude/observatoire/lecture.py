"""The published diagnosis as pages show it: cells aligned on columns, figures by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from quietude.observatoire.models import Affirmation, Chiffre, Tableau
from quietude.observatoire.pack import PackLigne, PackTableau
from quietude.observatoire.pack_section import read_tableau
from quietude.observatoire.statistiques import french


@dataclass(frozen=True)
class LigneLue:
    """A row ready to be shown: `groupe` is set on the first row of a group only."""

    libelle: str
    groupe: str
    unite: str
    cellules: list[str]
    total: bool


@dataclass(frozen=True)
class TableauLu:
    """A table ready to be shown."""

    tableau: Tableau
    contenu: PackTableau
    lignes: list[LigneLue]


def _cell(row: PackLigne, column: str) -> str:
    value = row.valeurs.get(column)
    if value is None:
        return ""
    return french(value) if isinstance(value, Decimal) else value


def read_lines(contenu: PackTableau) -> list[LigneLue]:
    """Rows in print order, one text cell per column; a cell that was not printed is empty."""
    totals = {relation.cible for relation in contenu.relations if relation.type == "somme"}
    lines, group = [], ""
    for row in contenu.lignes:
        lines.append(
            LigneLue(
                libelle=row.libelle,
                groupe=row.groupe if row.groupe != group else "",
                unite=row.unite,
                cellules=[_cell(row, column.code) for column in contenu.colonnes],
                total=row.code in totals,
            )
        )
        group = row.groupe
    return lines


def read_for_page(tableau: Tableau) -> TableauLu:
    contenu = read_tableau(tableau)
    return TableauLu(tableau, contenu, read_lines(contenu))


def place_key(lieu: str) -> tuple[int, ...]:
    """ "2.10" after "2.9"."""
    return tuple(int(part) for part in lieu.split(".") if part.isdigit())


@dataclass(frozen=True)
class Endroit:
    """What one place of the document prints."""

    lieu: str
    tableaux: list[Tableau]
    chiffres: list[Chiffre]
    affirmations: list[Affirmation]


def by_place(recueil: str) -> Iterator[Endroit]:
    """Everything printed, place by place, in the order of the document (three queries)."""
    rows: list[Tableau | Chiffre | Affirmation] = [
        *Tableau.objects.filter(recueil=recueil),
        *Chiffre.objects.filter(recueil=recueil),
        *Affirmation.objects.filter(recueil=recueil),
    ]
    rows.sort(key=lambda row: (place_key(row.lieu), row.lieu))
    for lieu, group in groupby(rows, key=lambda row: row.lieu):
        found = list(group)
        yield Endroit(
            lieu,
            [row for row in found if isinstance(row, Tableau)],
            [row for row in found if isinstance(row, Chiffre)],
            [row for row in found if isinstance(row, Affirmation)],
        )


def recueils() -> list[str]:
    """The documents whose diagnosis is here, the latest first."""
    codes = {*Tableau.objects.values_list("recueil", flat=True).distinct()}
    codes |= {*Chiffre.objects.values_list("recueil", flat=True).distinct()}
    return sorted(codes, reverse=True)
