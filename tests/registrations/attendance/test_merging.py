"""From reports, clicks and check-ins to one line for each person; what was decided outlives the next report."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from events.queries import series_of
from foundation.moments import wall_of
from registrations.attendance.check_in import check_in
from registrations.attendance.doubts import decide, doubts_in, strangers_in, take_back
from registrations.attendance.lines import lines_in, set_by_hand, totals
from registrations.attendance.models import Attendance, How, RoomName
from registrations.attendance.room_reports import count_report, discard_report, take_in
from registrations.attendance.rule import set_percent
from registrations.door import join
from registrations.models import Registration, Visit
from tests.builders import a_published_discussion, accepted, refusals, registered
from tests.registrations.attendance.messy_room import a_messy_room, as_zoom

MINUTE = timedelta(minutes=1)
HEAD = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"


def zoom(*rows: tuple[str, str, str, str]) -> bytes:
    """Name, address, from, to; in the afternoon of the 24th."""
    lines = [f"{name},{email},02/24/2027 {joined}:00 PM,02/24/2027 {left}:00 PM,1,Yes\n"
             for name, email, joined, left in rows]  # fmt: skip
    return (HEAD + "".join(lines)).encode()


def counted(session: Session, discussion: Discussion, content: bytes, timezone: str = "Asia/Jakarta") -> Any:
    now = discussion.ends_at + 10 * MINUTE
    report = take_in(session, discussion, content, "room.csv", by_id=None, now=now)
    count_report(session, discussion, report, timezone=timezone, now=now)
    return report


def lines(session: Session, discussion: Discussion) -> dict[str, tuple[int, int, bool]]:
    """Minutes, check-ins and the result, by name."""
    found, _ = lines_in(session, discussion, state="", search="", page=1)
    return {one.registration.full_name: (one.minutes, one.check_ins, one.attended) for one in found}


def doubtful(session: Session, discussion: Discussion) -> dict[str, list[str]]:
    return {one.seen.name: [person.full_name for person in one.likely] for one in doubts_in(session, discussion)[0]}


@pytest.fixture
def discussion(session: Session) -> Discussion:
    """From 14:00 to 15:30 in Jakarta; Ana, Ben and Eva Maria are registered."""
    found = a_published_discussion(session)
    for name in ("Ana", "Ben", "Eva Maria"):
        registered(session, found, name)
    return found


def person(session: Session, name: str) -> Registration:
    return session.exec(select(Registration).where(Registration.full_name == name)).one()


def test_reports_clicks_and_check_ins_make_one_line_each(session: Session, discussion: Discussion) -> None:
    start, ben = discussion.starts_at, person(session, "Ben")
    join(session, discussion, ben.person_id, start + 2 * MINUTE)
    check_in(session, discussion, ben, 1, now=start + 50 * MINUTE)
    counted(session, discussion, zoom(
        ("iPhone", "ana@union.example", "01:50", "02:30"), ("Ana", "", "02:20", "03:10"),
        ("Ben_KSPI", "", "03:00", "03:25"), ("Tamu", "", "02:00", "03:30"),
    ))  # fmt: skip

    assert lines(session, discussion) == {
        "Ana": (70, 0, True), "Ben": (73, 1, True), "Eva Maria": (0, 0, False),
    }  # fmt: skip
    assert [one.name for one in strangers_in(session, discussion)] == ["Tamu"]
    assert (totals(session, discussion).seats, totals(session, discussion).attended) == (3, 2)


def test_the_rule_is_both_check_ins_or_enough_of_the_minutes(session: Session, discussion: Discussion) -> None:
    start, eva = discussion.starts_at, person(session, "Eva Maria")
    check_in(session, discussion, eva, 1, now=start + 6 * MINUTE)
    check_in(session, discussion, eva, 2, now=start + 81 * MINUTE)
    counted(session, discussion, zoom(("Ana", "", "02:00", "03:03"), ("Ben", "", "02:00", "03:02")))

    assert lines(session, discussion) == {
        "Ana": (63, 0, True), "Ben": (62, 0, False), "Eva Maria": (0, 2, True),
    }  # fmt: skip
    set_percent(session, series_of(session, discussion), 68, start)
    assert lines(session, discussion)["Ben"] == (62, 0, True)
    assert refusals(session, set_percent, series_of(session, discussion), 0, start) == {
        "percent": "Please write a number from 1 to 100."
    }


def test_what_an_organiser_says_holds_against_all_evidence(session: Session, discussion: Discussion) -> None:
    ana, now = person(session, "Ana"), discussion.ends_at
    counted(session, discussion, zoom(("Ana", "", "02:00", "03:30")))

    why = refusals(session, set_by_hand, discussion, ana, False, reason=" ", by_id=None, now=now)
    set_by_hand(session, discussion, ana, False, reason="Somebody else sat there", by_id=None, now=now)
    set_by_hand(session, discussion, person(session, "Ben"), True, reason="By telephone", by_id=None, now=now)
    counted(session, discussion, zoom(("Ana", "", "02:00", "03:30")))
    held = lines(session, discussion)
    set_by_hand(session, discussion, ana, None, reason="", by_id=None, now=now)

    assert why == {"reason": "Please write why, for those who look at it later."}
    assert held == {"Ana": (90, 0, False), "Ben": (0, 0, True), "Eva Maria": (0, 0, False)}
    assert lines(session, discussion)["Ana"] == (90, 0, True)


def test_only_what_resembles_somebody_is_reviewed_and_decided_once(session: Session, discussion: Discussion) -> None:
    first = zoom(("Eva Mraia", "", "02:00", "03:30"), ("Bem", "", "02:00", "03:30"), ("Tamu", "", "02:00", "03:30"))
    counted(session, discussion, first)
    doubts = doubtful(session, discussion)
    names = {row.name: row for row in session.exec(select(RoomName)).all()}

    decide(session, discussion, names["Eva Mraia"], person(session, "Eva Maria").person_id, by_id=None,
           now=discussion.ends_at)  # fmt: skip
    decided = lines(session, discussion)
    counted(session, discussion, first + zoom(("EVA MRAIA", "", "03:10", "03:20"))[len(HEAD):])  # fmt: skip

    assert doubts == {"Eva Mraia": ["Eva Maria"]}
    assert decided["Eva Maria"] == (90, 0, True)
    assert (doubtful(session, discussion), lines(session, discussion)) == ({}, decided)
    take_back(session, discussion, names["Eva Mraia"], discussion.ends_at)
    assert lines(session, discussion)["Eva Maria"] == (0, 0, False)


def test_nobody_of_these_is_a_stranger_from_then_on(session: Session, discussion: Discussion) -> None:
    counted(session, discussion, zoom(("Eva Mraia", "", "02:00", "03:30")))
    (seen,) = session.exec(select(RoomName)).all()

    decide(session, discussion, seen, None, by_id=None, now=discussion.ends_at)
    counted(session, discussion, zoom(("Eva Mraia", "", "02:00", "03:30")))

    assert doubtful(session, discussion) == {}
    assert [one.name for one in strangers_in(session, discussion)] == ["Eva Mraia"]


def test_the_same_report_twice_and_a_report_thrown_away(session: Session, discussion: Discussion) -> None:
    content = zoom(("Ana", "", "02:00", "02:30"), ("Ben", "", "02:00", "03:30"))
    once = counted(session, discussion, content)
    before = lines(session, discussion)
    again = counted(session, discussion, content)

    assert lines(session, discussion) == before == {
        "Ana": (30, 0, False), "Ben": (90, 0, True), "Eva Maria": (0, 0, False),
    }  # fmt: skip
    for report in (once, again):
        discard_report(session, discussion, report, discussion.ends_at)
    assert {minutes for minutes, _, _ in lines(session, discussion).values()} == {0}


def test_the_hours_are_those_of_the_zone_that_was_chosen(session: Session, discussion: Discussion) -> None:
    counted(session, discussion, zoom(("Ana", "", "03:30", "04:30")), "Asia/Dili")

    assert lines(session, discussion)["Ana"] == (30, 0, False)


def test_who_speaks_is_no_stranger(session: Session, discussion: Discussion) -> None:
    accepted(session, discussion, "Olga", "observer")
    counted(session, discussion, zoom(("Citra", "", "01:45", "03:30"), ("Olga", "", "02:00", "03:30")))

    assert (strangers_in(session, discussion), doubtful(session, discussion)) == ([], {})
    assert "Citra" not in lines(session, discussion)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_messy_report_of_three_hundred_people_leaves_few_to_review(session: Session) -> None:
    found = a_published_discussion(session)
    guests = a_messy_room(0, 300, found.starts_at)
    for guest in guests:
        row = registered(session, found, guest.name, email=guest.email)
        for at in guest.clicks:
            session.add(Visit(discussion_id=found.id or 0, person_id=row.person_id, joined_at=at))
    counted(session, found, as_zoom(guests, lambda at: wall_of(at, "Asia/Jakarta"), strangers=5))

    assert doubts_in(session, found)[1] <= 15
    assert len(session.exec(select(Attendance)).all()) >= 270
    assert {row.how for row in session.exec(select(RoomName)).all()} == {How.ADDRESS, How.LINK, How.NAME, None}

