"""So many letters a second, over all processes: each is promised a moment of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from foundation.database import Database
from notifications.pace import LONGEST_LINE, wait_for_turn
from tests.builders import NOW
from tests.notifications.house import a_quiet_house, ana_registers
from tests.outbox import SETTINGS, Outbox

HALF, MANY = timedelta(seconds=0.5), 3
NOTHING = timedelta(0)


@pytest.fixture
def waits(database: Database) -> list[timedelta]:
    """Of three who come at once, each in a transaction of its own as other processes would."""
    return [turn(database) for _ in range(MANY)]


def test_each_sender_is_promised_its_own_moment(waits: list[timedelta]) -> None:
    assert waits == [NOTHING, HALF, 2 * HALF]


def test_moments_that_nobody_used_are_not_saved_up(database: Database, waits: list[timedelta]) -> None:
    later = timedelta(minutes=5)

    assert [turn(database, later), turn(database, later)] == [NOTHING, HALF]


def test_who_comes_within_the_line_waits_for_its_end(database: Database, waits: list[timedelta]) -> None:
    assert turn(database, HALF) == 2 * HALF


def test_a_clock_set_back_does_not_stop_the_mail(database: Database, waits: list[timedelta]) -> None:
    assert turn(database, -LONGEST_LINE * HALF) == NOTHING


def test_letters_leave_at_the_pace_that_is_set(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    discussion = a_quiet_house(database, outbox)
    for name in ("Ana", "Budi", "Cici"):
        ana_registers(database, discussion, name)
    slept: list[float] = []
    monkeypatch.setattr("notifications.hands.time.sleep", slept.append)

    outbox.settings = replace(SETTINGS, mail_per_second=2)
    outbox.tick(NOW)

    assert slept == [0.5, 1]


def turn(database: Database, later: timedelta = NOTHING) -> timedelta:
    return database.write(lambda session: wait_for_turn(session, "email", HALF, NOW + later))
