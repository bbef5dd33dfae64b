"""Three better hours near one that was wished, and why others are passed over."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from foundation.database import Database
from foundation.people import Role
from speakers.asking.better_hours import better_hours, suits, zones_in_use
from tests.browsing import Visitor
from tests.builders import FRIDAY, JAKARTA, NOW, WEDNESDAY, ZURICH, a_discussion, accepted, asked
from tests.desk import at_the_desk

FOUR = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Dili"]
LENGTH = timedelta(minutes=90)


def test_an_hour_suits_a_zone_where_people_work_or_are_free_in_the_evening() -> None:
    morning, late = datetime(2027, 2, 24, 2, tzinfo=UTC), datetime(2027, 2, 24, 8, 30, tzinfo=UTC)

    assert suits(morning, morning + LENGTH, [*FOUR, ZURICH]) == 4  # 9:00 to 10:30 in Jakarta, night in Geneva
    assert suits(late, late + LENGTH, FOUR) == 1  # 15:30 in Jakarta, 17:30 in Dili
    assert suits(morning + timedelta(days=3), morning + timedelta(days=3) + LENGTH, FOUR) == 0  # Saturday


def test_three_hours_of_the_same_week_suit_all_and_meet_no_prayer_or_fast(session: Session) -> None:
    discussion = a_discussion(session, FRIDAY.replace(hour=12), timezone=JAKARTA)
    asked(session, discussion, "Rudi", timezone=ZURICH)

    found = better_hours(session, discussion, discussion.starts_at, NOW)

    assert zones_in_use(session, discussion) == sorted([*FOUR, ZURICH])
    assert [start.isoformat() for start in found] == [
        "2027-02-26T07:00:00+00:00", "2027-02-25T07:00:00+00:00", "2027-02-24T07:00:00+00:00"
    ]  # fmt: skip


def test_an_hour_at_which_somebody_asked_speaks_elsewhere_is_passed_over(session: Session) -> None:
    discussion = a_discussion(session, WEDNESDAY)
    accepted(session, discussion, "Citra", Role.CHAIR)
    before = better_hours(session, discussion, discussion.starts_at, NOW)

    accepted(session, a_discussion(session, WEDNESDAY - timedelta(hours=2)), "Citra", Role.CHAIR)

    after = better_hours(session, discussion, discussion.starts_at, NOW)
    assert len(before) == len(after) == 3
    clash = datetime(2027, 2, 24, 5, tzinfo=UTC)
    assert all(start + LENGTH <= clash or clash + LENGTH <= start for start in after)


def test_the_desk_offers_them_and_puts_one_into_the_form(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_discussion(session, FRIDAY.replace(hour=12), slug="talk")
    page = desk.open("/desk/discussions/talk/edit")

    taken = desk.post("/desk/discussions/talk/edit", {
        **page.form_with("Save").values, "take": "2027-02-25T14:00", "languages": "en"})  # fmt: skip

    assert len(page.texts(".hours")) == 1 and page.html.count('name="take"') == 3
    values = taken.form_with("Save").values
    assert (taken.status, values["starts_at_local"], values["title"]) == (
        200, "2027-02-25T14:00", "Who pays, and who gains"
    )  # fmt: skip
    assert "Not saved yet." in taken.texts(".note--wait")
