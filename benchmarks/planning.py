"""Planning: everybody in a discussion is owed an invitation, and it becomes a row."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import Session, func, select

from benchmarks.props import a_full_discussion, add_people, folder, fresh_database, register_everybody, sqlite_in
from benchmarks.table import Ceiling, Line, below
from foundation.clock import utc_now
from foundation.database import Database
from notifications.models import Delivery
from notifications.plan import plan_discussion
from tests.machines.postgres import running_postgres

PEOPLE = 100_000
BARE = """
INSERT INTO delivery (kind, person_id, discussion_id, occasion, channel, state, priority, due_at, expires_at, attempts,
                      fence, reason, created_at)
SELECT 'bare', id, 0, 0, 'email', 'planned', 50, created_at, created_at, 0, 0, '', created_at FROM person
WHERE email LIKE 'person%'
"""


def measured() -> Iterator[Line]:
    """PostgreSQL writes to the disk and waits for it, as SQLite does."""
    with ExitStack() as stack:
        place, postgres = stack.enter_context(folder()), stack.enter_context(running_postgres(durable=True))
        urls = {"SQLite": sqlite_in(place), "PostgreSQL": postgres.url(postgres.create_database())}
        for name, url in urls.items():
            database = stack.enter_context(fresh_database(url))
            planning, bare = _seconds(database)
            yield Line(
                what=f"planning {PEOPLE:,} invitations, {name}", measured=planning, unit=" s",
                ceiling=Ceiling(bare, "bare INSERT … SELECT"), wanted=below(3),
            )  # fmt: skip


def _seconds(database: Database) -> tuple[float, float]:
    """Of planning, and of writing as many rows that nobody had to think about."""
    with database.writing() as session:
        discussion = a_full_discussion(session)
        add_people(session, PEOPLE)
        register_everybody(session)
        number = discussion.id
    assert number is not None, "flushed rows have a number"
    with database.writing() as session:
        session.connection().execute(text("ANALYZE"))
    bare = _timed(database, lambda session: session.connection().execute(text(BARE)))
    with database.writing() as session:
        session.connection().execute(text("DELETE FROM delivery"))
    planning = _timed(database, lambda session: plan_discussion(session, number, utc_now(), timedelta(0)))
    with database.reading() as session:
        planned = session.exec(select(func.count()).select_from(Delivery).where(Delivery.kind == "invited")).one()
    assert planned >= PEOPLE, f"{planned} of {PEOPLE} planned"
    return planning, bare


def _timed(database: Database, work: Callable[[Session], object]) -> float:
    started = time.perf_counter()
    with database.writing() as session:
        work(session)
    return time.perf_counter() - started
