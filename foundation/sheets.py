"""Tables as files for a spreadsheet: CSV and XLSX, in which nothing runs.

A spreadsheet takes a cell of a CSV file that begins with one of = + - @ for a formula and runs it, so such a cell is
written with an apostrophe before it (OWASP, CSV Injection). In XLSX each cell says what it is.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

RUNS = re.compile(r"'*[=+\-@\t\r]")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Nothing is put down in a temporary directory on the way."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
NAME_LIMIT, WIDEST, NARROWEST = 31, 60, 8

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """One table: its name, the headings, and rows of text and numbers."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def guarded(cell: str) -> str:
    return f"'{cell}" if RUNS.match(cell) else cell


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, without which spreadsheets guess."""
    text = StringIO(newline="")
    table = csv.writer(text)
    for row in (header, *rows):
        table.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a bold first row that stays in sight."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # not held by a service at rest

    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(FORBIDDEN.sub(" ", sheet.name)[:NAME_LIMIT])
            page.freeze_panes(1, 0)
            for column, title in enumerate(sheet.header):
                page.write_string(0, column, title, bold)
                page.set_column(column, column, _width(sheet, column))
            for number, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, column, cell)
                    elif cell is not None:
                        page.write_number(number, column, cell)
    return content.getvalue()


def _width(sheet: Sheet, column: int) -> int:
    longest = max(len(str(row[column])) for row in (sheet.header, *sheet.rows) if column < len(row))
    return min(WIDEST, max(NARROWEST, longest + 1))
