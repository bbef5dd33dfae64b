"""A million messages: planned in one step, and handled one by one at the cost of those among a thousand."""

import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from statistics import median

from sqlalchemy import text
from sqlmodel import func, select

from benchmarks.props import a_full_discussion, add_people, folder, fresh_database, register_everybody, sqlite_in
from benchmarks.table import Ceiling, Line, at_most, below
from foundation.clock import utc_now
from foundation.database import Database
from notifications import claims, outcomes
from notifications.claims import Claim
from notifications.models import Delivery
from notifications.outcomes import Sent
from notifications.plan import plan_discussion
from tests.machines.postgres import running_postgres

FEW, MANY = 1_000, 1_000_000
PORTION, PORTIONS = 64, 15
AT_ONCE = timedelta(0)


def measured() -> Iterator[Line]:
    """PostgreSQL writes to the disk and waits for it, as SQLite does."""
    with ExitStack() as stack:
        place, postgres = stack.enter_context(folder()), stack.enter_context(running_postgres(durable=True))
        for name in ("SQLite", "PostgreSQL"):
            urls = (sqlite_in(place, str(people)) if name == "SQLite" else postgres.url(postgres.create_database())
                    for people in (FEW, MANY))  # fmt: skip
            few, many = (stack.enter_context(fresh_database(url)) for url in urls)
            _planned(few, FEW)
            yield from _of_planning(many, name)
            among_few, among_many = _milliseconds_of_a_letter(few, many)
            yield Line(
                what=f"claiming and recording a letter among {MANY:,}, {name}", unit=" ms", measured=among_many,
                ceiling=Ceiling(among_few, f"among {FEW:,}"), wanted=at_most(1.3, of_ceiling=True),
            )  # fmt: skip


def _of_planning(database: Database, name: str) -> Iterator[Line]:
    """SQLite, which works in our process, keeps 150 bytes of each new row until the statement ends."""
    before = _peak_megabytes()
    seconds = _planned(database, MANY)
    yield Line(what=f"planning {MANY:,} invitations, {name}", measured=seconds, unit=" s", wanted=below(30))
    yield Line(what="the same, memory it took at most", measured=_peak_megabytes() - before, unit=" MB",
               wanted=below(20) if name == "PostgreSQL" else None)  # fmt: skip


def _planned(database: Database, people: int) -> float:
    """How long it took, in seconds, to owe an invitation to each of so many."""
    with database.writing() as session:
        number = a_full_discussion(session).id or 0
        add_people(session, people)
        register_everybody(session)
    with database.writing() as session:
        session.connection().execute(text("ANALYZE"))
    started = time.perf_counter()
    with database.writing() as session:
        plan_discussion(session, number, utc_now(), AT_ONCE)
    seconds = time.perf_counter() - started
    with database.writing() as session:
        session.connection().execute(text("ANALYZE"))
        assert session.exec(select(func.count()).select_from(Delivery)).one() >= people
    return seconds


def _milliseconds_of_a_letter(*databases: Database) -> list[float]:
    """Of claiming it among others and recording that it left; each portion and each outcome is committed. The databases
    take turns, as a disk is not equally fast all the time."""
    rounds = [[_portion(database) for database in databases] for _ in range(PORTIONS)]
    return [median(portions) for portions in zip(*rounds, strict=True)]


def _portion(database: Database) -> float:
    started = time.perf_counter()
    with database.writing() as session:
        claimed = claims.claim(session, utc_now(), AT_ONCE, PORTION, organiser="rembuk@office.example") or []
    assert len(claimed) == PORTION, "everybody is owed an invitation"
    for claim in claimed:
        _record(database, claim)
    return (time.perf_counter() - started) / PORTION * 1000


def _record(database: Database, claim: Claim) -> None:
    with database.writing() as session:
        outcomes.record_sent(session, [Sent(claim, "250 taken")], utc_now())


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
