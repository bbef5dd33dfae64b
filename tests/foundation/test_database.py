"""One database, two doors: what reads changes nothing, what writes is whole or not at all."""

import asyncio
import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database, is_alive
from foundation.people import Office
from tests.builders import NOW, WEDNESDAY, a_discussion, a_published_discussion, at_once, overlapping


def test_what_is_written_is_there_for_readers(database: Database) -> None:
    with database.writing() as session:
        session.add(Office(name="Dili", timezone="Asia/Dili"))

    with database.reading() as session:
        assert session.exec(select(Office.name)).all() == ["Dili"]


def test_what_raises_is_taken_back_whole(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(Office(name="Dili", timezone="Asia/Dili"))
        session.flush()
        raise ZeroDivisionError

    with database.reading() as session:
        assert session.exec(select(Office)).all() == []


@pytest.mark.parametrize(
    "statement", ["INSERT INTO office (name, timezone) VALUES ('Dili', 'Asia/Dili')", "DELETE FROM office",
                  "DROP TABLE spent"],
)  # fmt: skip
def test_a_reader_can_change_nothing(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), database.reading() as session:
        session.connection().execute(text(statement))

    with database.writing() as session:  # and the connection of a reader does not stay closed to writers
        session.add(Office(name="Dili", timezone="Asia/Dili"))


def test_many_write_at_once_and_nobody_meets_a_locked_database(database: Database) -> None:
    def write(session: Session) -> None:
        found = session.exec(select(Discussion).with_for_update()).one()
        found.seats_taken += 1
        session.flush()

    with database.writing() as session:
        a_discussion(session)

    at_once(database, [write] * 30)

    with database.reading() as session:
        assert session.exec(select(Discussion.seats_taken)).one() == 30


def test_who_reads_waits_for_nobody_who_writes(database: Database) -> None:
    with database.writing() as session:
        session.add(Office(name="Dili", timezone="Asia/Dili"))
        session.flush()
        with database.reading() as reader:
            assert reader.exec(select(Office)).all() == []


MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2999, 1, 1), timezones=st.sampled_from([
    UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=9, minutes=30)),
]))  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moment=MOMENTS)
def test_a_moment_comes_back_as_the_same_moment_in_utc(session: Session, moment: datetime) -> None:
    with session.begin_nested() as undo:
        discussion = a_discussion(session)
        discussion.changed_at = moment
        session.flush()
        session.expire_all()

        assert (discussion.changed_at, discussion.changed_at.tzinfo) == (moment, UTC)
        assert session.exec(select(Discussion.id).where(Discussion.changed_at == moment)).all() == [discussion.id]
        undo.rollback()


def test_a_wall_time_comes_back_without_a_zone(session: Session) -> None:
    discussion = a_discussion(session)

    session.expire_all()

    assert (discussion.starts_at_local, discussion.starts_at_local.tzinfo) == (WEDNESDAY, None)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("changed_at", WEDNESDAY, "an instant needs a zone"), ("starts_at_local", NOW, "a wall time carries no zone")],
)
def test_a_moment_without_its_zone_and_a_wall_time_with_one_are_faults(
    session: Session, column: str, value: datetime, said: str
) -> None:
    discussion = a_discussion(session)

    with pytest.raises(StatementError, match=said), session.begin_nested():
        setattr(discussion, column, value)
        session.flush()


def test_a_row_that_others_need_does_not_go(database: Database) -> None:
    with database.writing() as session:
        a_published_discussion(session)

    with pytest.raises(DBAPIError), database.writing() as session:
        session.connection().execute(text("DELETE FROM series"))


def test_the_second_writer_reads_what_the_first_has_written(database: Database) -> None:
    with database.writing() as session:
        number = a_discussion(session).id

    def one_more(session: Session) -> int:
        found = session.get_one(Discussion, number, with_for_update=True)
        found.seats_taken += 1
        session.flush()
        return found.seats_taken

    assert overlapping(database, one_more, one_more) == [1, 2]


def test_who_is_refused_takes_back_only_their_own(database: Database) -> None:
    def dili(session: Session) -> None:
        session.add(Office(name="Dili", timezone="Asia/Dili"))

    def refused(session: Session) -> None:
        session.add(Office(name="Jakarta", timezone="Asia/Jakarta"))
        session.flush()
        raise ZeroDivisionError

    answers = in_one_group(database, refused, dili)

    assert [type(answer) for answer in answers] == [ZeroDivisionError, type(None)]
    with database.reading() as session:
        assert session.exec(select(Office.name)).all() == ["Dili"]


def test_what_the_database_took_back_by_itself_is_answered_as_a_failure(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/rembuk.db", "k" * 32)
    database.migrate()

    def dili(session: Session) -> None:
        session.add(Office(name="Dili", timezone="Asia/Dili"))

    def lost(session: Session) -> None:  # as SQLite does when its disk is full
        session.connection().connection.cursor().execute("ROLLBACK")

    answers = in_one_group(database, dili, lost, dili)

    assert [isinstance(answer, Exception) for answer in answers] == [True, True, True]
    with database.reading() as session:
        assert session.exec(select(Office.name)).all() == []
    database.close()


def in_one_group(database: Database, *works: Callable[[Session], None]) -> list[object]:
    """What each was answered, all of them served together where one writes for all."""
    may_begin = threading.Event()

    async def people() -> list[object]:
        first = asyncio.create_task(database.turns.of_a_person(lambda: may_begin.wait(10)))
        await asyncio.sleep(0.02)
        others = [
            asyncio.create_task(database.turns.of_a_person(partial(database.write, work))) for work in works
        ]
        await asyncio.sleep(0.02)
        may_begin.set()
        await first
        answers: list[object] = await asyncio.gather(*others, return_exceptions=True)
        return answers

    return asyncio.run(people())


def test_a_database_that_answers_is_alive(database: Database) -> None:
    with database.reading() as session:
        assert is_alive(session)


def test_the_file_of_a_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/var/rembuk.db", "k" * 32)
    database.migrate()

    with database.writing() as session:
        session.add(Office(name="Dili", timezone="Asia/Dili"))
        session.flush()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "var").iterdir()}
    database.close()

    assert modes == {"rembuk.db": 0o600, "rembuk.db-wal": 0o600, "rembuk.db-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_a_power_cut_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/rembuk.db", "k" * 32)

    with database.writing() as session:
        wanted = {name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
            "journal_mode", "synchronous", "foreign_keys", "busy_timeout")}  # fmt: skip
    database.close()

    assert wanted == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
