"""Spreadsheets out: XLSX with typed cells, CSV that a French spreadsheet opens at once."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

FORMATS = {"xlsx": "Classeur (XLSX)", "csv": "CSV"}
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTH_MIN, _WIDTH_MAX, _CELL_MAX = 10, 60, 32_000


def as_response(
    kind: str, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """A file to download; its name holds the date, never a search term."""
    content = to_xlsx(name, headers, rows) if kind == "xlsx" else to_csv(headers, rows)
    filename = f"{slugify(name) or 'tableau'}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response = HttpResponse(content, content_type=MIME[kind])
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def plain(value: Any) -> Any:
    """A value that a spreadsheet knows: number, date, or clean text."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if value is None or isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return value
    text = strip_tags(value) if isinstance(value, SafeString) else str(value)
    return _FORBIDDEN.sub("", text)[:_CELL_MAX]


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with BOM, semicolons, decimal commas; a text is never read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(header) for header in headers])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: Any) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float | Decimal):
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else _comma(value)
    return safe_text(value) if isinstance(value, str) else str(value)


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _comma(value: float) -> str:
    return repr(value).replace(".", ",")


def to_xlsx(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet: bold frozen header, filters, widths that fit, cells with their type."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=slugify(name)[:31] or "tableau")
    cells = [[plain(value) for value in row] for row in rows]
    for index, header in enumerate(headers):
        longest = max([len(header) + 4, *(len(str(row[index] or "")) for row in cells)])
        width = min(max(longest, _WIDTH_MIN), _WIDTH_MAX)
        sheet.column_dimensions[get_column_letter(index + 1)].width = width
    sheet.freeze_panes = "A2"
    if headers:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{len(cells) + 1}"
    sheet.append([_xlsx_cell(sheet, header, bold=True) for header in headers])
    for row in cells:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would take a leading "=" for a formula
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell
