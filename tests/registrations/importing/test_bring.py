"""A list is looked at before anybody is entered; what is refused comes back as a file of just those rows."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from foundation.database import Database
from foundation.refusals import Missing
from registrations.coordinators.appoint import personal_path
from registrations.coordinators.models import Coordinator
from registrations.importing.bring import keep, upload_of
from registrations.importing.models import Upload
from registrations.importing.reading import Table, read_table
from registrations.models import Registration
from tests.browsing import Page, Visitor
from tests.builders import NOW, a_published_discussion, a_series
from tests.desk import at_the_desk
from tests.registrations.coordinators.props import UNION, a_coordinator, entered, names_on

FILE = (
    "Cap waktu;Nama Lengkap;No. HP;Alamat Email;L/P;Tingkat\r\n"
    "1;Ana;;ana@union.example;P;Cabang\r\n"
    "2;Ben;0812 3456 7890;;L;\r\n"
    "3;Cici;12;;P;\r\n"
    "4;=Didi;;ANA@union.example;;\r\n"
    "5;Eko;;eko@union.example;;somewhere\r\n"
    "6;Fitri;;fitri@union.example;;\r\n"
)
LABEL_PHONE = "WhatsApp number"
NUMBER = "Please enter a phone number with its country code, such as +62 812 3456 7890."
GO = "Register everybody who fits"


def a_list(database: Database, **said: object) -> str:
    """The path of Wati's page; Fitri is on her list already."""
    with database.writing() as session:
        discussion = a_published_discussion(session, series=a_series(session, slug="social-protection"))
        wati = a_coordinator(session, discussion, **said)
        entered(session, wati, "Fitri", discussion)
        return personal_path(session, wati)


def bring(visitor: Visitor, path: str, content: bytes = FILE.encode("utf-8-sig"), **fields: str) -> Page:
    answer = visitor.client.post(f"{path}/import", data=fields, files={"file": ("list.csv", content, "text/csv")},
                                 headers={"Origin": "https://rembuk.example", "Accept-Language": "en"})  # fmt: skip
    return Page(answer)


def test_a_list_is_looked_at_and_nobody_is_registered_by_that(database: Database, visitor: Visitor) -> None:
    page = bring(visitor, a_list(database))

    chosen = [one.attributes["value"] for one in page.elements if one.tag == "option" and "selected" in one.attributes]
    assert chosen[:6] == ["", "full_name", "phone", "email", "sex", "union_level"]
    assert page.text(".lead") == "3 of 6 rows can be entered. 9 places are left."
    assert page.texts(".listed")[:3] == [
        f"Line 4 3, Cici, 12, P {LABEL_PHONE}: {NUMBER}",
        "Line 5 4, =Didi, ANA@union.example The same contact stands in line 2 already.",
        "Line 6 5, Eko, eko@union.example, somewhere Level: Please choose one of the answers offered.",
    ]
    with database.reading() as session:
        assert [one.full_name for one in session.exec(select(Registration)).all()] == ["Fitri"]


def test_who_fits_is_entered_and_the_others_come_back_with_the_reason(database: Database, visitor: Visitor) -> None:
    path = a_list(database)

    page = visitor.press(bring(visitor, path), GO, declared="yes", **_columns())
    mending = visitor.get(page.links["Save these rows to mend them"])

    assert page.text(".note") == "2 people are on the list now."
    table = read_table(mending.content)
    assert mending.headers["content-disposition"] == 'attachment; filename="to-mend.csv"'
    assert table.heading[-1] == "Why it was refused"
    assert [(cells[1], cells[-1]) for _, cells in table.rows] == [
        ("Cici", f"{LABEL_PHONE}: {NUMBER}"), ("'=Didi", "The same contact stands in line 2 already."),
        ("Eko", "Level: Please choose one of the answers offered."), ("Fitri", "This person is on your list already."),
    ]  # fmt: skip
    with database.reading() as session:
        assert names_on(session, session.exec(select(Coordinator)).one()) == ["Fitri", "Ana", "Ben"]
        ana = session.exec(select(Registration).where(Registration.full_name == "Ana")).one()
        assert (ana.union, ana.sex, ana.union_level) == (UNION, "woman", "branch")


