"""The calendar of a member: what they registered for in a series, behind their personal link."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from events import schedule
from events.models import Discussion, Series
from events.schedule import plan_of
from foundation.database import Database
from foundation.people import Person
from registrations import seats
from registrations.models import Registration
from registrations.register import personal_path
from speakers import readiness
from tests.browsing import Visitor
from tests.builders import (
    FRIDAY,
    MONDAY,
    NOW,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    a_published_discussion,
    a_series,
    accepted,
    registered,
)
from tests.feeds import entries_in, head_of, shown

DAYS = {"First": MONDAY, "Second": TUESDAY, "Third": WEDNESDAY}
LATER = NOW + timedelta(hours=1)


def test_a_calendar_holds_what_its_owner_registered_for_in_the_series(database: Database, visitor: Visitor) -> None:
    paths = _registered(database, {"First": MONDAY, "Third": WEDNESDAY})
    with database.writing() as session:
        a_published_discussion(session, THURSDAY, series=_series(session), title="Not hers")
        registered(session, a_published_discussion(session, FRIDAY, title="Another series"), "Ana")

    first, third = (visitor.get(f"{path}/calendar.ics") for path in paths.values())

    assert shown(first, "SUMMARY", "STATUS", "DTSTART", "URL") == [
        ("First", "CONFIRMED", "20270222T070000Z", f"https://rembuk.example{paths['First']}"),
        ("Third", "CONFIRMED", "20270224T070000Z", f"https://rembuk.example{paths['Third']}"),
    ]
    assert entries_in(first) == entries_in(third)
    assert head_of(first) == {
        "BEGIN": "VCALENDAR", "VERSION": "2.0", "PRODID": "-//Rembuk//Rembuk//EN", "CALSCALE": "GREGORIAN",
        "NAME": "Social protection", "X-WR-CALNAME": "Social protection", "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H", "URL": f"https://rembuk.example{paths['First']}",
    }  # fmt: skip
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["content-disposition"] == 'inline; filename="calendar.ics"'
    assert (first.headers["cache-control"], first.headers["x-robots-tag"]) == ("no-store", "noindex")


def test_a_calendar_names_nobody_else_and_no_room(database: Database, visitor: Visitor) -> None:
    (path,) = _registered(database, {"First": MONDAY}).values()
    with database.writing() as session:
        registered(session, _discussion(session, "First"), "Budi")

    feed = visitor.get(f"{path}/calendar.ics").text

    names = ("Ana", "Budi", "Citra", "Rudi", "room.example", "ATTENDEE", "ORGANIZER", "CONFERENCE", "METHOD", "VALARM")
    assert [name for name in names if name in feed] == []


def test_a_place_on_the_waiting_list_is_tentative_and_says_so(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, capacity=1)
        budi, ana = (registered(session, discussion, name) for name in ("Budi", "Ana"))
        path = personal_path(session, ana)
    waiting, file = (entries_in(visitor.get(path + end))[0] for end in ("/calendar.ics", ".ics"))

    with database.writing() as session:
        seats.give_up(session, session.get_one(Discussion, discussion.id), session.get_one(Registration, budi.id),
                      LATER)  # fmt: skip
        seats.fill_free_seats(session, session.get_one(Discussion, discussion.id), LATER)
    seated = entries_in(visitor.get(f"{path}/calendar.ics"))[0]

    not_a_seat = "You are on the waiting list\\; this is not a seat yet."
    assert [(one["STATUS"], not_a_seat in one["DESCRIPTION"]) for one in (waiting, file, seated)] == [
        ("TENTATIVE", True), ("TENTATIVE", True), ("CONFIRMED", False)
    ]  # fmt: skip
    assert seated["UID"] == waiting["UID"] != file["UID"]
    assert (seated["DTSTAMP"], seated["SEQUENCE"]) == ("20270201T040000Z", str(int(waiting["SEQUENCE"]) + 3600))


def test_what_was_given_up_or_cancelled_stays_for_ninety_days_after_its_date(
    database: Database, visitor: Visitor
) -> None:
    paths = _registered(database, DAYS)
    with database.writing() as session:
        first = session.exec(select(Registration).order_by(Registration.id)).first()  # type: ignore[arg-type]
        assert first is not None
        seats.give_up(session, _discussion(session, "First"), first, LATER)
        schedule.cancel(session, _discussion(session, "Second"), "", LATER)
        second_ends_at = _discussion(session, "Second").ends_at

    told = {}
    for days in (0, 89, 90):
        visitor.now = second_ends_at + timedelta(days=days)
        told[days] = shown(visitor.get(f"{paths['Third']}/calendar.ics"), "SUMMARY", "STATUS")

    assert told == {
        0: [("First", "CANCELLED"), ("Second", "CANCELLED"), ("Third", "CONFIRMED")],
        89: [("Second", "CANCELLED"), ("Third", "CONFIRMED")],
        90: [("Third", "CONFIRMED")],
    }


def test_a_calendar_outlives_the_personal_page_and_then_looks_like_none(
    database: Database, visitor: Visitor
) -> None:
    paths = _registered(database, DAYS)
    with database.reading() as session:
        last_ends_at = _discussion(session, "Third").ends_at

    answers = {}
    for days in (31, 89, 90):
        visitor.now = last_ends_at + timedelta(days=days)
        answers[days] = [visitor.get(f"{paths['First']}{end}") for end in ("", ".ics", "/calendar.ics")]
    guessed = visitor.get(f"/r/{'A' * 24}/calendar.ics")

    assert {days: [one.status_code for one in each] for days, each in answers.items()} == {
        31: [404, 404, 200], 89: [404, 404, 200], 90: [404, 404, 404]
    }  # fmt: skip
    assert (answers[90][2].content, answers[90][2].headers["content-type"]) == (
        guessed.content, guessed.headers["content-type"]
    )  # fmt: skip


@pytest.mark.parametrize("path", [f"/r/{'A' * 24}/calendar.ics", f"/p/{'A' * 24}/calendar.ics"])
def test_guessing_the_address_of_a_calendar_is_counted(database: Database, visitor: Visitor, path: str) -> None:
    statuses = [visitor.get(path).status_code for _ in range(61)]

    assert statuses == [404] * 60 + [429]


def test_discreet_people_show_an_employer_nothing(database: Database, visitor: Visitor) -> None:
    (path,) = _registered(database, {"First": MONDAY}, discreet=True).values()

    feed = visitor.get(f"{path}/calendar.ics")

    (entry,) = entries_in(feed)
    page = f"https://rembuk.example{path}"
    assert {name: entry[name] for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CLASS")} == {
        "SUMMARY": "Online discussion", "DESCRIPTION": page, "LOCATION": page, "URL": page, "CLASS": "PRIVATE"
    }  # fmt: skip
    assert (head_of(feed)["NAME"], head_of(feed)["X-WR-CALNAME"]) == ("Online discussions", "Online discussions")
    assert [word for word in ("First", "rotection", "nion") if word in feed.text.replace("union.example", "")] == []


def test_the_link_a_phone_number_opens_tells_of_no_other_discussion(database: Database, visitor: Visitor) -> None:
    """Anybody may type a number, and the page shows the link: it must not tell what else was registered with it."""
    paths = _registered(database, DAYS, email=None, phone="+6281234567890")

    feed = visitor.get(f"{paths['Second']}/calendar.ics")

    assert shown(feed, "SUMMARY") == [("Second",)]


def test_a_calendar_speaks_the_language_of_its_owner(database: Database, visitor: Visitor) -> None:
    (path,) = _registered(database, {"First": MONDAY}, language="id").values()

    (entry,) = entries_in(visitor.get(f"{path}/calendar.ics"))

    assert entry["DESCRIPTION"].startswith("Senin\\, 22 Februari 2027\\n14.00 WIB · 15.00 WITA · 16.00 WIT · 16.00 TLT")


def test_a_moved_discussion_keeps_its_identity_and_counts_on(database: Database, visitor: Visitor) -> None:
    (path,) = _registered(database, {"First": MONDAY}).values()
    (before,) = entries_in(visitor.get(f"{path}/calendar.ics"))

    with database.writing() as session:
        first = _discussion(session, "First")
        readiness.change(session, first, plan_of(first, starts_at_local=FRIDAY), LATER)
    (after,) = entries_in(visitor.get(f"{path}/calendar.ics"))

    assert after["UID"] == before["UID"]
    assert (after["DTSTART"], after["DTSTAMP"]) == ("20270226T070000Z", "20270201T040000Z")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_three_kinds_of_calendar_never_share_an_identity(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", series=a_series(session, slug="protection"))
        path = personal_path(session, registered(session, discussion, "Ana"))

    addresses = ("/series/protection.ics", f"{path}.ics", f"{path}/calendar.ics")
    uids = [entries_in(visitor.get(address))[0]["UID"] for address in addresses]

    assert len(set(uids)) == 3
    assert {uid[:5] for uid in uids} == {"feed-"}
    assert entries_in(visitor.get("/discussions/talk.ics"))[0]["UID"] == uids[0]


def test_a_member_who_also_speaks_finds_each_in_its_own_calendar(database: Database, visitor: Visitor) -> None:
    paths = _registered(database, {"First": MONDAY})
    with database.writing() as session:
        third = a_published_discussion(session, WEDNESDAY, series=_series(session), title="Third")
        accepted(session, third, "Ana")

    assert shown(visitor.get(f"{paths['First']}/calendar.ics"), "SUMMARY") == [("First",)]


def _registered(database: Database, titles: dict[str, Any], **answers: Any) -> dict[str, str]:
    """Ana registers for a discussion of each title; the personal path of each."""
    with database.writing() as session:
        series = a_series(session, slug="protection")
        paths = {
            title: personal_path(
                session,
                registered(session, a_published_discussion(session, day, series=series, title=title), "Ana", **answers),
            )
            for title, day in titles.items()
        }
        assert len(session.exec(select(Person).where(Person.full_name == "Ana")).all()) == 1
        return paths


def _series(session: Session) -> Series:
    return session.exec(select(Series).where(Series.slug == "protection")).one()


def _discussion(session: Session, title: str) -> Discussion:
    return session.exec(select(Discussion).where(Discussion.title == title)).one()
