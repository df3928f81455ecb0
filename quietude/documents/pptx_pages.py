"""What fits on a slide: text is measured, and what is too long is continued on another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from textwrap import wrap

from quietude.documents.contenu import (
    Cellule,
    Ligne,
    Liste,
    Markdown,
    Paragraphe,
    TableauDonnees,
)
from quietude.documents.diaporama import BlocDiapo, Diapo
from quietude.documents.typographie import cell, french

LARGEUR, HAUTEUR = 12.1, 5.0  # inches left under the title
ECART = 0.3  # between two blocks
PUCE = "• "
_CELLULE_MAX = 160
_CORPS = (24, 22, 20, 18, 16)  # points, from what is best read
_TABLEAU = (18, 16, 14, 12)
_CHIFFRE = (60, 54, 44, 36, 28)
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


def figure_size(value: str, width: float) -> int:
    """The largest size at which a figure stands on one line."""
    return next((size for size in _CHIFFRE if lines_of(value, size, width) == 1), _CHIFFRE[-1])


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


def share_of(count: int) -> float:
    """The width of each of these blocks side by side, in inches."""
    return (LARGEUR - ECART * (count - 1)) / max(1, count)


def fitted(diapo: Diapo) -> Iterator[Diapo]:
    """The slide, then as many more as its list or its table needs; or what it has room for."""
    if diapo.reste or len(diapo.blocs) != 1:
        width = share_of(len(diapo.blocs))
        blocs = tuple(_cut(bloc, width, diapo.reste) for bloc in diapo.blocs)
        yield replace(diapo, blocs=blocs)
        return
    for rank, part in enumerate(_parts(diapo.blocs[0], LARGEUR)):
        title = diapo.titre if not rank else f"{diapo.titre}{SUITE}"
        yield Diapo(title, (part,), diapo.notes if not rank else "")


def _parts(bloc: BlocDiapo, width: float) -> list[BlocDiapo]:
    match bloc:
        case Liste():
            return [replace(bloc, elements=tuple(part)) for part in _shared(bloc, width)]
        case TableauDonnees():
            return [replace(bloc, lignes=tuple(part)) for part in _rows(bloc)]
        case Paragraphe():
            return [Paragraphe(piece) for piece in _pieces(plain(bloc.texte), width)]
    return [bloc]


def _cut(bloc: BlocDiapo, width: float, reste: str) -> BlocDiapo:
    """What a slide has room for; its last line then says how much is left out, and where."""
    first, *others = _parts(bloc, width)
    if not others:
        return first
    match bloc, first:
        case Liste(), Liste():
            kept = first.elements[:-1]
            return Liste((*kept, _left(len(bloc.elements) - len(kept), reste)))
        case TableauDonnees(), TableauDonnees():
            rows = first.lignes[:-1]
            words = _left(len(bloc.lignes) - len(rows), reste)
            blank = ("",) * (len(bloc.colonnes) - 1)
            return replace(bloc, lignes=(*rows, Ligne((words, *blank))))
        case _, Paragraphe():
            return Paragraphe(f"{plain(first.texte)[: -len(reste) - 3]}… {reste}".strip())
    return first


def _left(count: int, reste: str) -> str:
    return f"Et {count} de plus{f', {reste}' if reste else ''}."


def _pieces(text: str, width: float) -> list[str]:
    """A text longer than a slide, in pieces that each hold on one."""
    size = _CORPS[-1]
    if height_of([text], size, width) <= HAUTEUR:
        return [text]
    line = max(1, int(width * _POINTS / (size * _LETTRE)))
    lines = int(HAUTEUR * _POINTS / size / _INTERLIGNE) - 1
    wrapped = [row for part in text.split("\n") for row in wrap(part, line) or [""]]
    return [
        " ".join(wrapped[start : start + lines]).strip()
        for start in range(0, len(wrapped), lines)
    ]


def _shared(liste: Liste, width: float) -> list[list[str | Markdown]]:
    """Items in order, a slide full after the other."""
    parts: list[list[str | Markdown]] = [[]]
    for text in liste.elements:
        for item in _pieces(plain(text), width):
            tried = [f"{PUCE}{plain(kept)}" for kept in (*parts[-1], item)]
            if parts[-1] and height_of(tried, _CORPS[-1], width) > HAUTEUR:
                parts.append([])
            parts[-1].append(item)
    return parts


def _rows(table: TableauDonnees) -> list[list[Ligne]]:
    widths = column_widths(table)
    head = row_height([column.libelle for column in table.colonnes], widths, _TABLEAU[-1])
    parts: list[list[Ligne]] = [[]]
    used = head
    for line in table.lignes:
        tall = row_height([written(value) for value in line.cellules], widths, _TABLEAU[-1])
        if parts[-1] and used + tall > HAUTEUR:
            parts.append([])
            used = head
        parts[-1].append(line)
        used += tall
    return parts


def written(value: Cellule) -> str:
    """A cell as a slide says it: what is longer than a few lines is for the report."""
    text = cell(value)
    return text if len(text) <= _CELLULE_MAX else f"{text[: _CELLULE_MAX - 1].rstrip()}…"


def table_size(table: TableauDonnees) -> int:
    """The largest size at which the whole table fits."""
    widths = column_widths(table)
    rows = [[column.libelle for column in table.colonnes]]
    rows += [[written(value) for value in line.cellules] for line in table.lignes]
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
    """Text takes what its weight asks for, twice over; numbers the room of their head."""
    shares = [1.7 if column.nombre else 2.0 * column.poids for column in table.colonnes]
    return [share * LARGEUR / sum(shares) for share in shares]
