"""Reports of the room at the desk: uploaded, looked at by the clock of a zone, counted, thrown away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from foundation.database import Database
from registrations.attendance.models import ReportedVisit, RoomName, RoomReport
from registrations.attendance.report_text import MOST_BYTES
from registrations.attendance.room_reports import discard_report, take_in
from tests.browsing import SETTINGS, Page, Visitor
from tests.builders import a_published_discussion
from tests.desk import at_the_desk, said
from tests.registrations.attendance import reports
from tests.registrations.rows import published

START = datetime(2027, 2, 24, 7, tzinfo=UTC)
REPORTS = "/desk/discussions/talk/attendance/reports"


def upload(desk: Visitor, content: bytes, name: str = "participants.csv") -> Page:
    form = desk.open(REPORTS).form_with("Upload")
    return Page(desk.client.post(
        form.action, data=form.values, files={"file": (name, content, "text/csv")},
        headers={"Origin": SETTINGS.base_url},
    ))  # fmt: skip


@pytest.fixture
def desk(database: Database, visitor: Visitor) -> Visitor:
    """Sari, while the discussion runs."""
    published(database)
    visitor.now = START + timedelta(minutes=100)
    return at_the_desk(visitor, database)


def stored(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as session:
        return [(one.file_name, one.timezone, one.counted_at) for one in session.exec(select(RoomReport)).all()]


def test_a_report_is_looked_at_before_it_counts(database: Database, desk: Visitor) -> None:
    page = upload(desk, reports.TEAMS)
    before = stored(database)
    counted = desk.press(page, "It is right: count it")

    assert said(page) == "This is what the report says. It counts when you say so."
    assert page.texts("dd") == ["participants.csv", "2", "3", "13:55–15:31 WIB", "14:00–15:30 WIB"]
    assert page.texts("tbody")[0].split()[:5] == ["Ana", "Maria", "(iPhone)", "13:55", "WIB"]
    assert before == [("participants.csv", "Asia/Jakarta", None)]
    assert (said(counted), stored(database)) == (
        "The report counts.", [("participants.csv", "Asia/Jakarta", desk.now)]
    )  # fmt: skip


def test_the_hours_of_another_zone_are_seen_and_chosen(database: Database, desk: Visitor) -> None:
    page = upload(desk, reports.ZOOM.replace(b" 01:", b" 06:").replace(b" 02:", b" 07:").replace(b" 03:", b" 08:")
                  .replace(b"PM", b"AM"))  # fmt: skip
    utc = desk.open(f"{page.path.partition('?')[0]}?timezone=UTC")
    desk.press(utc, "It is right: count it")

    assert "Are these the right hours?" in page.texts(".note__title")
    assert utc.texts("dd")[3] == "13:55–15:31 WIB"
    assert (utc.texts(".note__title"), stored(database)) == ([], [("participants.csv", "UTC", desk.now)])


def test_a_wrong_zone_is_refused_beside_its_field(database: Database, desk: Visitor) -> None:
    page = upload(desk, reports.ZOOM)

    wrong = desk.press(page, "It is right: count it", timezone="Mars/Olympus")

    assert (wrong.status, list(wrong.wrongs), stored(database)[0][2]) == (422, ["look"], None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"name\n", "Nobody is found in this file."), (b"x" * (MOST_BYTES + 1), "The file is too large."),
     (b"", "Nobody is found in this file.")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(desk: Visitor, content: bytes, sentence: str) -> None:
    page = upload(desk, content)

    assert (page.status, page.wrongs["file"].startswith(sentence)) == (422, True)


def test_without_a_file_and_before_the_start_nothing_is_taken(database: Database, desk: Visitor) -> None:
    form = desk.open(REPORTS).form_with("Upload")
    without = desk.post(form.action, form.values)
    desk.now = START - timedelta(minutes=1)
    at_the_desk(desk, database)

    assert (without.status, without.wrongs) == (422, {"file": "Please choose the file of the report."})
    assert "Upload" not in desk.open(REPORTS).buttons


def test_a_report_thrown_away_leaves_nothing_that_was_not_decided(session: Session) -> None:
    discussion = a_published_discussion(session)
    report = take_in(session, discussion, reports.ZOOM, "room.csv", by_id=None, now=START)
    assert len(session.exec(select(ReportedVisit)).all()) == 3

    discard_report(session, discussion, report, START)

    assert [session.exec(select(table)).all() for table in (RoomReport, ReportedVisit, RoomName)] == [[], [], []]
