"""What fits on a slide: text is measured, and what is too long is continued on another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from quietude.documents.contenu import Ligne, Liste, Markdown, TableauDonnees
from quietude.documents.diaporama import BlocDiapo, Diapo
from quietude.documents.typographie import cell, french

LARGEUR, HAUTEUR = 12.1, 5.0  # inches left under the title
_CORPS = (24, 22, 20, 18, 16)  # points, from what is best read
_TABLEAU = (16, 14, 12)
_LETTRE = 0.5  # of the size: width of a mean character
_INTERLIGNE = 1.35
_POINTS = 72
SUITE = " (suite)"


def plain(text: str | Markdown) -> str:
    """The words alone: slides have no markup."""
    source = text.source if isinstance(text, Markdown) else text
    return french(source.replace("**", "").replace("*", ""))


def lines_of(text: str, size: int, width: float) -> int:
    """How many lines a text takes in a column of this width, in inches."""
    room = max(1, int(width * _POINTS / (size * _LETTRE)))
    return sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))


def height_of(texts: Sequence[str], size: int, width: float) -> float:
    """In inches, with a little air between two items."""
    lines = sum(lines_of(text, size, width) for text in texts)
    return (lines * _INTERLIGNE + len(texts) * 0.4) * size / _POINTS


def best_size(texts: Sequence[str], width: float, height: float) -> int:
    """The largest size at which everything fits, or the smallest there is."""
    for size in _CORPS:
        if height_of(texts, size, width) <= height:
            return size
    return _CORPS[-1]


def fitted(diapo: Diapo) -> Iterator[Diapo]:
    """The slide, then as many more as its list or its table needs."""
    if len(diapo.blocs) != 1:
        yield diapo
        return
    for rank, part in enumerate(_parts(diapo.blocs[0])):
        title = diapo.titre if not rank else f"{diapo.titre}{SUITE}"
        yield Diapo(title, (part,), diapo.notes if not rank else "")


def _parts(bloc: BlocDiapo) -> list[BlocDiapo]:
    match bloc:
        case Liste():
            return [replace(bloc, elements=tuple(part)) for part in _shared(bloc)]
        case TableauDonnees():
            return [replace(bloc, lignes=tuple(part)) for part in _cut(bloc)]
    return [bloc]


def _shared(liste: Liste) -> list[list[str | Markdown]]:
    """Items in order, a slide full after the other."""
    parts: list[list[str | Markdown]] = [[]]
    for item in liste.elements:
        tried = [plain(text) for text in (*parts[-1], item)]
        if parts[-1] and height_of(tried, _CORPS[-1], LARGEUR) > HAUTEUR:
            parts.append([])
        parts[-1].append(item)
    return parts


def _cut(table: TableauDonnees) -> list[list[Ligne]]:
    widths = column_widths(table)
    head = row_height([column.libelle for column in table.colonnes], widths, _TABLEAU[-1])
    parts: list[list[Ligne]] = [[]]
    used = head
    for line in table.lignes:
        tall = row_height([cell(value) for value in line.cellules], widths, _TABLEAU[-1])
        if parts[-1] and used + tall > HAUTEUR:
            parts.append([])
            used = head
        parts[-1].append(line)
        used += tall
    return parts


def table_size(table: TableauDonnees) -> int:
    """The largest size at which the whole table fits."""
    widths = column_widths(table)
    rows = [[column.libelle for column in table.colonnes]]
    rows += [[cell(value) for value in line.cellules] for line in table.lignes]
    for size in _TABLEAU:
        if sum(row_height(row, widths, size) for row in rows) <= HAUTEUR:
            return size
    return _TABLEAU[-1]


def row_height(cells: Sequence[str], widths: Sequence[float], size: int) -> float:
    """In inches, margins included."""
    pairs = zip(cells, widths, strict=False)
    lines = max(lines_of(text, size, width - 0.2) for text, width in pairs)
    return lines * size * _INTERLIGNE / _POINTS + 0.1


def column_widths(table: TableauDonnees) -> list[float]:
    """Numbers take a share of one; text takes what its weight asks for, twice as much."""
    shares = [1.2 if column.nombre else 2.0 * column.poids for column in table.colonnes]
    return [share * LARGEUR / sum(shares) for share in shares]
