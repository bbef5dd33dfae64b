"""A messy report of a very full room: read, taken in, and merged with clicks into one line per person."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

from sqlmodel import Session, SQLModel, select

from benchmarks.props import a_full_discussion, folder, fresh_database, sqlite_in
from benchmarks.table import Ceiling, Line, below
from events.models import Discussion
from foundation.database import Database
from foundation.moments import wall_of
from registrations.attendance.doubts import doubts_in
from registrations.attendance.models import Attendance, ReportedVisit, RoomReport
from registrations.attendance.room_reports import count_report, take_in
from registrations.models import Status
from tests.machines.postgres import running_postgres
from tests.registrations.attendance.messy_room import Guest, a_messy_room, as_zoom

ROWS = 10_000


def measured() -> Iterator[Line]:
    """PostgreSQL writes to the disk and waits for it, as SQLite does."""
    with ExitStack() as stack:
        place, postgres = stack.enter_context(folder()), stack.enter_context(running_postgres(durable=True))
        urls = {"SQLite": sqlite_in(place), "PostgreSQL": postgres.url(postgres.create_database())}
        for name, url in urls.items():
            yield from _lines(name, stack.enter_context(fresh_database(url)))


def _lines(name: str, database: Database) -> Iterator[Line]:
    with database.writing() as session:
        discussion = a_full_discussion(session)
        guests = _guests(discussion)
        _register(session, discussion, guests)
    content, now = as_zoom(guests, lambda at: wall_of(at, discussion.timezone)), discussion.ends_at + timedelta(hours=1)
    reading = _timed(database, lambda session: take_in(
        session, session.get_one(Discussion, discussion.id), content, "room.csv", by_id=None, now=now))  # fmt: skip
    merging = _timed(database, lambda session: count_report(
        session, session.get_one(Discussion, discussion.id), session.exec(select(RoomReport)).one(),
        timezone=discussion.timezone, now=now))  # fmt: skip
    bare = _timed(database, lambda session: session.exec(select(ReportedVisit)).all())
    with database.reading() as session:
        lines = len(session.exec(select(Attendance.person_id)).all())
        left = doubts_in(session, session.get_one(Discussion, discussion.id))[1]
    assert lines > len(guests) * 0.6, f"{lines} of {len(guests)} have a line, {left} are in doubt"
    yield Line(what=f"reading a report of {ROWS:,} rows, {name}", measured=reading, unit=" s", wanted=below(10))
    yield Line(
        what=f"merging {ROWS:,} rows of attendance, {name}", measured=merging, unit=" s",
        ceiling=Ceiling(bare, "the rows read once"), wanted=below(3),
    )  # fmt: skip


def _guests(discussion: Discussion) -> list[Guest]:
    """As many as make so many rows."""
    guests, rows = [], 0
    for guest in a_messy_room(1, ROWS, discussion.starts_at):
        guests.append(guest)
        rows += len(guest.rows)
        if rows >= ROWS:
            break
    return guests


def _register(session: Session, discussion: Discussion, guests: list[Guest]) -> None:
    """As the rules would have made them, in three statements."""
    tables, now = SQLModel.metadata.tables, discussion.created_at
    base = 1_000_000
    session.execute(tables["person"].insert(), [
        {"id": base + number, "contact": f"mailto:{guest.email}", "full_name": guest.name, "email": guest.email,
         "language": "id", "timezone": discussion.timezone, "discreet": False, "created_at": now}
        for number, guest in enumerate(guests)
    ])  # fmt: skip
    session.execute(tables["registration"].insert(), [
        {"discussion_id": discussion.id, "person_id": base + number, "full_name": guest.name, "union": "",
         "province": "", "support": "", "question": "", "status": Status.CONFIRMED, "registered_at": now,
         "confirmed_at": now, "turn": 1, "link_requests": 0, "link_version": 0, "token_hash": str(number),
         "attention": False}
        for number, guest in enumerate(guests)
    ])  # fmt: skip
    session.execute(tables["visit"].insert(), [
        {"discussion_id": discussion.id, "person_id": base + number, "joined_at": at}
        for number, guest in enumerate(guests) for at in guest.clicks
    ])  # fmt: skip


def _timed(database: Database, work: Callable[[Session], object]) -> float:
    with database.writing() as session:
        begun = time.perf_counter()
        work(session)
        session.flush()
        session.commit()
        return time.perf_counter() - begun
