"""What several senders have to record at the same moment is one transaction; the fault of one is not that of others."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlmodel import Session, col, select

from foundation.database import Database
from foundation.limits import Spent
from notifications.outcome_line import OutcomeLine
from tests.builders import NOW

PATIENCE = 10
Note = Callable[[Session], None]
Line = OutcomeLine[Note]


@pytest.fixture
def line(database: Database) -> Line:
    return OutcomeLine(database, write_each)


def test_who_records_goes_on_when_it_is_written(database: Database, line: Line) -> None:
    line.record(noting("one"))

    assert noted(database) == ["one"]


def test_those_who_come_meanwhile_are_written_together(database: Database, line: Line) -> None:
    seen: list[Session] = []

    with while_one_is_written(line):
        others = [in_a_thread(line, noting(name, seen)) for name in ("two", "three")]
        until(lambda: len(line._waiting) == len(others))
    joined(*others)

    assert noted(database) == ["one", "three", "two"]
    assert seen[0] is seen[1]


def test_a_fault_is_told_to_its_own_sender_alone(database: Database, line: Line) -> None:
    told: list[BaseException] = []

    with while_one_is_written(line):
        others = [in_a_thread(line, noting("two")), in_a_thread(line, failing, told), in_a_thread(line, noting("four"))]
        until(lambda: len(line._waiting) == len(others))
    joined(*others)

    assert noted(database) == ["four", "one", "two"]
    assert [str(fault) for fault in told] == ["this one fails"]


def test_when_the_one_who_writes_is_stopped_the_others_are_recorded_all_the_same(
    database: Database, line: Line
) -> None:
    told: list[BaseException] = []

    with while_one_is_written(line):
        others = [in_a_thread(line, stopping, told), in_a_thread(line, noting("three"))]
        until(lambda: len(line._waiting) == len(others))
    joined(*others)

    assert noted(database) == ["one", "three"]
    assert [type(fault) for fault in told] == [SystemExit]


def write_each(session: Session, notes: Sequence[Note]) -> None:
    for note in notes:
        note(session)


def noting(name: str, seen: list[Session] | None = None) -> Note:
    def note(session: Session) -> None:
        if seen is not None:
            seen.append(session)
        session.add(Spent(bucket=name, window_at=NOW, times=1))

    return note


def stopping(session: Session) -> None:
    raise SystemExit


def failing(session: Session) -> None:
    raise ValueError("this one fails")


@contextmanager
def while_one_is_written(line: Line) -> Iterator[None]:
    """What is recorded within comes while a first transaction is not yet at its end."""
    begun, may_end = threading.Event(), threading.Event()

    def slowly(session: Session) -> None:
        begun.set()
        assert may_end.wait(PATIENCE)
        noting("one")(session)

    first = in_a_thread(line, slowly)
    assert begun.wait(PATIENCE)
    yield
    may_end.set()
    joined(first)


def in_a_thread(line: Line, note: Note, told: list[BaseException] | None = None) -> threading.Thread:
    def record() -> None:
        try:
            line.record(note)
        except (ValueError, SystemExit) as fault:
            assert told is not None
            told.append(fault)

    thread = threading.Thread(target=record)
    thread.start()
    return thread


def joined(*threads: threading.Thread) -> None:
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.001)


def noted(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Spent.bucket).order_by(col(Spent.bucket))).all())
