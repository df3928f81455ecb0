"""Printed figures by the reference that names them: pure functions on tables and figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire.pack import PackChiffre, PackColonne, PackLigne, PackTableau
from quietude.socle.pack.champs import Periode


@dataclass(frozen=True)
class Cellule:
    """A figure that the document prints, with what it counts and when, as far as it says."""

    reference: str
    valeur: Decimal
    unite: str
    periode: Periode | None
    lieu: str
    source: str = ""


class Imprimes:
    """Everything that one document prints, found by reference."""

    def __init__(
        self, tableaux: Iterable[PackTableau], chiffres: Iterable[PackChiffre]
    ) -> None:
        self._tableaux = {tableau.code: tableau for tableau in tableaux}
        self._chiffres = {chiffre.code: chiffre for chiffre in chiffres}

    def find(self, reference: str) -> list[Cellule]:
        """The figures of this reference: one, or every dated cell of a row; none if unknown."""
        name, *rest = reference.split(":")
        if not rest:
            known = self._chiffres.get(name)
            return [_of_figure(known)] if known else []
        tableau = self._tableaux.get(name)
        row = next((r for r in tableau.lignes if r.code == rest[0]), None) if tableau else None
        if tableau is None or row is None:
            return []
        return list(_of_row(tableau, row, rest[1:]))

    def every(self, references: Sequence[str]) -> list[Cellule]:
        """Dated figures of these references, the first one of each span."""
        found: dict[Periode, Cellule] = {}
        for reference in references:
            for cell in self.find(reference):
                if cell.periode is not None:
                    found.setdefault(cell.periode, cell)
        return [found[span] for span in sorted(found, key=lambda span: (span.debut, span.fin))]


def _of_figure(chiffre: PackChiffre) -> Cellule:
    return Cellule(chiffre.code, chiffre.valeur, chiffre.unite, chiffre.periode, chiffre.lieu)


def _of_row(tableau: PackTableau, row: PackLigne, columns: list[str]) -> Iterator[Cellule]:
    for column in tableau.colonnes:
        value = row.valeurs.get(column.code)
        span = row.periode or column.periode
        wanted = column.code in columns if columns else span is not None
        if wanted and isinstance(value, Decimal):
            yield Cellule(
                f"{tableau.code}:{row.code}:{column.code}",
                value,
                _unit(tableau, row, column),
                span,
                tableau.lieu,
                tableau.source,
            )


def _unit(tableau: PackTableau, row: PackLigne, column: PackColonne) -> str:
    return row.unite or column.unite or tableau.unite
