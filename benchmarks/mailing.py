"""A mass mailing from end to end: claimed, asked for at the gate, written for each, handed over, recorded; by one
process, and on PostgreSQL by two. What it costs to plan stands in million.py."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import text
from sqlmodel import func, select

import main
from benchmarks.machines import mail_sink, resident_megabytes
from benchmarks.props import (
    SLUG,
    a_full_discussion,
    add_people,
    folder,
    fresh_database,
    register_everybody,
    settings_for,
    sqlite_in,
)
from benchmarks.served import serving
from benchmarks.table import Ceiling, Line, at_least, at_most
from foundation.clock import utc_now
from foundation.database import Database
from notifications import claims
from notifications.channels import channel_for
from notifications.letters import compose
from notifications.models import Delivery, DeliveryState
from notifications.render import letter_of
from tests.machines.postgres import running_postgres

LETTERS, FEW, CONNECTIONS = 10_000, 1_000, 16
ROUNDS = 3
"""Of each, in turns; the one in the middle counts, as a machine is not equally fast all the time."""
PATIENCE, GLANCE = 180, 0.2
QUIET = ("UPDATE discussion SET attention_at = NULL", "UPDATE engagement SET attention = false")
DUE = "UPDATE discussion SET attention_at = created_at"


def measured() -> Iterator[Line]:
    with folder() as place, mail_sink() as port, running_postgres(durable=True) as postgres:
        letter = _one_letter(place)
        rounds = [
            (_ready_made(letter, port), *_mailing(place, sqlite_in(place, f"round-{number}"), port),
             *(_mailing(place, postgres.url(postgres.create_database()), port, processes=count)[0] for count in (1, 2)))
            for number in range(ROUNDS)
        ]  # fmt: skip
        ready_made, rate, few, many, one, two = (median(column) for column in zip(*rounds, strict=True))
    yield Line(
        what=f"{LETTERS:,} invitations, {CONNECTIONS} connections, one process", measured=rate, unit="/s",
        ceiling=Ceiling(ready_made, "the same bytes, ready-made"), wanted=at_least(0.4, of_ceiling=True),
    )  # fmt: skip
    yield Line(
        what=f"memory after {LETTERS:,} letters", measured=many, unit=" MB",
        ceiling=Ceiling(few, f"after {FEW:,} letters"), wanted=at_most(1.1, of_ceiling=True),
    )  # fmt: skip
    yield Line(
        what="the same on PostgreSQL, two processes", measured=two, unit="/s", ceiling=Ceiling(one, "one process"),
        wanted=at_least(1.6, of_ceiling=True),
    )  # fmt: skip


def _mailing(place: Path, database_url: str, port: int, *, processes: int = 1) -> tuple[float, float, float]:
    """Letters a second by the service itself, once few of them have left and until the last is recorded as sent; and
    the megabytes that its first process holds after few of them and after all."""
    with fresh_database(database_url) as database, ExitStack() as stack:
        _fill(database, LETTERS)
        pid, *_ = [
            stack.enter_context(serving(
                place, f"/discussions/{SLUG}", database_url=database_url, mail_url=f"smtp://127.0.0.1:{port}",
                mail_connections=str(CONNECTIONS), tick_seconds="0.2",
            )).pid
            for _ in range(processes)
        ]  # fmt: skip
        _write(database, DUE)
        before, started = _wait_for(database, FEW), time.perf_counter()
        few = resident_megabytes(pid)
        sent = _wait_for(database, LETTERS) - before
        return sent / (time.perf_counter() - started), few, resident_megabytes(pid)


def _one_letter(place: Path) -> tuple[str, bytes]:
    """Recipient and bytes of an invitation, made by the product."""
    with fresh_database(sqlite_in(place, "one")) as database:
        _fill(database, 1)
        settings, now = settings_for(database), utc_now()
        _write(database, DUE)
        main.tick(database, settings, now)
        with database.writing() as session:
            (claim, *_) = claims.claim(session, now, timedelta(0), 1, organiser="rembuk@office.example") or []
    letter = letter_of(claim.facts, settings)
    return letter.to_email, compose(letter, now)


def _ready_made(letter: tuple[str, bytes], port: int) -> float:
    """Letters a second when nothing is read, rendered or recorded."""
    channel = channel_for(f"smtp://127.0.0.1:{port}", CONNECTIONS)

    def hand_over(count: int) -> None:
        connection = channel.connect()
        for _ in range(count):
            connection.hand_over("rembuk@localhost", *letter)
        connection.close()

    started = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(hand_over, [LETTERS // CONNECTIONS] * CONNECTIONS))
    return LETTERS / (time.perf_counter() - started)


def _fill(database: Database, people: int) -> None:
    """Everybody has a seat, and nobody looks at the discussion yet."""
    with database.writing() as session:
        a_full_discussion(session)
        add_people(session, people)
        register_everybody(session)
    _write(database, *QUIET)


def _write(database: Database, *statements: str) -> None:
    with database.writing() as session:
        for statement in statements:
            session.connection().execute(text(statement))


def _wait_for(database: Database, count: int) -> int:
    """How many letters have left, as soon as it is `count`."""
    sent = select(func.count()).select_from(Delivery).where(Delivery.state == DeliveryState.SENT)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with database.reading() as session:
            if (found := session.exec(sent).one()) >= count:
                return found
        time.sleep(GLANCE)
    raise RuntimeError(f"{found} of {count} letters had left after {PATIENCE} seconds")
