"""A tick when nothing is owed to anybody, beside a million registrations and the letters they once got."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from sqlalchemy import text

import main
from benchmarks.props import (
    a_full_discussion,
    add_people,
    folder,
    fresh_database,
    register_everybody,
    settings_for,
    sqlite_in,
)
from benchmarks.table import Line, below
from foundation.clock import utc_now
from foundation.database import Database
from tests.machines.postgres import running_postgres

PEOPLE, DISCUSSIONS, TICKS = 50_000, 20, 50
LETTERS = """
INSERT INTO delivery (kind, person_id, discussion_id, occasion, channel, state, priority, due_at, expires_at, attempts,
                      fence, sent_at, reason, created_at)
SELECT 'invited', person_id, discussion_id, 0, 'email', 'sent', 50, registered_at, registered_at, 1, 1, registered_at,
       '250', registered_at FROM registration
"""
QUIET = ("UPDATE discussion SET attention_at = starts_at", "UPDATE engagement SET attention = false", "ANALYZE")


def measured() -> Iterator[Line]:
    with ExitStack() as stack:
        place, postgres = stack.enter_context(folder()), stack.enter_context(running_postgres())
        urls = {"SQLite": sqlite_in(place), "PostgreSQL": postgres.url(postgres.create_database())}
        for name, url in urls.items():
            database = stack.enter_context(fresh_database(url))
            _fill(database)
            yield Line(
                what=f"idle tick with {PEOPLE * DISCUSSIONS:,} registrations, {name}", measured=_milliseconds(database),
                unit=" ms", wanted=below(10),
            )  # fmt: skip


def _fill(database: Database) -> None:
    """All discussions lie ahead, all letters have left."""
    with database.writing() as session:
        for number in range(1, DISCUSSIONS + 1):
            a_full_discussion(session, number)
        add_people(session, PEOPLE)
        register_everybody(session)
        for statement in (LETTERS, *QUIET):
            session.connection().execute(text(statement))


def _milliseconds(database: Database) -> float:
    taken, settings = [], settings_for(database)
    for _ in range(TICKS):
        started = time.perf_counter()
        main.tick(database, settings, utc_now())
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)
