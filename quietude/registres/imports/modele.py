"""The spreadsheet to fill in, made from the definition of the register."""

import io
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from quietude.partenaires.models import Organisation
from quietude.registres.enums import NOMBRES, TypeChamp
from quietude.registres.mesures import Listes
from quietude.registres.models import Champ, Registre

SAISIE, AIDE = "Saisie", "Mode d’emploi"
_LIGNES = 1000
_LARGEUR = 26
_ATTENDU = {
    TypeChamp.ENTIER: "un nombre entier",
    TypeChamp.DECIMAL: "un nombre, avec une virgule au besoin",
    TypeChamp.DATE: "une date, 31/12/2016",
    TypeChamp.OUI_NON: "oui ou non",
}


def template(registre: Registre, organisations: Sequence[Organisation]) -> bytes:
    """A workbook: the sheet to fill in, with its lists, then what each column expects."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SAISIE
    rows = list(columns_to_fill(registre, organisations))
    sheet.append([title for title, _, _ in rows])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    help_ = book.create_sheet(AIDE)
    help_.append(["Colonne", "Ce qu’elle attend", "Valeurs possibles"])
    for cell in help_[1]:
        cell.font = Font(bold=True)
    for rank, (title, told, values) in enumerate(rows, start=1):
        help_.append([title, told])
        _list(sheet, help_, rank, values)
        sheet.column_dimensions[get_column_letter(rank)].width = _LARGEUR
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _list(sheet: Worksheet, help_: Worksheet, rank: int, values: Sequence[str]) -> None:
    """The values of a closed list, in a column of the help sheet that cells choose from."""
    if not values:
        return
    column = get_column_letter(rank + 3)
    for row, value in enumerate(values, start=2):
        help_[f"{column}{row}"] = value
    rule = DataValidation(
        type="list", formula1=f"'{AIDE}'!${column}$2:${column}${len(values) + 1}"
    )
    rule.showErrorMessage = False  # labels typed otherwise are read all the same
    sheet.add_data_validation(rule)
    letter = get_column_letter(rank)
    rule.add(f"{letter}2:{letter}{_LIGNES}")


def columns_to_fill(
    registre: Registre, organisations: Sequence[Organisation]
) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Title of each column, what it expects, values of its list."""
    lists = Listes()
    if len(organisations) > 1:
        yield "Fourni par", "l’organisation", [str(row) for row in organisations]
    if registre.au_fil:
        yield "Date", "le jour, 31/12/2016", ()
    else:
        told = f"{registre.get_frequence_display().lower()} : mars 2016, 2016-T2, 2016…"
        yield "Période", told, ()
        yield "Rien à signaler", "oui quand il n’y a rien à compter", ("oui",)
    for champ in registre.champs.all():
        values = () if champ.type in _ATTENDU else lists.of(champ)
        yield champ.libelle, _expected(champ), [row.libelle for row in values]


def _expected(champ: Champ) -> str:
    told = _ATTENDU.get(TypeChamp(champ.type), "une valeur de la liste")
    if champ.type in NOMBRES and champ.unite:
        told = f"{told} ({champ.unite})"
    return told if champ.obligatoire else f"{told} ; facultatif"
