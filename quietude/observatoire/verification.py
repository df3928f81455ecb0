"""Every figure that a document prints, computed again where what it prints allows it.

Pure functions on a pack: cells of tables, figures of the text, claims. Nothing is corrected.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from quietude.observatoire.affirmations import TAUX
from quietude.observatoire.cellules import Imprimes
from quietude.observatoire.enums import VerdictChiffre
from quietude.observatoire.models import Rupture
from quietude.observatoire.pack import PackChiffre, PackChiffres, PackTableau
from quietude.observatoire.recalcul import (
    Cases,
    Recalcul,
    RecalculCellule,
    printed_in,
    recompute_figure,
    recompute_table,
)
from quietude.observatoire.statistiques import Justesse, french
from quietude.observatoire.verification_affirmations import verify_claims
from quietude.observatoire.verifie import Verifie, dated, of_recalcul, with_unit
from quietude.socle.pack.contenu import Pack

V = VerdictChiffre
_NUMERO = re.compile(r"(\d+(?:\.\d+)*)\b")
_FICHE = re.compile(r"action (\d+)\b")
_GRAVITE = [V.FAUX, V.TRONQUE, V.ARRONDI, V.EXACT]  # of a cell that two relations give


def verify(pack: Pack, ruptures: Iterable[Rupture]) -> list[Verifie]:
    """Everything printed with its verdict, in the order of the document."""
    imprimes = printed_in(pack)
    rows = [
        *(row for tableau in pack.all(PackTableau) for row in _table(tableau)),
        *_figures(pack, imprimes),
        *verify_claims(pack, imprimes, ruptures),
    ]
    return sorted(rows, key=lambda row: place_rank(row.lieu))


def count_verdicts(rows: Iterable[Verifie]) -> dict[VerdictChiffre, int]:
    """How many of each verdict, in the order of the list of verdicts."""
    seen = Counter(row.verdict for row in rows)
    return {verdict: seen[verdict] for verdict in V if seen[verdict]}


def place_rank(lieu: str) -> tuple[int, tuple[int, ...], str]:
    """2.9 before 2.10, sections before sheets, sheets before the rest."""
    if sheet := _FICHE.match(lieu):
        return 1, (int(sheet[1]),), lieu
    if number := _NUMERO.match(lieu):
        return 0, tuple(map(int, number[1].split("."))), ""
    return 2, (), lieu


def _table(tableau: PackTableau) -> Iterator[Verifie]:
    cells, found = Cases(tableau), _gravest(tableau)
    for row in tableau.lignes:
        for column in tableau.colonnes:
            value = cells.number(row.code, column.code)
            if value is None:
                continue
            unit = row.unite or column.unite or tableau.unite
            again = found.get((row.code, column.code))
            label = (tableau.titre, row.groupe, row.libelle, column.libelle)
            yield Verifie(
                tableau.lieu,
                "Tableau",
                f"tableaux/{tableau.code}#{row.code}/{column.code}",
                ", ".join(filter(None, label)),
                with_unit(value, unit),
                *(of_recalcul(again, unit) if again else _alone(unit)),
            )


def _gravest(tableau: PackTableau) -> dict[tuple[str, str], RecalculCellule]:
    found: dict[tuple[str, str], RecalculCellule] = {}
    for cell in recompute_table(tableau):
        known = found.get((cell.ligne, cell.colonne))
        if known is None or _weight(cell) < _weight(known):
            found[cell.ligne, cell.colonne] = cell
    return found


def _weight(cell: Recalcul) -> int:
    return _GRAVITE.index(of_recalcul(cell, "")[1])


def _alone(unit: str) -> tuple[str, VerdictChiffre, str]:
    """A figure that no other gives: a share needs its numbers, a number is what it is."""
    if unit in TAUX:
        return "", V.NON_RECALCULABLE, "les nombres ne sont pas imprimés"
    return "", V.DONNE, ""


def _figures(pack: Pack, imprimes: Imprimes) -> Iterator[Verifie]:
    figures = [chiffre for sheet in pack.all(PackChiffres) for chiffre in sheet.chiffres]
    groups: dict[tuple[str, object], list[PackChiffre]] = {}
    for chiffre in figures:
        groups.setdefault((chiffre.grandeur, chiffre.periode), []).append(chiffre)
    for chiffre in figures:
        same = groups[chiffre.grandeur, chiffre.periode]
        yield Verifie(
            chiffre.lieu,
            "Chiffre",
            f"chiffres#{chiffre.code}",
            dated(chiffre.libelle, chiffre.periode),
            with_unit(chiffre.valeur, chiffre.unite),
            *_figure(chiffre, same, imprimes),
        )


def _figure(
    chiffre: PackChiffre, same: list[PackChiffre], imprimes: Imprimes
) -> tuple[str, VerdictChiffre, str]:
    others = [other for other in same if other is not chiffre]
    if any(other.valeur != chiffre.valeur for other in others):
        said = ", ".join(f"{french(other.valeur)} en {other.lieu}" for other in others)
        return "", V.DEUX_VALEURS, f"aussi\u202f: {said}"
    again = recompute_figure(chiffre, imprimes)
    if again is not None:
        return (
            _repeated(again, chiffre.unite)
            if again.reprise
            else of_recalcul(again, chiffre.unite)
        )
    if chiffre.calcul is not None:
        return "", V.NON_RECALCULABLE, "un des chiffres dont il vient n’est pas imprimé"
    if same[0] is not chiffre:
        return "", V.REPETE, f"comme en {same[0].lieu}"
    return _alone(chiffre.unite)


def _repeated(again: Recalcul, unit: str) -> tuple[str, VerdictChiffre, str]:
    same = again.justesse is Justesse.EXACTE
    verdict = V.REPETE if same else V.DEUX_VALEURS
    return with_unit(again.exact, unit), verdict, again.comment
