"""The calendar of a speaker: the own rows of each agenda in a series, behind the personal link."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from events import schedule
from events.models import Discussion, Series
from events.schedule import plan_of
from foundation.database import Database
from foundation.people import Person, Role
from speakers import readiness
from speakers.engagements import accept, decline, personal_path, withdraw
from speakers.models import Engagement
from speakers.slots import SlotRow, plan_agenda
from tests.browsing import Visitor
from tests.builders import (
    FRIDAY,
    MONDAY,
    NOW,
    WEDNESDAY,
    a_discussion,
    a_published_discussion,
    a_series,
    accepted,
    asked,
    registered,
)
from tests.feeds import Entry, entries_in, head_of, shown

LATER = NOW + timedelta(hours=1)
COSTS, PANEL = "What it costs", ""
OWN_ROWS = [("presentation", 25, COSTS), ("panel", 30, PANEL)]


def test_a_speaker_finds_one_entry_for_each_own_row_of_each_agenda(database: Database, visitor: Visitor) -> None:
    path = _speaks(database, OWN_ROWS)
    with database.writing() as session:
        accepted(session, a_discussion(session, FRIDAY, series=_series(session), title="No agenda yet"), "Sari")

    feed = visitor.get(f"{path}/calendar.ics")

    assert shown(feed, "SUMMARY", "DTSTART", "DTEND", "STATUS") == [
        (COSTS, "20270222T071000Z", "20270222T073500Z", "CONFIRMED"),
        ("Panel discussion: Wages", "20270222T073500Z", "20270222T080500Z", "CONFIRMED"),
        ("No agenda yet", "20270226T070000Z", "20270226T083000Z", "CONFIRMED"),
    ]
    assert entries_in(feed)[0]["DESCRIPTION"].startswith(
        "Wages\\, 16:00–17:30 TLT (14:00–15:30 WIB)\\n\\nMonday\\, 22 February 2027\\n14:10 WIB · 15:10 WITA"
    )
    assert {entry["URL"] for entry in entries_in(feed)[:2]} == {f"https://rembuk.example{path}"}
    assert (head_of(feed)["NAME"], head_of(feed)["REFRESH-INTERVAL"]) == ("Social protection", "PT1H")


def test_a_speakers_calendar_names_nobody_and_no_room(database: Database, visitor: Visitor) -> None:
    path = _speaks(database, OWN_ROWS)
    with database.writing() as session:
        registered(session, session.exec(select(Discussion)).one(), "Budi")

    feed = visitor.get(f"{path}/calendar.ics").text

    names = ("Sari", "Budi", "Citra", "Rudi", "room.example", "ATTENDEE", "ORGANIZER", "CONFERENCE", "METHOD", "VALARM")
    assert [name for name in names if name in feed] == []


def test_an_entry_keeps_its_identity_while_its_row_comes_moves_and_goes(
    database: Database, visitor: Visitor
) -> None:
    path = _speaks(database, [])
    told = [entries_in(visitor.get(f"{path}/calendar.ics"))]
    for rows, minutes_before in ((OWN_ROWS, 10), (OWN_ROWS, 20), ([], 10)):
        with database.writing() as session:
            _plan(session, rows, minutes_before)
        told.append(entries_in(visitor.get(f"{path}/calendar.ics")))

    uid = told[0][0]["UID"]
    assert [[entry["UID"] == uid for entry in entries] for entries in told] == [
        [True], [True, False], [True, False], [True]
    ]  # fmt: skip
    assert [entries[0]["DTSTART"] for entries in told] == [
        "20270222T070000Z", "20270222T071000Z", "20270222T072000Z", "20270222T070000Z"
    ]  # fmt: skip


def test_a_change_of_the_agenda_makes_the_entry_newer(database: Database, visitor: Visitor) -> None:
    path = _speaks(database, OWN_ROWS)
    before = entries_in(visitor.get(f"{path}/calendar.ics"))[0]
    with database.writing() as session:
        _plan(session, OWN_ROWS, 20, now=LATER)

    after = entries_in(visitor.get(f"{path}/calendar.ics"))[0]

    assert (after["DTSTAMP"], after["LAST-MODIFIED"]) == ("20270201T040000Z", "20270201T040000Z")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_an_open_question_is_tentative_and_a_part_that_ended_is_cancelled(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        series = a_series(session, slug="protection")
        answers: dict[str, Any] = {"Asked": None, "Accepted": accept, "Declined": decline, "Withdrawn": withdraw}
        for number, (title, rule) in enumerate(answers.items()):
            discussion = a_discussion(session, MONDAY + timedelta(days=number), series=series, title=title)
            engagement = asked(session, discussion, "Sari")
            if rule is not None:
                rule(session, engagement, LATER)
            path = personal_path(session, engagement)
        off = a_published_discussion(session, FRIDAY, series=series, title="Called off")
        accepted(session, off, "Sari")
        schedule.cancel(session, off, "", LATER)

    feed = visitor.get(f"{path}/calendar.ics")

    assert shown(feed, "SUMMARY", "STATUS") == [
        ("Asked", "TENTATIVE"), ("Accepted", "CONFIRMED"), ("Declined", "CANCELLED"), ("Withdrawn", "CANCELLED"),
        ("Called off", "CANCELLED"),
    ]  # fmt: skip
    assert entries_in(feed)[0]["DESCRIPTION"].startswith("Please answer: do you take part?\\n\\n")


def test_a_part_taken_back_leaves_the_calendar_ninety_days_after_its_date(
    database: Database, visitor: Visitor
) -> None:
    path = _speaks(database, OWN_ROWS)
    with database.writing() as session:
        withdraw(session, session.exec(select(Engagement).where(Engagement.full_name == "Sari")).one(), LATER)
        ends_at = session.exec(select(Discussion)).one().ends_at
        accepted(session, a_discussion(session, WEDNESDAY, series=_series(session), title="Later"), "Sari")

    told = []
    for days in (89, 90):
        visitor.now = ends_at + timedelta(days=days)
        told.append(shown(visitor.get(f"{path}/calendar.ics"), "SUMMARY", "STATUS"))

    assert told == [[("Wages", "CANCELLED"), ("Later", "CONFIRMED")], [("Later", "CONFIRMED")]]


def test_a_discreet_speaker_shows_an_employer_nothing_but_the_hour(database: Database, visitor: Visitor) -> None:
    path = _speaks(database, OWN_ROWS)
    with database.writing() as session:
        _make_discreet(session)

    feed, file = visitor.get(f"{path}/calendar.ics"), visitor.get(f"{path}.ics")

    page = f"https://rembuk.example{path}"
    assert shown(feed, "SUMMARY", "DTSTART", "DESCRIPTION", "CLASS") == [
        ("Online discussion", "20270222T071000Z", page, "PRIVATE"),
        ("Online discussion", "20270222T073500Z", page, "PRIVATE"),
    ]
    assert head_of(feed)["NAME"] == "Online discussions"
    assert shown(file, "SUMMARY", "CLASS") == [("Online discussion", "PRIVATE")]
    assert entries_in(file)[0]["DESCRIPTION"] == (
        "Your part: 16:10–16:35 TLT (14:10–14:35 WIB)\\, Presentation\\n"
        f"Your part: 16:35–17:05 TLT (14:35–15:05 WIB)\\, Panel discussion\\n\\n{page}"
    )


def test_the_file_of_one_discussion_says_the_own_slots_in_words(database: Database, visitor: Visitor) -> None:
    path = _speaks(database, OWN_ROWS)

    (entry,) = entries_in(visitor.get(f"{path}.ics"))

    assert (entry["SUMMARY"], entry["DTSTART"], entry["DTEND"]) == ("Wages", "20270222T070000Z", "20270222T083000Z")
    assert entry["DESCRIPTION"].startswith(
        "Your part: 16:10–16:35 TLT (14:10–14:35 WIB)\\, What it costs\\n"
        "Your part: 16:35–17:05 TLT (14:35–15:05 WIB)\\, Panel discussion\\n\\nMonday\\, 22 February 2027\\n"
    )


def test_a_calendar_outlives_the_card_and_a_revoked_link_opens_none(database: Database, visitor: Visitor) -> None:
    path = _speaks(database, OWN_ROWS)
    with database.reading() as session:
        ends_at = session.exec(select(Discussion)).one().ends_at
    statuses = []
    for days in (31, 89, 90):
        visitor.now = ends_at + timedelta(days=days)
        statuses.append([visitor.get(path + end).status_code for end in ("", ".ics", "/calendar.ics")])
    visitor.now = NOW
    with database.writing() as session:
        discussion = session.exec(select(Discussion)).one()
        decline(session, session.exec(select(Engagement).where(Engagement.full_name == "Sari")).one(), NOW)
        new_path = personal_path(session, asked(session, discussion, "Sari"))

    assert statuses == [[404, 404, 200], [404, 404, 200], [404, 404, 404]]
    assert [visitor.get(f"{one}/calendar.ics").status_code for one in (path, new_path)] == [404, 200]


def test_a_moved_discussion_takes_its_rows_along(database: Database, visitor: Visitor) -> None:
    path = _speaks(database, OWN_ROWS)
    before = entries_in(visitor.get(f"{path}/calendar.ics"))

    with database.writing() as session:
        discussion = session.exec(select(Discussion)).one()
        readiness.change(session, discussion, plan_of(discussion, starts_at_local=FRIDAY), LATER)
    after = entries_in(visitor.get(f"{path}/calendar.ics"))

    assert [one["DTSTART"] for one in after] == ["20270226T071000Z", "20270226T073500Z"]
    assert _identities(after) == _identities(before)
    assert all(int(new["SEQUENCE"]) > int(old["SEQUENCE"]) for new, old in zip(after, before, strict=True))


def _identities(entries: Sequence[Entry]) -> list[str]:
    return [entry["UID"] for entry in entries]


def _speaks(database: Database, rows: Sequence[tuple[str, int, str]]) -> str:
    """The personal path of Sari in Dili, who speaks in "Wages" on Monday."""
    with database.writing() as session:
        series = a_series(session, slug="protection")
        discussion = a_published_discussion(session, MONDAY, series=series, title="Wages")
        engagement = accepted(session, discussion, "Sari", timezone="Asia/Dili")
        _plan(session, rows)
        return personal_path(session, engagement)


def _plan(
    session: Session, rows: Sequence[tuple[str, int, str]], minutes_before: int = 10, *, now: datetime = NOW
) -> None:  # fmt: skip
    """An opening by the chair, then the rows of Sari."""
    discussion = session.exec(select(Discussion)).one()
    numbers = {one.role if one.full_name != "Sari" else "Sari": one.id for one in session.exec(select(Engagement))}
    opening = SlotRow(kind="opening", minutes=minutes_before, title="Opening", presenter=numbers[Role.CHAIR])
    own = [SlotRow(kind=kind, minutes=minutes, title=title, presenter=numbers["Sari"]) for kind, minutes, title in rows]
    plan_agenda(session, discussion, [opening, *own], now)


def _make_discreet(session: Session) -> None:
    session.exec(select(Person).where(Person.full_name == "Sari")).one().discreet = True


def _series(session: Session) -> Series:
    return session.exec(select(Series).where(Series.slug == "protection")).one()
