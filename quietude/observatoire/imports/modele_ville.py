"""The table that a town fills in with what it counts: made on the fly, for this town."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from quietude.observatoire.models import Theme
from quietude.socle.tableur import to_csv
from quietude.territoire.models import Commune, Secteur

TITRES = (
    "série", "unité", "lieu", "période", "valeur", "nature", "thème", "dim:âge", "note",
)  # fmt: skip
SAISIE, EXEMPLE, AIDE, LIEUX, THEMES = "Saisie", "Exemple fictif", "Aide", "Lieux", "Thèmes"
FEUILLES_MODELE = frozenset({EXEMPLE, AIDE, LIEUX, THEMES})
_LARGEURS = (38, 16, 24, 24, 12, 10, 22, 14, 40)
_LIGNES = 1000
_CONSIGNES = (
    ("série", "Ce qui est compté. Le même nom d’un fichier à l’autre : c’est la même série."),
    ("unité", "Ce que l’on compte : appels, interventions, élèves…"),
    (
        "lieu",
        "Code INSEE d’une commune, ou un secteur écrit découpage/secteur (feuille Lieux). "
        "Vide : la première commune du territoire.",
    ),
    (
        "période",
        "2015 ; 2015-03 (mars) ; 2015-T2 (trimestre) ; 2015-2016 (année scolaire) ; "
        "01/01/2016-30/09/2016 (neuf mois).",
    ),
    (
        "valeur",
        "Un nombre ; vide si elle manque ; nd si elle n’est pas diffusée. Zéro s’écrit 0.",
    ),
    ("nature", "faits (comptés un à un, par défaut), stock (à une date) ou taux (part, %)."),
    ("thème", "Code ou titre d’un thème du diagnostic (feuille Thèmes). Facultatif."),
    (
        "dim:âge",
        "Précision, facultative. Renommez la colonne au besoin (dim:sexe, dim:motif), "
        "ajoutez-en jusqu’à trois.",
    ),
    ("note", "300 caractères au plus. Jamais de nom ni de détail qui désigne une personne."),
    ("", "Seule la feuille Saisie est lue. Tout est importé, ou rien : les lignes à corriger "
     "sont données par leur numéro."),
    ("", "Une valeur corrigée : importez de nouveau le fichier, la nouvelle remplace "
     "l’ancienne, qui reste consultable. Une ligne retirée n’efface rien."),
)  # fmt: skip


def modele_xlsx() -> bytes:
    """A workbook: the sheet to fill in, an example, what each column means, places, themes."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SAISIE
    _head(sheet, 1, TITRES)
    sheet.freeze_panes = "A2"
    example = _sheet(book, EXEMPLE, "Exemple fictif : ces chiffres n’existent pas.")
    _head(example, 3, TITRES)
    for row in _example():
        example.append(row)
    _list(book, AIDE, "Comment remplir la feuille Saisie", ("colonne", "consigne"), _CONSIGNES)
    places, themes = _places(), _themes()
    _list(book, LIEUX, "Lieux connus", ("à écrire", "nom"), places)
    _list(book, THEMES, "Thèmes du diagnostic", ("à écrire", "titre"), themes)
    for column, width in enumerate(_LARGEURS, start=1):
        for target in (sheet, example):
            target.column_dimensions[get_column_letter(column)].width = width
    _prepare(sheet, len(places), len(themes))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def modele_csv() -> bytes:
    """The titles, then lines that start with "#": they explain, and are not read."""
    told = [
        ["# Les lignes qui commencent par # ne sont pas lues : effacez-les ou laissez-les."],
        *([f"# {name} : {text}" if name else f"# {text}"] for name, text in _CONSIGNES),
        [f"# Lieux : {', '.join(code for code, _ in _places()) or 'aucun'}"],
        [f"# Thèmes : {', '.join(code for code, _ in _themes()) or 'aucun'}"],
        ["# Exemple fictif :"],
        *([f"# {row[0]}", *row[1:]] for row in _example()),
    ]
    return to_csv(TITRES, [[*line, *[""] * (len(TITRES) - len(line))] for line in told])


def _places() -> list[tuple[str, str]]:
    communes = [(row.insee, row.nom) for row in Commune.objects.all()]
    sectors = Secteur.objects.select_related("division").order_by("division__ordre", "ordre")
    return communes + [(row.chemin, f"{row.nom} ({row.division.nom})") for row in sectors]


def _themes() -> list[tuple[str, str]]:
    named = {row.code: row.titre for row in Theme.objects.order_by("-recueil", "ordre")}
    return sorted(named.items())


def _example() -> list[list[Any]]:
    """Lines that read well when copied: a sector of this town when it has one."""
    sectors = [code for code, _ in _places() if "/" in code]
    theme = next(iter(code for code, _ in _themes()), "")
    place = sectors[0] if sectors else ""
    name = "Médiations (exemple fictif)"
    return [
        [name, "médiations", "", "2015", 120, "faits", theme, "", "Registre fictif"],
        [name, "médiations", "", "2015-2016", 64, "", "", "", ""],
        [name, "médiations", place, "2015-T2", 31, "", "", "", ""],
        [name, "médiations", "", "01/01/2016-30/09/2016", 98, "", "", "mineurs", ""],
        [name, "médiations", "", "2016-03", "nd", "", "", "", "Trop peu pour être diffusé"],
        ["Logements (exemple fictif)", "logements", "", "2015", 40, "stock", "", "", ""],
        [
            "Appels clos en deux jours (exemple fictif)",
            "%",
            "",
            "2015",
            82.5,
            "taux",
            "",
            "",
            "",
        ],
    ]


def _head(sheet: Worksheet, row: int, titles: tuple[str, ...]) -> None:
    for column, title in enumerate(titles, start=1):
        cell = sheet.cell(row, column, title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DCE6F0")


def _sheet(book: Workbook, name: str, title: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(name)
    sheet.cell(1, 1, title).font = Font(bold=True, size=13)
    return sheet


def _list(
    book: Workbook,
    name: str,
    title: str,
    titles: tuple[str, str],
    rows: tuple[tuple[str, str], ...] | list[tuple[str, str]],
) -> None:
    sheet = _sheet(book, name, title)
    _head(sheet, 3, titles)
    for number, (code, text) in enumerate(rows, start=4):
        for column, value in enumerate((code, text), start=1):
            cell = sheet.cell(number, column, value)
            cell.data_type = "s"  # a name that starts with "=" is no formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 80


def _prepare(sheet: Worksheet, places: int, themes: int) -> None:
    """Lists to choose from, and text cells, else a spreadsheet turns "2015-03" into a date."""
    for row in range(2, _LIGNES + 2):
        for column in (3, 4):
            sheet.cell(row, column).number_format = "@"
    lists = [("F", '"faits,stock,taux"')]
    if places:
        lists.append(("C", f"={LIEUX}!$A$4:$A${places + 3}"))
    if themes:
        lists.append(("G", f"='{THEMES}'!$A$4:$A${themes + 3}"))
    for letter, formula in lists:
        # Offered, not imposed: another commune, a theme by its title, are right too.
        offered = DataValidation(type="list", formula1=formula, showErrorMessage=False)
        offered.add(f"{letter}2:{letter}{_LIGNES + 1}")
        sheet.add_data_validation(offered)
