"""Reads one table from the standard input and writes its rows as JSON: a program of its own, in a process with little
memory and little time. Nothing of the house is imported here; what a hostile file breaks is this process alone.

The answer is `{"rows": [[line, [cell, …]], …]}` without empty rows, or `{"refused": why, "line": number}`.
"""

import csv
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO

MOST_ROWS, MOST_COLUMNS, MOST_UNPACKED = 5_000, 60, 50_000_000
MEMORY, SECONDS = 768_000_000, 20
SEPARATORS = (",", ";", "\t")
CONTROLS = frozenset(map(chr, range(32))) - set("\t\r\n\f\v") | {"\x7f"}
Row = tuple[int, list[str]]


class Unfit(Exception):
    """Why a table is refused: a word that `registrations/importing/reading.py` has a sentence for."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why, self.line = why, line


def table_in(content: bytes) -> list[Row]:
    """The rows that have something in them, with the lines where they begin; the heading is the first of them."""
    rows: list[Row] = []
    for line, cells in _of_book(content) if content.startswith(b"PK\x03\x04") else _of_text(text_of(content)):
        if not any(cell.strip() for cell in cells):
            continue
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unfit("columns", line)
        if len(rows) > MOST_ROWS:
            raise Unfit("rows")
        rows.append((line, cells))
    return rows


def text_of(content: bytes) -> str:
    """As spreadsheets write it: UTF-8 or UTF-16, marked or not, else the page of Windows in western countries."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = next((encoding for mark, encoding in marks.items() if content.startswith(mark)), None)
    unmarked = _without_mark(content) if marked is None else ()
    for encoding in (marked,) if marked else unmarked:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROLS.isdisjoint(text):
            return text
    raise Unfit("encoding")


def _without_mark(content: bytes) -> tuple[str, ...]:
    start = content[:2_000]
    if start[1::2].count(0) > len(start) // 4:
        return ("utf-16-le",)
    return ("utf-16-be",) if start[::2].count(0) > len(start) // 4 else ("utf-8", "cp1252")


def _of_text(text: str) -> Iterator[Row]:
    declared = text[:6].partition("\n")[0].strip().lower()
    skipped = 0
    if declared.startswith("sep=") and len(declared) == 5:  # Excel's own way of saying it
        _, _, text = text.partition("\n")
        skipped = 1
    separator = declared[4] if skipped else _separator(text)
    reader, begins = csv.reader(StringIO(text, newline=""), delimiter=separator), 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Unfit("line", reader.line_num + skipped) from None
        if cells is None:
            return
        yield begins + skipped, cells
        begins = reader.line_num + 1


def _separator(text: str) -> str:
    """The one that stands most often in the heading, outside of quotes."""
    first = text.lstrip("\r\n")
    for end in ("\n", "\r"):
        first = first.partition(end)[0]
    outside = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _of_book(content: bytes) -> Iterator[Row]:
    """The first sheet of an xlsx or ods file. Formulas are what they last showed; nothing is worked out here."""
    import python_calamine

    with zipfile.ZipFile(BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise Unfit("unpacked")
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    sheet = book.get_sheet_by_index(0)
    for line, cells in enumerate(sheet.iter_rows(), 1):
        yield line, [_written(cell) for cell in cells]


def _written(cell: object) -> str:
    """A cell as somebody would have typed it: a number without an end that a telephone lacks."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date | time | timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer: dict[str, object] = {"rows": table_in(sys.stdin.buffer.read())}
    except Unfit as unfit:
        answer = {"refused": unfit.why, "line": unfit.line}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
