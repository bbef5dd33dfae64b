"""Tables as programs really write them, and files that want to do harm: read right or refused, memory bounded."""

import resource
import zipfile
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest

from foundation.refusals import Refused
from registrations.importing.reading import DAMAGED, Table, read_table

xlsxwriter: Any = import_module("xlsxwriter")  # it comes without types
HEADING = ["Nama", "No. HP"]
LIST = Table(HEADING, [(2, ["Ana Ñu", "0812 3456 7890"])])
EXCEL = "Nama;No. HP\r\nAna Ñu;0812 3456 7890\r\n"


def a_book(*rows: list[Any], first: int = 0) -> bytes:
    """What Excel writes, with `rows` from row `first` on; a text that begins with = is a formula."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows, first):
            sheet.write_row(number, 0, cells)
    return file.getvalue()


def a_sheet(xml: str, *, of: bytes | None = None) -> bytes:
    """A book whose only sheet is this."""
    packed, file = zipfile.ZipFile(BytesIO(of or a_book(HEADING))), BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as changed:
        for part in packed.infolist():
            is_sheet = part.filename.endswith("sheet1.xml")
            changed.writestr(part.filename, xml if is_sheet else packed.read(part.filename))
    return file.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read_table(content)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        EXCEL.encode("utf-8-sig"), EXCEL.encode("cp1252"), EXCEL.encode("utf-16"), EXCEL.encode("utf-16-le"),
        EXCEL.replace(";", "\t").encode("utf-16-be"), EXCEL.replace("\r\n", "\r").encode("utf-8"),
        ("sep=;\r\n" + EXCEL).encode(), b"\r\n" + EXCEL.encode(), a_book(HEADING, ["Ana Ñu", "0812 3456 7890"]),
    ],
    ids=["utf-8 with mark", "cp1252", "utf-16", "utf-16 unmarked", "utf-16-be tabs", "old Mac", "sep", "empty", "xlsx"],
)  # fmt: skip
def test_a_list_is_read_as_any_program_writes_it(content: bytes) -> None:
    read = read_table(content)

    assert (read.heading, [cells for _, cells in read.rows]) == (HEADING, [cells for _, cells in LIST.rows])


def test_rows_keep_the_number_that_the_spreadsheet_shows() -> None:
    book = a_book(HEADING, ["Ana", 1], [], ["Ben", 2], first=3)
    text = b'Nama,No. HP\nAna,"1\n2"\n\nBen,2\n'

    assert [line for line, _ in read_table(book).rows] == [5, 7]
    assert [line for line, _ in read_table(text).rows] == [2, 5]


def test_google_forms_quotes_what_holds_a_comma() -> None:
    text = '"Timestamp","Nama","Apa serikat Anda, dan di mana?"\n"2027/02/01 10:00:00 AM GMT+7","O""Neil","A, B"'

    assert read_table(text.encode()) == Table(
        ["Timestamp", "Nama", "Apa serikat Anda, dan di mana?"],
        [(2, ["2027/02/01 10:00:00 AM GMT+7", 'O"Neil', "A, B"])],
    )


def test_numbers_are_written_out_and_formulas_are_what_they_showed() -> None:
    book = a_book(HEADING, ["=1+1", 6281234567890], ["'=1+1", 81234567890], ["Ben", 1.5], ["Oki", True])

    assert [cells for _, cells in read_table(book).rows] == [
        ["0", "6281234567890"], ["'=1+1", "81234567890"], ["Ben", "1.5"], ["Oki", "yes"],
    ]  # fmt: skip


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "haha">{ENTITIES}]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
)
FAR = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    "</sheetData></worksheet>"
)
LONG = "<c><v>1</v></c>".join(["<row>", "</row>"])
MILLION = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    + LONG * 1_000_000 + "</sheetData></worksheet>"
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (a_sheet(FAR), str(DAMAGED)),
        (a_sheet(MILLION), "These are too many rows. Please bring at most 5000 at once."),
        (a_sheet(" " * 60_000_000), str(DAMAGED)),
        (a_book(HEADING)[:-100], str(DAMAGED)),
        (b"PK\x03\x04", str(DAMAGED)),
        (",".join(["x"] * 61).encode(), "These are too many columns. Please bring at most 60."),
        (b"%PDF-1.7\n\x00\x01\x02", "This is not a text file. Please save the table as “CSV UTF-8” and try again."),
        (b"Nama\n" + b"\x81" * 10, "This is not a text file. Please save the table as “CSV UTF-8” and try again."),
    ],
    ids=["far corner", "a million rows", "unpacks to 60 MB", "cut off", "no book", "columns", "pdf", "no encoding"],
)
def test_what_is_too_much_or_no_table_is_refused(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


def test_entities_are_not_unfolded() -> None:
    try:
        cells = [cell for _, row in read_table(a_sheet(BOMB)).rows for cell in row]
    except Refused as refused:
        cells = [str(refused)]

    assert all(len(cell) < 200 for cell in cells)


def test_reading_costs_this_process_nothing() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    refusal(a_sheet(FAR))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB
