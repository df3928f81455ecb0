"""Rules on the printed tables: totals, rates and evolutions recomputed from their own cells."""

from collections.abc import Iterator

from quietude.observatoire.pack import PackTableau, Relation
from quietude.observatoire.recalcul import Cases, RecalculCellule, recompute_table
from quietude.observatoire.statistiques import Justesse, french
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Endroit, Trouvaille, regle
from quietude.strategie.enums import Gravite


def _found(
    pack: Pack, tableau: PackTableau, cell: RecalculCellule, message: str, suggestion: str
) -> Trouvaille:
    title = Cases(tableau).title(cell.ligne, cell.colonne)
    return Trouvaille(
        pack.path_of(tableau),
        _place(tableau, cell.ligne, cell.colonne),
        f"tableaux/{tableau.code}#{cell.ligne}/{cell.colonne}",
        f"{tableau.titre} ({tableau.lieu}), {title} : {message}",
        suggestion,
    )


def _place(tableau: PackTableau, row: str, column: str) -> Endroit:
    rank = next(rank for rank, line in enumerate(tableau.lignes) if line.code == row)
    return ("lignes", rank, "valeurs", column)


def _cells(
    pack: Pack, wanted: Justesse, *, sums: bool = False
) -> Iterator[tuple[PackTableau, RecalculCellule]]:
    for tableau in pack.all(PackTableau):
        for cell in recompute_table(tableau):
            if cell.somme is sums and cell.justesse is wanted:
                yield tableau, cell


@regle(
    "TAB-SOMME",
    "Total faux",
    Gravite.ERREUR,
    "Les lignes d'un tableau ne donnent pas le total imprimé.",
)
def check_sums(pack: Pack) -> Iterator[Trouvaille]:
    for tableau, cell in _cells(pack, Justesse.FAUSSE, sums=True):
        yield _found(
            pack,
            tableau,
            cell,
            f"les lignes donnent {cell.donne}, le total imprimé est {french(cell.imprime)} "
            f"(écart {french(cell.exact - cell.imprime)}).",
            "Retrouver la ligne manquante ou corriger le total.",
        )


@regle(
    "TAB-POURCENT",
    "Pourcentage que ses chiffres ne donnent pas",
    Gravite.ERREUR,
    "Un taux ou une évolution imprimés ne se retrouvent ni par arrondi ni par troncature.",
)
def check_percentages(pack: Pack) -> Iterator[Trouvaille]:
    for tableau, cell in _cells(pack, Justesse.FAUSSE):
        said = f"{french(cell.imprime)} imprimé, {cell.comment} donne {cell.donne}."
        yield _found(pack, tableau, cell, said, "Corriger le pourcentage ou le chiffre.")


@regle(
    "TAB-TRONQUE",
    "Pourcentage tronqué",
    Gravite.REMARQUE,
    "Le pourcentage imprimé est coupé au lieu d'être arrondi : l'écart est infime, mais il "
    "empêche de le recalculer.",
)
def check_truncated(pack: Pack) -> Iterator[Trouvaille]:
    for tableau, cell in _cells(pack, Justesse.TRONQUEE):
        said = (
            f"{french(cell.imprime)} imprimé, {cell.comment} donne {cell.donne} arrondi "
            "(tronqué)."
        )
        yield _found(pack, tableau, cell, said, "Arrondir.")


@regle(
    "TAB-RELATION",
    "Relation vers une ligne absente",
    Gravite.ERREUR,
    "Une relation entre cellules vise une ligne ou une colonne que le tableau n'a pas : elle "
    "ne vérifie rien.",
)
def check_relations(pack: Pack) -> Iterator[Trouvaille]:
    for tableau in pack.all(PackTableau):
        columns = {column.code for column in tableau.colonnes}
        known = columns | {row.code for row in tableau.lignes}
        for rank, relation in enumerate(tableau.relations):
            for code in sorted(_named(relation) - known):
                yield Trouvaille(
                    pack.path_of(tableau),
                    ("relations", rank),
                    f"tableaux/{tableau.code}#relations/{rank + 1}",
                    f"{tableau.titre} : « {code} » n'est ni une ligne ni une colonne.",
                    "Corriger la relation.",
                )
        for row in tableau.lignes:
            for code in sorted(set(row.valeurs) - columns):
                yield Trouvaille(
                    pack.path_of(tableau),
                    _place(tableau, row.code, code),
                    f"tableaux/{tableau.code}#{row.code}/{code}",
                    f"{tableau.titre} : la colonne « {code} » n'existe pas.",
                    "Corriger le code de la colonne.",
                )


def _named(relation: Relation) -> set[str]:
    data = relation.model_dump(exclude={"type", "decimales", "echelle"})
    names: set[str] = set()
    for value in data.values():
        names.update(value if isinstance(value, list) else [value])
    return names
