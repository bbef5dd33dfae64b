"""One desk, many hands: who is slow keeps nobody else waiting, and what came back together is written down together."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

import main
from events.models import Discussion
from foundation.database import Database
from foundation.people import Person
from foundation.settings import Settings
from notifications import noting
from notifications.models import Delivery, DeliveryState
from notifications.noting import Outcome
from notifications.send import Senders
from tests.builders import NOW
from tests.notifications.house import a_quiet_house, ana_registers
from tests.outbox import SETTINGS, Outbox, name_of

PATIENCE = 10
NAMES = ("Ana", "Budi", "Cici", "Dedi", "Edi", "Fajar")
TICK = 0.05


class Line:
    """A mail server for several hands. Letters to `slow` people wait until `let_go` is set."""

    connections = 2

    def __init__(self, *slow: str) -> None:
        self.slow, self.let_go = slow, threading.Event()
        self.taken: list[str] = []
        self.under_way: set[str] = set()

    def connect(self) -> "Line":
        return self

    def close(self) -> None:
        """Nothing is held open."""

    def hand_over(self, envelope_from: str, recipient: str, message: bytes) -> str:
        name = name_of(recipient)
        self.under_way.add(name)
        if name in self.slow:
            assert self.let_go.wait(PATIENCE)
        self.taken.append(name)
        return "250 taken"


def test_a_letter_that_takes_long_keeps_only_its_own_connection(database: Database, outbox: Outbox) -> None:
    six_wait(database, outbox)
    line = Line("ana")

    with at_work(database, line):
        until(lambda: sent(database) == ["budi", "cici", "dedi", "edi", "fajar"])
        line.let_go.set()
        until(lambda: "ana" in sent(database))

    assert sorted(line.taken) == sorted(name.lower() for name in NAMES)


def test_what_becomes_due_while_a_letter_is_under_way_leaves_at_once(database: Database, outbox: Outbox) -> None:
    discussion = six_wait(database, outbox)
    line = Line("ana")

    with at_work(database, line) as senders:
        until(lambda: len(sent(database)) == len(NAMES) - 1)
        ana_registers(database, discussion, "Gita")
        main.tick(database, SETTINGS, NOW)
        senders.wake()
        until(lambda: "gita" in sent(database))
        assert "ana" not in sent(database)


def test_what_was_not_begun_when_the_service_stops_waits_for_the_next_start(
    database: Database, outbox: Outbox
) -> None:
    six_wait(database, outbox)
    line = Line(*(name.lower() for name in NAMES))

    with at_work(database, line) as senders:
        until(lambda: len(line.under_way) == line.connections)
        stopping = threading.Thread(target=senders.stop)
        stopping.start()
        until(lambda: len(waiting(database)) == len(NAMES) - line.connections)
        line.let_go.set()
        stopping.join(PATIENCE)

    assert len(sent(database)) == line.connections
    assert {row.attempts for row in waiting(database)} == {0}
    assert "Not begun: the service was stopped." in {row.reason for row in waiting(database)}
    assert len(outbox.tick(NOW)) == len(NAMES) - line.connections


def test_what_comes_back_meanwhile_is_written_in_one_transaction(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    six_wait(database, outbox)
    line, noted, together = Line("budi", "cici"), noting.note_all, list[int]()

    def slowly(session: Session, settings: Settings, attempts: Sequence[Outcome], now: datetime) -> None:
        if not together:
            until(lambda: {"budi", "cici"} <= line.under_way)
            line.let_go.set()
            until(lambda: len(line.taken) == 3)
        together.append(len(attempts))
        noted(session, settings, attempts, now)

    monkeypatch.setattr(noting, "note_all", slowly)
    with at_work(database, line, hands=3):
        until(lambda: len(sent(database)) == len(NAMES))

    assert together[0] == 1 and together[1] >= 2


def test_the_fault_of_one_is_not_that_of_those_written_with_it(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    six_wait(database, outbox)
    line, noted, failed = Line("budi", "cici"), noting.note_all, list[int]()

    def not_budi(session: Session, settings: Settings, attempts: Sequence[Outcome], now: datetime) -> None:
        if not line.let_go.is_set():
            until(lambda: {"budi", "cici"} <= line.under_way)
            line.let_go.set()
            until(lambda: len(line.taken) == 3)
        noted(session, settings, attempts, now)
        if any(str(attempt.claim.facts.person.email).startswith("budi") for attempt in attempts):
            failed.append(len(attempts))
            raise ValueError("of all people")

    monkeypatch.setattr(noting, "note_all", not_budi)
    with at_work(database, line, hands=3):
        until(lambda: "cici" in sent(database) and 1 in failed)

    assert failed[0] >= 2 and "budi" not in sent(database)


def test_a_connection_that_cannot_be_closed_ends_no_hand(database: Database, outbox: Outbox) -> None:
    discussion = six_wait(database, outbox)
    line = Line()
    closed: list[None] = []

    def stumbling() -> None:
        closed.append(None)
        raise ValueError("nobody thought of this")

    line.close = stumbling  # type: ignore[method-assign]
    with at_work(database, line) as senders:
        until(lambda: len(closed) == line.connections)
        ana_registers(database, discussion, "Gita")
        ana_registers(database, discussion, "Hadi")
        main.tick(database, SETTINGS, NOW)
        senders.wake()
        until(lambda: {"gita", "hadi"} <= set(sent(database)))


def test_a_hand_that_stumbles_over_a_fault_of_ours_gets_letters_again(database: Database, outbox: Outbox) -> None:
    six_wait(database, outbox)
    line = Line()
    over_the_line, stumbled = line.hand_over, list[str]()

    def stumbling(envelope_from: str, recipient: str, message: bytes) -> str:
        if len(stumbled) < line.connections:
            stumbled.append(recipient)
            raise ValueError("nobody thought of this")
        return over_the_line(envelope_from, recipient, message)

    line.hand_over = stumbling  # type: ignore[method-assign]
    with at_work(database, line) as senders:
        until(lambda: len(stumbled) == line.connections)
        time.sleep(2 * TICK)
        with database.writing() as session:
            session.execute(update(Delivery).where(col(Delivery.sent_at).is_(None)).values(state=DeliveryState.PLANNED))
        senders.wake()
        until(lambda: len(sent(database)) == len(NAMES))


def six_wait(database: Database, outbox: Outbox) -> Discussion:
    discussion = a_quiet_house(database, outbox)
    for name in NAMES:
        ana_registers(database, discussion, name)
    main.tick(database, SETTINGS, NOW)
    with database.writing() as session:  # of the speakers nothing is asked here
        session.execute(delete(Delivery).where(col(Delivery.sent_at).is_not(None)))
    return discussion


@contextmanager
def at_work(database: Database, line: Line, hands: int = 2) -> Iterator[Senders]:
    senders = Senders(database, replace(SETTINGS, mail_connections=hands, tick_seconds=TICK), line, lambda: NOW)
    senders.start()
    try:
        yield senders
    finally:
        line.let_go.set()
        senders.stop()


def sent(database: Database) -> list[str]:
    """Who got a letter, by name."""
    return sorted(name_of(email) for email in _emails(database, col(Delivery.sent_at).is_not(None)))


def waiting(database: Database) -> list[Delivery]:
    with database.reading() as session:
        return list(session.exec(select(Delivery).where(Delivery.state == DeliveryState.PLANNED)).all())


def _emails(database: Database, *such: Any) -> list[str]:
    with database.reading() as session:
        return [str(email) for email in session.exec(select(Person.email).join(Delivery).where(*such)).all()]


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)
