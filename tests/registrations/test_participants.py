"""The participant list (daftar hadir): opened after a fresh sign-in, for a purpose, and noted."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from foundation.access_log import Look
from foundation.database import Database
from registrations import seats
from registrations.models import Sex
from tests.browsing import Page, Visitor
from tests.builders import NOW, a_published_discussion, registered
from tests.desk import at_the_desk

HERE = "/desk/discussions/talk/participants"
HEADER = ["No.", "Nama", "L/P", "Organisasi", "Jabatan", "No. HP", "Email", "Tanda tangan"]
LINES = [
    ["1", "Ana", "P", "Serikat Pelabuhan", "", "+628123456789", "ana@union.example", ""],
    ["2", "Budi", "L", "'=1+1", "", "", "budi@union.example", ""],
]


@pytest.fixture
def desk(database: Database, visitor: Visitor) -> Visitor:
    """Sari reads Indonesian. Dewi gave up her seat."""
    with database.writing() as session:
        talk = a_published_discussion(session, slug="talk")
        registered(session, talk, "Budi", union="=1+1", sex=Sex.MAN)
        registered(session, talk, "Ana", union="Serikat Pelabuhan", sex=Sex.WOMAN, phone="+628123456789",
                   email="ana@union.example")  # fmt: skip
        seats.give_up(session, talk, registered(session, talk, "Dewi"), NOW)
    return at_the_desk(visitor, database, language="id")


def test_the_list_opens_for_a_purpose_and_is_noted(desk: Visitor, database: Database) -> None:
    page = asked(desk, purpose="Tanda tangan di aula")

    assert page.texts("td") == [cell.removeprefix("'") for line in LINES for cell in line]
    assert page.texts("th") == HEADER
    with database.reading() as session:
        [look] = session.exec(select(Look)).all()
    assert (look.what, look.about, look.people, look.purpose) == ("participants", "talk", 2, "Tanda tangan di aula")


def test_without_a_purpose_it_stays_shut(desk: Visitor, database: Database) -> None:
    page = asked(desk, purpose=" ? ")

    assert (page.status, list(page.wrongs)) == (422, ["purpose"])
    assert noted(database) == []


def test_a_desk_that_was_left_open_does_not_open_it(desk: Visitor, database: Database) -> None:
    form = desk.open(HERE).form_with("Buka daftar")
    desk.now = NOW + timedelta(minutes=15)

    page = desk.post(HERE, {**form.values, "purpose": "Tanda tangan di aula"})

    assert (page.status, "ana@union.example" in page.html, noted(database)) == (422, False, [])
    assert desk.open(HERE).buttons[-1:] != ["Buka daftar"]


def test_as_csv_no_cell_runs(desk: Visitor) -> None:
    answer = file_of(desk, "csv")

    assert list(csv.reader(StringIO(answer.content.decode("utf-8-sig")))) == [HEADER, *guarded(LINES)]
    assert answer.headers["content-disposition"] == 'attachment; filename="talk-participants.csv"'
    assert answer.headers["cache-control"] == "no-store"


def test_as_a_workbook_every_cell_is_text_or_a_number(desk: Visitor) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(file_of(desk, "xlsx").content))

    assert book.get_sheet_by_index(0).to_python() == [
        HEADER, [1.0, *LINES[0][1:]], [2.0, "Budi", "L", "=1+1", "", "", "budi@union.example", ""],
    ]  # fmt: skip


def asked(desk: Visitor, **typed: str) -> Page:
    return desk.press(desk.open(HERE), "Buka daftar", **typed)


def file_of(desk: Visitor, kind: str) -> Any:
    form = desk.open(HERE).form_with("Buka daftar")
    values = {**form.values, "purpose": "Tanda tangan di aula", "format": kind}
    return desk.client.post(HERE, data=values, headers={"Origin": "https://rembuk.example"})


def guarded(lines: list[list[str]]) -> list[list[str]]:
    """A phone number begins with a plus: that too would run."""
    return [[f"'{cell}" if cell.startswith(("=", "+")) else cell for cell in line] for line in lines]


def noted(database: Database) -> list[Look]:
    with database.reading() as session:
        return list(session.exec(select(Look)).all())
