"""The tick costs what is due: one that finds nothing asks, and writes nothing (design.md, Messages are derived)."""

from datetime import timedelta

from sqlalchemy import event
from sqlmodel import select

import main
from foundation import limits
from foundation.clock import utc_now
from foundation.database import Database
from foundation.people import person_for
from notifications.models import Delivery, DeliveryState
from tests.browsing import SETTINGS
from tests.builders import NOW, a_published_discussion

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_tick_that_finds_nothing_only_reads(database: Database) -> None:
    with database.writing() as session:
        a_published_discussion(session)
    main.tick(database, SETTINGS, NOW)

    assert written_by_a_tick(database) == []


def test_a_message_that_was_left_behind_is_planned_again(database: Database) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session)
        ana = person_for(session, full_name="Ana", email="ana@x.example", phone=None, language="en",
                         timezone="Asia/Dili", now=NOW)  # fmt: skip
        session.add(Delivery(
            kind="invited", person_id=ana.id or 0, discussion_id=talk.id or 0, occasion=0, channel="email",
            state=DeliveryState.SENDING, priority=1, due_at=NOW, expires_at=NOW + DAY, attempts=1,
            leased_until=NOW - timedelta(seconds=1), created_at=NOW,
        ))  # fmt: skip
    main.tick(database, SETTINGS, NOW)

    with database.reading() as session:
        states = session.exec(select(Delivery.state, Delivery.attempts).where(Delivery.attempts == 1)).all()
    assert states == [(DeliveryState.PLANNED, 1)]


def test_the_sweep_forgets_counts_of_the_day_before_yesterday(database: Database) -> None:
    with database.writing() as session:
        limits.spend(session, "old", utc_now() - 2 * DAY, allowed=1, per=HOUR)
        limits.spend(session, "new", utc_now(), allowed=1, per=HOUR)

    main.Service(SETTINGS, database)._sweep()

    with database.reading() as session:
        assert session.exec(select(limits.Spent.bucket)).all() == ["new"]


def written_by_a_tick(database: Database) -> list[str]:
    """What a tick changes or would change, by statement."""
    written: list[str] = []

    def look(_: object, __: object, statement: str, *___: object) -> None:
        if not statement.startswith("SELECT"):
            written.append(statement)

    event.listen(database.engine, "before_cursor_execute", look)
    main.tick(database, SETTINGS, NOW)
    event.remove(database.engine, "before_cursor_execute", look)
    return written
