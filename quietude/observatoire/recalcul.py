"""Printed figures computed again from those they come from: pure functions on a pack."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from quietude.observatoire.cellules import Cellule, Imprimes
from quietude.observatoire.pack import (
    Calcul,
    CalculDifference,
    CalculRapport,
    CalculReprise,
    CalculSomme,
    Evolution,
    PackChiffre,
    PackChiffres,
    PackLigne,
    PackTableau,
    PartColonne,
    Progression,
    Rapport,
    Somme,
)
from quietude.observatoire.statistiques import Justesse, french, judge, variation
from quietude.socle.pack.contenu import Pack

_EXACT = 4  # digits that a printed figure may have after the comma


@dataclass(frozen=True)
class Recalcul:
    """What is printed, what its own figures give, and how."""

    imprime: Decimal
    exact: Decimal
    decimales: int
    comment: str
    reprise: bool = field(default=False, kw_only=True)  # printed elsewhere, not computed

    @property
    def justesse(self) -> Justesse:
        return judge(self.imprime, self.exact, self.decimales)

    @property
    def precis(self) -> str:
        """What the computation gives, with a digit or two more."""
        return french(round(self.exact, max(self.decimales, 2)))

    @property
    def donne(self) -> str:
        """What the computation gives, as it should have been printed."""
        whole = self.decimales == _EXACT
        return french(self.exact, None if whole else self.decimales)


@dataclass(frozen=True)
class RecalculCellule(Recalcul):
    """That of a cell; the target of a sum is a total, of any other relation a percentage."""

    ligne: str
    colonne: str
    somme: bool = False


class Cases:
    """Cells of a table by row and column; a cell that is not a number counts as absent."""

    def __init__(self, tableau: PackTableau) -> None:
        self.rows = {row.code: row for row in tableau.lignes}
        self.columns = {column.code: column for column in tableau.colonnes}

    def number(self, row: str, column: str) -> Decimal | None:
        known = self.rows.get(row)
        value = known.valeurs.get(column) if known else None
        return value if isinstance(value, Decimal) else None

    def numbers(self, rows: list[str], column: str) -> list[Decimal]:
        found = (self.number(row, column) for row in rows)
        return [value for value in found if value is not None]

    def title(self, row: str, column: str) -> str:
        known = self.columns.get(column)
        return f"« {self.rows[row].libelle} », {known.libelle if known else column}"


def recompute_table(tableau: PackTableau) -> Iterator[RecalculCellule]:
    """Every cell that a relation lets compute again, relation by relation."""
    cells = Cases(tableau)
    for relation in tableau.relations:
        match relation:
            case Somme():
                yield from _sums(cells, relation)
            case Rapport():
                yield from _ratios(cells, relation)
            case PartColonne():
                yield from _shares(cells, relation)
            case Evolution():
                yield from _changes(cells, relation)
            case Progression():
                yield from _steps(cells, relation)


def _sums(cells: Cases, relation: Somme) -> Iterator[RecalculCellule]:
    for column in relation.colonnes or cells.columns:
        total = cells.number(relation.cible, column)
        terms = cells.numbers(relation.termes, column)
        if total is not None and len(terms) >= 2:
            exact = sum(terms, Decimal(0))
            yield RecalculCellule(
                total, exact, _EXACT, _added(terms), relation.cible, column, somme=True
            )


def _added(terms: Iterable[Decimal]) -> str:
    return " + ".join(map(french, terms))


def _ratios(cells: Cases, relation: Rapport) -> Iterator[RecalculCellule]:
    for column in relation.colonnes or cells.columns:
        printed = cells.number(relation.cible, column)
        top = cells.number(relation.numerateur, column)
        bottom = cells.number(relation.denominateur, column)
        if printed is not None and top is not None and bottom:
            exact, how = _divided(top, bottom, relation.echelle)
            yield RecalculCellule(
                printed, exact, relation.decimales, how, relation.cible, column
            )


def _divided(top: Decimal, bottom: Decimal, scale: int = 100) -> tuple[Decimal, str]:
    return scale * top / bottom, f"{french(top)} / {french(bottom)}"


def _shares(cells: Cases, relation: PartColonne) -> Iterator[RecalculCellule]:
    bottom = cells.number(relation.denominateur, relation.de)
    for row in relation.lignes or cells.rows:
        printed = cells.number(row, relation.cible)
        top = cells.number(row, relation.de)
        if printed is not None and top is not None and bottom:
            exact, how = _divided(top, bottom)
            yield RecalculCellule(printed, exact, relation.decimales, how, row, relation.cible)


def _changes(cells: Cases, relation: Evolution) -> Iterator[RecalculCellule]:
    for row in relation.lignes or cells.rows:
        before, after = cells.number(row, relation.de), cells.number(row, relation.a)
        yield from _changed(cells, relation, row, before, after)


def _steps(cells: Cases, relation: Progression) -> Iterator[RecalculCellule]:
    before: Decimal | None = None
    for row in cells.rows:
        after = cells.number(row, relation.de)
        if row in (relation.lignes or cells.rows):
            yield from _changed(cells, relation, row, before, after)
        before = after


def _changed(
    cells: Cases,
    relation: Evolution | Progression,
    row: str,
    before: Decimal | None,
    after: Decimal | None,
) -> Iterator[RecalculCellule]:
    printed = cells.number(row, relation.cible)
    if printed is None or before is None or after is None:
        return
    exact = variation(before, after)
    if exact is not None:
        how = f"de {french(before)} à {french(after)}"
        yield RecalculCellule(printed, exact, relation.decimales, how, row, relation.cible)


def printed_in(pack: Pack) -> Imprimes:
    """Everything that the document of this pack prints, by reference."""
    return Imprimes(
        pack.all(PackTableau),
        (chiffre for sheet in pack.all(PackChiffres) for chiffre in sheet.chiffres),
    )


def find_one(imprimes: Imprimes, reference: str | None) -> Cellule | None:
    """The figure of this reference, None when there is none or when it names several."""
    found = imprimes.find(reference) if reference else []
    return found[0] if len(found) == 1 else None


def unresolved(chiffre: PackChiffre, imprimes: Imprimes) -> list[str]:
    """References of its computation that nothing printed answers to."""
    calcul = chiffre.calcul
    named = references_of(calcul) if calcul else []
    return [name for name in named if find_one(imprimes, name) is None]


def references_of(calcul: Calcul) -> list[str]:
    match calcul:
        case CalculRapport():
            return [calcul.numerateur, calcul.denominateur]
        case CalculSomme():
            return calcul.termes
        case CalculDifference():
            return [calcul.de, calcul.a]
        case CalculReprise():
            return [calcul.de]


def recompute_figure(chiffre: PackChiffre, imprimes: Imprimes) -> Recalcul | None:
    """What the figures it is computed from give; None when one of them is unknown."""
    calcul = chiffre.calcul
    if calcul is None:
        return None
    found = [find_one(imprimes, name) for name in references_of(calcul)]
    values = [cell.valeur for cell in found if cell is not None]
    if len(values) < len(found):
        return None
    match calcul:
        case CalculRapport():
            return _of_ratio(chiffre, calcul, *values)
        case CalculSomme():
            exact = sum(values, Decimal(0))
            return Recalcul(chiffre.valeur, exact, _EXACT, _added(values))
        case CalculDifference():
            de, a = values
            how = f"{french(a)} − {french(de)}"
            return Recalcul(chiffre.valeur, a - de, calcul.decimales, how)
        case CalculReprise():
            where = found[0].lieu if found[0] else ""
            how = f"imprimé en {where}"
            return Recalcul(chiffre.valeur, values[0], _EXACT, how, reprise=True)


def _of_ratio(
    chiffre: PackChiffre, calcul: CalculRapport, top: Decimal, bottom: Decimal
) -> Recalcul | None:
    if not bottom:
        return None
    exact, how = _divided(top, bottom, calcul.echelle)
    return Recalcul(chiffre.valeur, exact, calcul.decimales, how)


def unit_of(tableau: PackTableau, row: PackLigne, column: str) -> str:
    """The unit of a cell: its row's, its column's, or that of the table."""
    known = Cases(tableau).columns.get(column)
    return row.unite or (known.unite if known else "") or tableau.unite
