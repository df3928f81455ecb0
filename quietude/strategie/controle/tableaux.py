"""Rules on the printed tables: totals, rates and evolutions recomputed from their own cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire.pack import Evolution, PackTableau, PartColonne, Rapport, Somme
from quietude.observatoire.statistiques import Justesse, french, judge, variation
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Endroit, Trouvaille, regle
from quietude.strategie.enums import Gravite


class _Grid:
    """Cells of a table by row and column; a cell that is not a number counts as absent."""

    def __init__(self, tableau: PackTableau) -> None:
        self.rows = {row.code: row for row in tableau.lignes}
        self.ranks = {row.code: rank for rank, row in enumerate(tableau.lignes)}
        self.columns = {column.code: column.libelle for column in tableau.colonnes}

    def number(self, row: str, column: str) -> Decimal | None:
        known = self.rows.get(row)
        value = known.valeurs.get(column) if known else None
        return value if isinstance(value, Decimal) else None

    def numbers(self, rows: list[str], column: str) -> list[Decimal]:
        found = (self.number(row, column) for row in rows)
        return [value for value in found if value is not None]

    def place(self, row: str, column: str) -> Endroit:
        return ("lignes", self.ranks[row], "valeurs", column)

    def title(self, row: str, column: str) -> str:
        return f"« {self.rows[row].libelle} », {self.columns.get(column, column)}"


@dataclass(frozen=True)
class _Cell:
    """A printed percentage and what its own figures give."""

    row: str
    column: str
    printed: Decimal
    exact: Decimal
    decimals: int
    how: str


def _sums(grid: _Grid, relation: Somme) -> Iterator[tuple[str, Decimal, Decimal]]:
    for column in relation.colonnes or grid.columns:
        total = grid.number(relation.cible, column)
        terms = grid.numbers(relation.termes, column)
        if total is not None and len(terms) >= 2 and sum(terms) != total:
            yield column, total, sum(terms, Decimal(0))


@regle(
    "TAB-SOMME",
    "Total faux",
    Gravite.ERREUR,
    "Les lignes d'un tableau ne donnent pas le total imprimé.",
)
def check_sums(pack: Pack) -> Iterator[Trouvaille]:
    for tableau in pack.all(PackTableau):
        grid = _Grid(tableau)
        sums = [relation for relation in tableau.relations if isinstance(relation, Somme)]
        for relation in sums:
            for column, printed, exact in _sums(grid, relation):
                gap = french(exact - printed)
                yield Trouvaille(
                    pack.path_of(tableau),
                    grid.place(relation.cible, column),
                    f"tableaux/{tableau.code}#{relation.cible}/{column}",
                    f"{tableau.titre} ({tableau.lieu}), {grid.title(relation.cible, column)} : "
                    f"les lignes donnent {french(exact)}, le total imprimé est "
                    f"{french(printed)} (écart {gap}).",
                    "Retrouver la ligne manquante ou corriger le total.",
                )


def _ratio(grid: _Grid, relation: Rapport) -> Iterator[_Cell]:
    for column in relation.colonnes or grid.columns:
        printed = grid.number(relation.cible, column)
        top = grid.number(relation.numerateur, column)
        bottom = grid.number(relation.denominateur, column)
        if printed is not None and top is not None and bottom:
            exact = relation.echelle * top / bottom
            how = f"{french(top)} / {french(bottom)}"
            yield _Cell(relation.cible, column, printed, exact, relation.decimales, how)


def _share(grid: _Grid, relation: PartColonne) -> Iterator[_Cell]:
    bottom = grid.number(relation.denominateur, relation.de)
    for row in relation.lignes or grid.rows:
        printed = grid.number(row, relation.cible)
        top = grid.number(row, relation.de)
        if printed is not None and top is not None and bottom:
            how = f"{french(top)} / {french(bottom)}"
            yield _Cell(
                row, relation.cible, printed, 100 * top / bottom, relation.decimales, how
            )


def _change(grid: _Grid, relation: Evolution) -> Iterator[_Cell]:
    for row in relation.lignes or grid.rows:
        printed = grid.number(row, relation.cible)
        before, after = grid.number(row, relation.de), grid.number(row, relation.a)
        if printed is None or before is None or after is None:
            continue
        exact = variation(before, after)
        if exact is not None:
            how = f"de {french(before)} à {french(after)}"
            yield _Cell(row, relation.cible, printed, exact, relation.decimales, how)


def _percentages(tableau: PackTableau, grid: _Grid) -> Iterator[_Cell]:
    for relation in tableau.relations:
        if isinstance(relation, Rapport):
            yield from _ratio(grid, relation)
        elif isinstance(relation, PartColonne):
            yield from _share(grid, relation)
        elif isinstance(relation, Evolution):
            yield from _change(grid, relation)


def _judged(pack: Pack, wanted: Justesse) -> Iterator[tuple[PackTableau, _Grid, _Cell]]:
    for tableau in pack.all(PackTableau):
        grid = _Grid(tableau)
        for cell in _percentages(tableau, grid):
            if judge(cell.printed, cell.exact, cell.decimals) is wanted:
                yield tableau, grid, cell


def _found(
    pack: Pack, tableau: PackTableau, grid: _Grid, cell: _Cell, end: str, suggestion: str
) -> Trouvaille:
    exact = french(cell.exact, cell.decimals)
    return Trouvaille(
        pack.path_of(tableau),
        grid.place(cell.row, cell.column),
        f"tableaux/{tableau.code}#{cell.row}/{cell.column}",
        f"{tableau.titre} ({tableau.lieu}), {grid.title(cell.row, cell.column)} : "
        f"{french(cell.printed)} imprimé, {cell.how} donne {exact}{end}",
        suggestion,
    )


@regle(
    "TAB-POURCENT",
    "Pourcentage que ses chiffres ne donnent pas",
    Gravite.ERREUR,
    "Un taux ou une évolution imprimés ne se retrouvent ni par arrondi ni par troncature.",
)
def check_percentages(pack: Pack) -> Iterator[Trouvaille]:
    for tableau, grid, cell in _judged(pack, Justesse.FAUSSE):
        yield _found(pack, tableau, grid, cell, ".", "Corriger le pourcentage ou le chiffre.")


@regle(
    "TAB-TRONQUE",
    "Pourcentage tronqué",
    Gravite.REMARQUE,
    "Le pourcentage imprimé est coupé au lieu d'être arrondi : l'écart est infime, mais il "
    "empêche de le recalculer.",
)
def check_truncated(pack: Pack) -> Iterator[Trouvaille]:
    for tableau, grid, cell in _judged(pack, Justesse.TRONQUEE):
        yield _found(pack, tableau, grid, cell, " arrondi (tronqué).", "Arrondir.")


@regle(
    "TAB-RELATION",
    "Relation vers une ligne absente",
    Gravite.ERREUR,
    "Une relation entre cellules vise une ligne ou une colonne que le tableau n'a pas : elle "
    "ne vérifie rien.",
)
def check_relations(pack: Pack) -> Iterator[Trouvaille]:
    for tableau in pack.all(PackTableau):
        grid = _Grid(tableau)
        for rank, relation in enumerate(tableau.relations):
            known = set(grid.rows) | set(grid.columns)
            for code in sorted(_named(relation) - known):
                yield Trouvaille(
                    pack.path_of(tableau),
                    ("relations", rank),
                    f"tableaux/{tableau.code}#relations/{rank + 1}",
                    f"{tableau.titre} : « {code} » n'est ni une ligne ni une colonne.",
                    "Corriger la relation.",
                )
        for row in tableau.lignes:
            for code in sorted(set(row.valeurs) - set(grid.columns)):
                yield Trouvaille(
                    pack.path_of(tableau),
                    ("lignes", grid.ranks[row.code], "valeurs", code),
                    f"tableaux/{tableau.code}#{row.code}/{code}",
                    f"{tableau.titre} : la colonne « {code} » n'existe pas.",
                    "Corriger le code de la colonne.",
                )


def _named(relation: Somme | Rapport | PartColonne | Evolution) -> set[str]:
    data = relation.model_dump(exclude={"type", "decimales", "echelle"})
    names: set[str] = set()
    for value in data.values():
        names.update(value if isinstance(value, list) else [value])
    return names
