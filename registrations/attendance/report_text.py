"""The rows of a report file: encodings and separators as platforms export them and spreadsheets save them again.

Teams writes UTF-16 with a byte order mark and tabs, Zoom UTF-8 and commas; Excel in Indonesian or European settings
saves either with semicolons, and in the code page of Windows.
"""

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from foundation.languages import say
from foundation.refusals import Refused

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 5_000_000, 20_000, 60
SEPARATORS = "\t;,"
BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip

Rows = list[list[str]]


def tables_in(content: bytes) -> Iterator[Rows]:
    """The rows of the file with each separator that it may have been written with, the likeliest first. Refused: no
    text, too large, too many rows."""
    text = _text(content)
    for separator in SEPARATORS:
        if separator in text:
            yield _rows(text, separator)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Refused(say("The file is too large. Please bring at most {limit} MB.", limit=MOST_BYTES // 1_000_000),
                      "file")  # fmt: skip
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(say("This is an Excel workbook. Open it, save it as “CSV UTF-8”, and upload that file."), "file")
    text = _decoded(content)
    if "\x00" in text:
        raise Refused(say("This is not a text file. Please export the report as CSV and upload that file."), "file")
    return text


def _decoded(content: bytes) -> str:
    for mark, name in BOMS:
        if content.startswith(mark):
            return content[len(mark):].decode(name, "replace")  # fmt: skip
    if content[1:400:2].count(0) > len(content[:400]) // 4:
        return content.decode("utf-16-le", "replace")  # the mark is lost when files are joined
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str, separator: str) -> Rows:
    reader, rows = csv.reader(StringIO(text, newline=""), delimiter=separator), []
    try:
        for cells in reader:
            rows.append([cell.strip() for cell in cells[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS:
                raise Refused(
                    say("These are too many rows. Please bring at most {limit} at once.", limit=MOST_ROWS), "file"
                )
    except csv.Error:
        raise Refused(say("Line {line} cannot be read as a row of a table.", line=reader.line_num), "file") from None
    return rows
