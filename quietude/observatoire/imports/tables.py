"""The sheets of a small file, CSV or workbook, as rows with the numbers that people see."""

import csv
import gzip
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from quietude.observatoire.imports.fichier import TRONQUE, Apercu, Nature
from quietude.observatoire.imports.rapport import Refus

Cellule = str | int | float | Decimal | bool | date | time | timedelta | None

_OCTETS_MAX = 400_000_000  # once unpacked: a small file may hold a very large one
_CSV_MAX = 60_000_000
_DEBUT = 1 << 18
_SEPARATEURS = ";\t,"
# What UTF-8 becomes when it was read as Latin letters, then saved again.
_ABIME = re.compile("Ã[©¨ª ´®§¯»‰]|â€™|\ufffd")
_TROP = "Ce fichier est trop gros pour être lu comme un tableau."
_ILLISIBLE = (
    "Ce classeur ne s’ouvre pas : il est abîmé ou protégé par un mot de passe. "
    "Rouvrez-le dans un tableur et enregistrez-le de nouveau au format XLSX."
)


class Ligne(NamedTuple):
    """A row that says something, and its number in the file."""

    numero: int
    cellules: tuple[Cellule, ...]


@dataclass(frozen=True)
class Feuille:
    """A sheet; a CSV file is one without a name. Empty rows are left out."""

    nom: str
    lignes: tuple[Ligne, ...]

    def locate(self, message: str) -> str:
        """The message, with the sheet it speaks of."""
        return f"feuille « {self.nom} » : {message}" if self.nom else message


def read_sheets(apercu: Apercu) -> list[Feuille]:
    """Every sheet of the file."""
    if apercu.nature == Nature.CLASSEUR:
        return _read_workbook(apercu.chemin)
    return [Feuille("", tuple(_read_csv(_decode(_unpacked(apercu)))))]


def first_rows(apercu: Apercu, rows: int = 5) -> list[Feuille]:
    """The first rows of every sheet: enough to recognise what it is."""
    if apercu.nature == Nature.CLASSEUR:
        return _read_workbook(apercu.chemin, rows)
    if apercu.nature == Nature.PARQUET:
        return []
    text = _decode(_unpacked(apercu, _DEBUT), cut=True)
    return [Feuille("", tuple(islice(_read_csv(text), rows)))]


def text_of(cell: Cellule) -> str:
    """A cell as typed: 2015.0 is "2015", a date "01/01/2016", nothing is ""."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return " ".join(str(cell).split())  # no-break spaces included


def _unpacked(apercu: Apercu, size: int = 0) -> bytes:
    """The whole file, or its first bytes."""
    try:
        path = apercu.chemin
        with gzip.open(path) if apercu.comprime else path.open("rb") as stream:
            content: bytes = stream.read(size or _CSV_MAX + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise Refus(TRONQUE) from error
    if len(content) > _CSV_MAX:
        raise Refus(_TROP)
    return content


def _decode(content: bytes, *, cut: bool = False) -> str:
    """UTF-8, or what French spreadsheets write; a text spoilt on the way is refused.

    `cut`: only the beginning of a file, whose last line is left out.
    """
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if cut and not wide:
        content = content[: content.rfind(b"\n") + 1] or content
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding, "ignore" if cut and wide else "strict")
        except UnicodeDecodeError:
            continue
        if "\x00" in text or _ABIME.search(text):
            break
        return text
    raise Refus(
        "Les lettres accentuées de ce fichier sont abîmées, ou ce n’est pas du texte. "
        "Enregistrez-le au format « CSV UTF-8 » ou XLSX."
    )


def _read_csv(text: str) -> Iterator[Ligne]:
    head = text.lstrip().split("\n", 1)[0]
    separator = max(_SEPARATEURS, key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    number = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield Ligne(number, tuple(row))
            number = reader.line_num + 1
    except csv.Error as error:
        raise Refus(
            "Cette ligne ne se lit pas.", [(number, f"ligne illisible : {error}")]
        ) from error


def _read_workbook(chemin: Path, rows: int | None = None) -> list[Feuille]:
    try:
        with zipfile.ZipFile(chemin) as archive:
            if sum(item.file_size for item in archive.infolist()) > _OCTETS_MAX:
                raise Refus(_TROP)
        # By its content: openpyxl would also judge the name. Its warnings are of looks.
        with chemin.open("rb") as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(stream, read_only=True, data_only=True)
            return [
                Feuille(sheet.title, tuple(_read_rows(sheet, rows)))
                for sheet in book.worksheets
            ]
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        KeyError,
        ValueError,
        EOFError,
    ) as error:
        raise Refus(_ILLISIBLE) from error


def _read_rows(sheet: Any, rows: int | None) -> Iterator[Ligne]:
    sheet.reset_dimensions()  # some programs declare them wrong
    for number, row in enumerate(sheet.iter_rows(max_row=rows), start=1):
        cells = [_shown(cell) for cell in row]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if cells:
            yield Ligne(number, tuple(cells))


def _shown(cell: Any) -> Cellule:
    """The value as its reader sees it: a date shown as a month is that month ("2015-03"), and
    0.125 shown as a percentage is "12.5 %"."""
    value: Cellule = cell.value
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return _shown_date(value, cell.number_format)
    if isinstance(value, float) and "%" in cell.number_format:
        return f"{Decimal(repr(round(value * 100, 6))).normalize():f} %"
    return value


def _shown_date(value: datetime, picture: str) -> Cellule:
    marks = re.sub(r"\[[^]]*]|\"[^\"]*\"|\\.", "", picture.lower())
    if "d" in marks or "j" in marks:
        return value.date()
    return f"{value:%Y-%m}" if "m" in marks else f"{value:%Y}"
