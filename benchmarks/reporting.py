"""The report of a series of 50 discussions with 100,000 registrations: the numbers, and the workbook made of them."""

import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack

from sqlalchemy import text

from benchmarks.props import a_full_series, add_people, folder, fresh_database, register_everybody, sqlite_in
from benchmarks.table import Line, below
from events.models import Series
from events.queries import discussions_in
from foundation.database import Database
from foundation.sheets import Sheet, xlsx_file
from registrations.reports.numbers import numbers_of, together
from registrations.reports.words import sections
from tests.machines.postgres import running_postgres

DISCUSSIONS, PEOPLE = 50, 2_000
ANSWERS = """
UPDATE registration SET sex = CASE person_id % 3 WHEN 0 THEN 'woman' WHEN 1 THEN 'man' ELSE 'undisclosed' END,
    "union" = 'Union ' || (person_id % 100), province = CASE person_id % 7 WHEN 0 THEN 'TL-DI' ELSE 'ID-JK' END,
    union_level = 'branch', "group" = 'workers'
"""
CONSENTS = """
INSERT INTO consent (registration_id, purpose, given, wording, language, channel, at)
SELECT id, 'statistics', true, '2026-11', 'id', 'web', registered_at FROM registration
"""
VISITS = """
INSERT INTO visit (discussion_id, person_id, joined_at)
SELECT discussion_id, person_id, registered_at FROM registration WHERE id % 4 > 0
"""


def measured() -> Iterator[Line]:
    with ExitStack() as stack:
        place, postgres = stack.enter_context(folder()), stack.enter_context(running_postgres(durable=True))
        for name, url in (("SQLite", sqlite_in(place)), ("PostgreSQL", postgres.url(postgres.create_database()))):
            yield from _lines(stack.enter_context(fresh_database(url)), name)


def _lines(database: Database, name: str) -> Iterator[Line]:
    with database.writing() as session:
        number = a_full_series(session, DISCUSSIONS).id
        add_people(session, PEOPLE)
        register_everybody(session)
        for statement in (ANSWERS, CONSENTS, VISITS):
            session.connection().execute(text(statement))
    with database.writing() as session:
        session.connection().execute(text("ANALYZE"))
    before, started = _peak_megabytes(), time.perf_counter()
    with database.reading() as session:
        each = numbers_of(session, discussions_in(session, session.get_one(Series, number)))
    counted = time.perf_counter()
    assert together(list(each.values())).everybody.registered == DISCUSSIONS * PEOPLE
    rows = [[str(line.label), line.said.registered, line.said.attended]
            for one in each.values() for section in sections(one) for line in section.lines]  # fmt: skip
    xlsx_file([Sheet("Report", ["Group", "Registered", "Attended"], rows)])
    written, what = time.perf_counter(), f"report of {DISCUSSIONS} discussions, {DISCUSSIONS * PEOPLE:,} seats, {name}"
    yield Line(what=what, measured=counted - started, unit=" s", wanted=below(2))
    yield Line(what="the same as a workbook", measured=written - started, unit=" s", wanted=below(10))
    yield Line(what="the same, memory it took at most", measured=_peak_megabytes() - before, unit=" MB",
               wanted=below(20))  # fmt: skip


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
