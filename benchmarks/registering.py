"""Registering: the whole rule, committed to the disk before the answer, while letters leave."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session, func, select

from benchmarks.load import Load, full_load
from benchmarks.machines import mail_sink
from benchmarks.props import SLUG, a_full_discussion, folder, fresh_database, sqlite_in
from benchmarks.served import serving
from benchmarks.table import Ceiling, Line, at_least, below
from events.queries import public_discussion
from foundation.clock import utc_now
from foundation.database import Database
from registrations.models import Purpose, Registration
from registrations.register import Answers, register_held
from registrations.seats import held_discussion

CLIENTS, SECONDS, ALONE_SECONDS = 16, 8, 3
FORM = f"""
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
local fields = "full_name=Ani+Teladan+%d&email=ani%d%%40union.example&phone=&union=Serikat+Contoh&union_level=plant"
    .. "&group=&province=&language=id&timezone=Asia%%2FJakarta&support=&question=&consent_take_part=yes"
local number = 0
request = function()
    number = number + 1
    return wrk.format("POST", "/discussions/{SLUG}/registrations", nil, fields:format(number, number))
end
"""


def measured() -> Iterator[Line]:
    with folder() as place:
        commits = _bare_commits(place)
        alone = _rule_alone(place)
        load = _through_http(place)
    ceiling = Ceiling(commits, "bare commits of one row")
    yield Line(
        what=f"registering, {CLIENTS} clients, letters leaving", measured=load.per_second, unit="/s", ceiling=ceiling,
        wanted=at_least(600),
    )  # fmt: skip
    yield Line(what="the same, p99", measured=load.p99_milliseconds, unit=" ms", wanted=below(150))
    yield Line(what="the rule alone, one thread, each committed", measured=alone, unit="/s", ceiling=ceiling)


def _through_http(place: Path) -> Load:
    """Asserts that everybody who was told so has a seat, and nobody else."""
    with fresh_database(sqlite_in(place)) as database, database.writing() as session:
        a_full_discussion(session)
    with mail_sink() as port, serving(place, f"/discussions/{SLUG}", mail_url=f"smtp://127.0.0.1:{port}") as server:
        load = full_load(server, "/", clients=CLIENTS, seconds=SECONDS, place=place, requests=FORM)
    with fresh_database(sqlite_in(place)) as database, database.reading() as session:
        taken = public_discussion(session, SLUG).seats_taken
        assert session.exec(select(func.count()).select_from(Registration)).one() == taken
    assert not load.wrong and load.requests <= taken <= load.requests + CLIENTS, (load, taken)
    return load


def _rule_alone(place: Path) -> float:
    with fresh_database(sqlite_in(place, "alone")) as database:
        with database.writing() as session:
            a_full_discussion(session)
        return _a_second(lambda number: _register(database, number))


def _register(database: Database, number: int) -> None:
    answers = Answers(
        full_name=f"Ani Teladan {number}", email=f"ani{number}@union.example", union="Serikat Contoh",
        consents={purpose: purpose is Purpose.TAKE_PART for purpose in Purpose},
    )  # fmt: skip
    with database.writing() as session:
        register_held(session, held_discussion(session, SLUG)[0], answers, utc_now())


def _bare_commits(place: Path) -> float:
    """One row of one column, through the same driver with the same pragmas, without SQLAlchemy around it."""
    with fresh_database(sqlite_in(place, "bare")) as database:
        with Session(database.engine) as session:
            session.connection().execute(text("CREATE TABLE bare (number INTEGER PRIMARY KEY)"))
            session.commit()
        connection = database.engine.raw_connection()
        insert = connection.driver_connection.execute  # type: ignore[union-attr]
        try:
            return _a_second(lambda number: insert("INSERT INTO bare VALUES (?)", (number,)))
        finally:
            connection.close()


def _a_second(work: Callable[[int], object]) -> float:
    """How often `work(number)` can be done in a second."""
    started, number = time.perf_counter(), 0
    while time.perf_counter() < started + ALONE_SECONDS:
        work(number)
        number += 1
    return number / (time.perf_counter() - started)
