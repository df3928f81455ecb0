"""The verification of a document in a terminal: place by place, then how many of each."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from quietude.observatoire.enums import VerdictChiffre
from quietude.observatoire.terminal.texte import LARGE, folded, say
from quietude.observatoire.verification import count_verdicts, place_rank
from quietude.observatoire.verifie import Verifie
from quietude.socle.formats import FINE, nombre

_STYLES = {
    "succes": "green",
    "attention": "yellow",
    "danger": "bold red",
    "info": "cyan",
    "neutre": "",
}
_COLONNES = ("Ce qui est imprimé", "Publié", "Recalculé", "Verdict", "Comment")
_CHIFFRE, _VERDICT = 18, 24
ENTETES = ("Imprimé en", "Nature", "Libellé", "Publié", "Recalculé", "Verdict", "Comment")


def show_verification(console: Console, rows: Sequence[Verifie]) -> None:
    """Everything printed, as wide as the terminal allows."""
    if console.width >= LARGE:
        console.print(_table(rows, console.width))
    else:
        for place, found in _by_place(rows):
            console.print(Text(place, "bold underline"))
            for row in found:
                _paragraph(console, row)
    console.print()
    for verdict, count in count_verdicts(rows).items():
        console.print(Text(f"{nombre(count):>6}  "), _verdict(verdict), sep="")
    console.print(Text(f"{nombre(len(rows)):>6}  chiffres et affirmations", "bold"))


def exported(rows: Iterable[Verifie]) -> Iterable[tuple[str, ...]]:
    """The rows of a spreadsheet, under `ENTETES`."""
    for row in rows:
        yield (
            row.lieu,
            row.nature,
            row.libelle,
            row.publie,
            row.calcule,
            row.verdict.label,
            row.detail,
        )


def _by_place(rows: Sequence[Verifie]) -> Iterable[tuple[str, list[Verifie]]]:
    for _, found in groupby(rows, key=lambda row: place_rank(row.lieu)):
        group = list(found)
        yield min((row.lieu for row in group), key=len), group


def _table(rows: Sequence[Verifie], width: int) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold")
    # Two blanks around each of the five columns; the label takes three parts, how it is two.
    part = (width - 2 * _CHIFFRE - _VERDICT - 5 * 2) // 5
    widths = (3 * part, _CHIFFRE, _CHIFFRE, _VERDICT, 2 * part)
    for name, size in zip(_COLONNES, widths, strict=True):
        right = name in {"Publié", "Recalculé"}
        table.add_column(name, width=size, justify="right" if right else "left")
    for place, found in _by_place(rows):
        table.add_row(Text(place, "bold underline"))
        for row in found:
            table.add_row(
                folded(row.libelle, widths[0]),
                folded(row.publie, _CHIFFRE),
                folded(row.calcule, _CHIFFRE),
                _verdict(row.verdict),
                folded(row.detail, widths[-1]),
            )
        table.add_row()
    return table


def _paragraph(console: Console, row: Verifie) -> None:
    other = f" → {row.calcule}" if row.calcule and row.calcule != row.publie else ""
    console.print(_verdict(row.verdict))
    say(console, f"{row.libelle}{FINE}: {row.publie}{other}", indent=2)
    if row.detail:
        say(console, row.detail, "dim", indent=4)


def _verdict(verdict: VerdictChiffre) -> Text:
    return Text(verdict.label, _STYLES[verdict.ton])
