"""A service that stood still says what became too late, and nothing else."""

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from sqlalchemy import select
from sqlmodel import col

import main
from foundation.database import Database
from notifications import downtime
from notifications.downtime import TooLate
from notifications.kinds import NOTICES
from tests.browsing import Visitor
from tests.builders import NOW
from tests.desk import another_office, at_the_desk
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, RESTED, START, a_quiet_house, ana_registers
from tests.notifications.test_downtime import WINDOWS, a_house_with_everybody
from tests.outbox import SETTINGS, Outbox


@pytest.fixture
def desk(database: Database) -> Iterator[Visitor]:
    visitor = Visitor(None, "en")
    app = main.create_app(SETTINGS, database, now=lambda: visitor.now)
    with TestClient(app, base_url=SETTINGS.base_url) as client:
        visitor.client = client
        yield visitor


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_ended_while_it_stood_still_is_counted(database: Database, outbox: Outbox) -> None:
    a_house_with_everybody(database, outbox)
    lengths = (5 * HOUR, 3 * DAY, 30 * DAY)
    times = {(due - MINUTE, due - MINUTE + length) for due, _ in WINDOWS.values() for length in lengths}

    counted = {}
    for since, until in times:
        with database.new_session(read_only=False) as session:
            downtime.beat(session, since, RESTED)
            downtime.beat(session, until, RESTED)
            counted[since, until] = set(session.scalars(select(col(TooLate.kind))).all())
            session.rollback()

    assert {at: kinds & WINDOWS.keys() for at, kinds in counted.items()} == {
        (since, until): {kind for kind, (_, end) in WINDOWS.items() if since < end <= until} - NOTICES
        for since, until in times
    }


def test_what_left_in_time_or_comes_after_a_short_pause_is_not_too_late(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    for moment in (NOW, EVE):
        outbox.tick(moment)

    assert beaten(database, EVE, START - HOUR) == []
    assert beaten(database, START - HOUR, START - HOUR + 9 * MINUTE) == []


def test_what_was_planned_and_waited_in_vain_is_counted_once(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    main.tick(database, SETTINGS, EVE)

    assert beaten(database, EVE, START - 2 * HOUR) == [("reminder_day", 3)]
    assert beaten(database, START - 2 * HOUR + MINUTE, START - HOUR) == [("reminder_day", 3)]


def test_the_desk_says_how_many_for_three_days(database: Database, outbox: Outbox, desk: Visitor) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    beaten(database, EVE - HOUR, START + HOUR)
    desk.now = START + HOUR
    at_the_desk(desk, database)

    assert desk.open("/desk").texts(".note") == [
        "6 messages became too late while the service stood still. See why, and what to do"
    ]
    assert desk.open("/desk/sending").texts(".note") == [
        "The service stood still from 23 Feb 2027, 16:00 WIB to 24 Feb 2027, 15:00 WIB 6 messages became too late "
        "meanwhile and are not sent; all that is still true leaves. Who pays, and who gains: Reminder, the first "
        "(3) Who pays, and who gains: Reminder, the last (3)"
    ]
    desk.now += 4 * DAY
    at_the_desk(desk, database)
    assert desk.open("/desk/sending").texts(".note") == []


def test_another_office_is_told_of_its_own_only(database: Database, outbox: Outbox, desk: Visitor) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    beaten(database, EVE - HOUR, START + HOUR)
    desk.now = START + HOUR
    at_the_desk(desk, database, email="olga@other.example", office=another_office(database).name)

    assert desk.open("/desk/sending").texts(".note") == []


def beaten(database: Database, *moments: object) -> list[tuple[str, int]]:
    """What was counted when the service was at work at these moments only."""
    for moment in moments:
        database.write(lambda session, at=moment: downtime.beat(session, at, RESTED))  # type: ignore[misc]
    with database.reading() as session:
        return [(row.kind, row.number) for row in session.scalars(select(TooLate).order_by(col(TooLate.id))).all()]
