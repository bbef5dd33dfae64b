"""Who was there, at the desk: the list, one person, names to decide about, the percentage."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from foundation.database import Database
from registrations.attendance.models import RoomName
from registrations.attendance.room_reports import count_report, take_in
from tests.browsing import Visitor
from tests.builders import registered
from tests.desk import at_the_desk, said
from tests.notifications.house import again
from tests.registrations.attendance.test_merging import zoom
from tests.registrations.rows import published

START = datetime(2027, 2, 24, 7, tzinfo=UTC)
DESK = "/desk/discussions/talk/attendance"


@pytest.fixture
def desk(database: Database, visitor: Visitor) -> Visitor:
    """Sari after the discussion: Ana was there for 62 of 90 minutes, somebody is called nearly like Eva Maria."""
    discussion, visitor.now = published(database), START + timedelta(hours=2)
    with database.writing() as session:
        found = again(session, discussion)
        for name in ("Ana", "Eva Maria"):
            registered(session, found, name)
        content = zoom(
            ("Ana", "", "02:00", "03:02"), ("Eva Mraia", "", "02:00", "03:30"), ("Tamu", "", "02:00", "02:10")
        )  # fmt: skip
        report = take_in(session, found, content, "room.csv", by_id=None, now=visitor.now)
        count_report(session, found, report, timezone="Asia/Jakarta", now=visitor.now)
    return at_the_desk(visitor, database)


def test_the_list_says_who_was_there_and_why(desk: Visitor) -> None:
    page = desk.open(DESK)

    assert [row for row in page.texts("tr") if row.startswith(("Ana", "Eva"))] == [
        "Ana – – 62 Absent", "Eva Maria – – – Absent",
    ]  # fmt: skip
    assert page.links["Look at 1 name"] == f"{DESK}/doubts"
    assert "0 of 2 people with a seat attended · 1 in the room who are not registered" in page.texts("p")
    found = desk.open(f"{DESK}?search=eva").texts("tr")
    assert [row for row in found if row.startswith(("Ana", "Eva"))] == ["Eva Maria – – – Absent"]
    assert desk.open(f"{DESK}?state=attended").texts(".empty") == ["Nobody is found like this"]


def test_a_lower_percentage_holds_for_the_series_at_once(desk: Visitor) -> None:
    wrong = desk.press(desk.open(DESK), "Save", percent="0")
    right = desk.press(desk.open(DESK), "Save", percent="68")

    assert (wrong.status, wrong.wrongs) == (422, {"percent": "Please write a number from 1 to 100."})
    assert said(right) == "Saved."
    assert "Ana – – 62 Attended" in right.texts("tr")


def test_names_that_resemble_somebody_are_decided_side_by_side(database: Database, desk: Visitor) -> None:
    page = desk.open(f"{DESK}/doubts")
    decided = desk.press(page, "It is Eva Maria")
    there = desk.open(DESK)
    back = desk.press(decided, "Take back")

    assert page.texts("article") == [
        "In the room Eva Mraia once, first at 14:00 WIB Registered Eva Maria eva.maria@union.example It is Eva Maria "
        "Nobody of these"
    ]
    assert (said(decided), decided.texts("article")) == ("Saved.", [])
    assert "Eva Maria – – 90 Attended" in there.texts("tr")
    assert len(back.texts("article")) == 1
    desk.press(back, "Nobody of these")
    with database.reading() as session:
        names = session.exec(select(RoomName.name, RoomName.person_id).where(RoomName.how == "decision")).all()
    assert names == [("Eva Mraia", None)]


def test_an_organiser_sets_a_person_by_hand_and_says_why(desk: Visitor) -> None:
    page = desk.open(desk.open(DESK).links["Ana"])
    wrong = desk.press(page, "Save", said="there", reason="")
    right = desk.press(page, "Save", said="there", reason="Stayed by telephone")

    assert page.texts("li")[-1] == "Ana (by the name)"
    assert (wrong.status, wrong.wrongs) == (422, {"reason": "Please write why, for those who look at it later."})
    assert "Ana – – 62 Attended By hand: Stayed by telephone" in right.texts("tr")
