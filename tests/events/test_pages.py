"""What visitors find without knowing any address: series, their discussions, their calendar."""

from datetime import UTC, datetime, timedelta

from events import schedule
from foundation.database import Database
from tests.browsing import Visitor
from tests.builders import FRIDAY, MONDAY, NOW, WEDNESDAY, a_discussion, a_published_discussion, a_series, registered

ENDED = datetime(2027, 2, 22, 8, 30, tzinfo=UTC)
"""When a discussion of MONDAY is over."""


def test_before_anything_is_announced_the_first_page_says_what_will_come(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session)

    page = visitor.open("/")

    assert page.status == 200
    assert page.texts("h2") == ["Nothing is announced yet"]


def test_the_first_page_leads_to_the_next_discussion_of_each_series(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        for title, days in (("Social protection", (FRIDAY, MONDAY)), ("Safety at work", (WEDNESDAY,))):
            series = a_series(session, title)
            for day in days:
                a_published_discussion(session, day, series=series, title=f"{title} of {day:%A}")

    page = visitor.open("/")

    assert page.texts("h2") == [
        "Social protection", "Social protection of Monday", "Safety at work", "Safety at work of Wednesday"
    ]  # fmt: skip
    assert page.texts(".when__hour") == ["14:00–15:30 WIB"] * 2
    assert page.links["Register"] == "/discussions/safety-at-work-of-wednesday#register"


def test_a_series_lists_what_comes_before_what_is_over(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session, slug="protection")
        for title, day in (("Third", FRIDAY), ("First", MONDAY), ("Second", WEDNESDAY)):
            a_published_discussion(session, day, series=series, title=title)
        a_discussion(session, FRIDAY, series=series, title="A draft")
    visitor.now = ENDED

    page = visitor.open("/series/protection")

    assert page.texts("h2") == ["Second", "Coming", "Past", "All dates in your calendar"]
    assert page.texts("h3") == ["Second", "Third", "First"]
    assert page.texts(".listed__when") == [
        "Wednesday, 24 February 14:00–15:30 WIB", "Friday, 26 February 14:00–15:30 WIB",
        "Monday, 22 February 14:00–15:30 WIB",
    ]  # fmt: skip
    assert page.links["Apple and others"] == "webcal://rembuk.example/series/protection.ics"


def test_full_and_cancelled_are_said_in_words(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session, slug="protection")
        full = a_published_discussion(session, MONDAY, series=series, title="Full", capacity=1)
        registered(session, full, "Ana")
        off = a_published_discussion(session, FRIDAY, series=series, title="Off")
        schedule.cancel(session, off, "", NOW)

    page = visitor.open("/series/protection")

    assert page.texts(".badge") == ["Waiting list", "Cancelled"]
    assert page.links["Join the waiting list"] == "/discussions/full#register"


def test_a_series_without_a_published_discussion_is_not_there(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session, series=a_series(session, slug="drafts"))

    assert [visitor.open(path).status for path in ("/series/drafts", "/series/drafts.ics", "/series/none")] == [404] * 3


def test_the_calendar_of_a_series_names_no_room_and_nobody(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session, slug="protection")
        registered(session, a_published_discussion(session, MONDAY, series=series, title="First"), "Ana")
        a_published_discussion(session, FRIDAY, series=series, title="Third")

    feed = visitor.get("/series/protection.ics")

    lines = feed.text.replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if line.startswith(("SUMMARY", "DTSTART"))] == [
        "SUMMARY:First", "DTSTART:20270222T070000Z", "SUMMARY:Third", "DTSTART:20270226T070000Z"
    ]  # fmt: skip
    assert [word for word in ("room.example", "Ana", "Citra", "ATTENDEE", "METHOD") if word in feed.text] == []
    assert feed.headers["last-modified"] == "Mon, 01 Feb 2027 03:00:00 GMT"


def test_a_calendar_that_has_not_changed_is_not_sent_again(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_published_discussion(session, series=a_series(session, slug="protection"))

    first = visitor.get("/series/protection.ics")
    again = visitor.get("/series/protection.ics", **{"If-None-Match": first.headers["etag"]})

    assert (first.status_code, again.status_code, again.text) == (200, 304, "")


def test_a_cancelled_discussion_stays_in_the_calendar_for_ninety_days(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session, slug="protection")
        schedule.cancel(session, a_published_discussion(session, MONDAY, series=series), "", NOW)

    shown = []
    for moment in (ENDED + timedelta(days=90, seconds=-1), ENDED + timedelta(days=90)):
        visitor.now = moment
        shown.append("STATUS:CANCELLED" in visitor.get("/series/protection.ics?" + moment.isoformat()).text)

    assert shown == [True, False]