def test_a_mended_file_is_brought_again_as_it_is(database: Database, visitor: Visitor) -> None:
    path = a_list(database)
    done = visitor.press(bring(visitor, path), GO, declared="yes", **_columns())
    mended = visitor.get(done.links["Save these rows to mend them"]).content.replace(b";12;", b";0811 2222 3333;")

    page = bring(visitor, path, mended.replace(b",12,", b",0811 2222 3333,"))

    assert page.text(".lead") == "3 of 4 rows can be entered. 7 places are left."


def test_without_the_declaration_and_with_wrong_columns_nobody_is_entered(database: Database, visitor: Visitor) -> None:
    path = a_list(database)
    page = bring(visitor, path)

    undeclared = visitor.press(page, GO, **_columns())
    nameless = visitor.press(page, GO, declared="yes", **_columns(full_name=""))
    twice = visitor.press(page, "Look again", **_columns(sex="full_name"))

    assert (undeclared.status, undeclared.wrongs) == (422, {
        "declared": "Without the consent of your members we cannot register them. Please tick the box."})  # fmt: skip
    assert nameless.wrongs == {
        "columns": "Please say which column holds the names, and which an email address or number."}  # fmt: skip
    assert twice.wrongs["columns"] == "Two columns are said to be the same: Name."
    with database.reading() as session:
        assert names_on(session, session.exec(select(Coordinator)).one()) == ["Fitri"]


def test_entering_twice_is_entering_once(database: Database, visitor: Visitor) -> None:
    path = a_list(database)
    looked_at = bring(visitor, path)
    first = visitor.press(looked_at, GO, declared="yes", **_columns())

    again = visitor.press(looked_at, GO, declared="yes", **_columns())

    assert again.text(".note") == first.text(".note")


def test_a_list_longer_than_the_quota_fills_it_and_says_so(database: Database, visitor: Visitor) -> None:
    page = visitor.press(bring(visitor, a_list(database, quota=2)), GO, declared="yes", **_columns())

    assert page.text(".note") == "1 person is on the list now."
    assert "Your list is full: it has 2 places." in page.html


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "Please choose a file."), (b"Nama;HP\n", "There is nobody in this file: the first row is the heading."),
    (b"\x00\x01", "This is not a text file. Please save the table as “CSV UTF-8” and try again."),
    (b"x" * 5_000_001, "The file is too large. Please bring at most 5 MB."),
])  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_words(
    database: Database, visitor: Visitor, content: bytes, sentence: str
) -> None:
    page = bring(visitor, a_list(database), content)

    assert (page.status, page.wrongs) == (422, {"file": sentence})


def test_a_list_is_forgotten_after_a_day_and_seen_by_its_coordinator_alone(session: Session) -> None:
    discussion = a_published_discussion(session)
    wati, budi = a_coordinator(session, discussion), a_coordinator(session, discussion)
    table = Table(["Nama", "HP"], [(2, ["Ana", "0812"])])
    number = keep(session, wati, table, NOW).id or 0

    assert upload_of(session, wati, number, NOW).fields == ["full_name", "phone"]
    with pytest.raises(Missing):
        upload_of(session, budi, number, NOW)
    keep(session, budi, table, NOW + timedelta(days=1))
    assert len(session.exec(select(Upload)).all()) == 1


def test_the_desk_brings_a_file_for_a_coordinator(database: Database, visitor: Visitor) -> None:
    a_list(database)
    at_the_desk(visitor, database)
    with database.reading() as session:
        number = session.exec(select(Coordinator.id)).one()
    here = f"/desk/series/social-protection/coordinators/{number}"

    asked = visitor.open(f"{here}/import")
    looked_at = bring(visitor, here, form_token=asked.form_with("Look at the list").values["form_token"])
    page = visitor.press(looked_at, GO, declared="yes", **_columns())

    assert page.text(".note") == "2 people are on the list now."
    assert visitor.get(page.links["Save these rows to mend them"]).status_code == 200


def _columns(**otherwise: str) -> dict[str, Any]:
    """What the columns of FILE are said to be."""
    fields = ["", "full_name", "phone", "email", "sex", "union_level"]
    return {"columns": [otherwise.get(field, field) for field in fields]}
