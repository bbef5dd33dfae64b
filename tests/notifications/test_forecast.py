"""The desk says what will happen before it happens, and what has happened afterwards."""

from datetime import datetime, timedelta

import pytest

from events.models import Discussion
from foundation.database import Database
from foundation.languages import say
from foundation.refusals import Conflict
from notifications.channels import Rejected
from notifications.overview import Settling, Told, settling, told
from speakers import readiness
from tests.builders import NOW, THURSDAY, a_published_discussion, asked
from tests.notifications.house import HOUR, MINUTE, RESTED, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox

SETTLE = timedelta(minutes=2)


def forecast(database: Database, discussion: Discussion, now: datetime) -> Settling | None:
    with database.reading() as session:
        return settling(session, again(session, discussion), now, SETTLE)


def outcome(database: Database, discussion: Discussion, now: datetime) -> Told | None:
    with database.reading() as session:
        return told(session, again(session, discussion), now)


def undo(database: Database, discussion: Discussion, now: datetime) -> None:
    with database.writing() as session:
        readiness.undo(session, again(session, discussion), now)


def test_a_move_is_foretold_told_and_counted(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    outbox.refusing = refuse_ana

    move(database, discussion, THURSDAY, NOW + HOUR)
    before = forecast(database, discussion, NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)

    tells_at = NOW + HOUR + SETTLE
    assert before == Settling(people=3, tells_at=tells_at, later=0, is_due=False, may_undo=True, may_hurry=True)
    assert forecast(database, discussion, NOW + 2 * HOUR) is None
    assert outcome(database, discussion, NOW + 2 * HOUR) == Told(told=2, bounced=0, failed=1, on_the_way=0)


def test_who_sleeps_is_told_in_the_morning(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, timezone="America/New_York")
    outbox.tick(NOW)

    move(database, discussion, THURSDAY, NOW)

    assert forecast(database, discussion, NOW) == Settling(
        people=3, tells_at=NOW + SETTLE, later=1, is_due=False, may_undo=True, may_hurry=True
    )


def test_an_undone_move_writes_to_nobody_and_the_reminder_comes_once(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    eve = discussion.starts_at - timedelta(days=1) + 3 * HOUR
    reminded = [name for kind, name in outbox.tick(eve) if kind == "reminder_day"]

    move(database, discussion, THURSDAY, eve + MINUTE)
    heard_meanwhile = outbox.tick(eve + 2 * MINUTE)
    undo(database, discussion, eve + 2 * MINUTE)

    assert (sorted(reminded)[0], heard_meanwhile) == ("ana", [])
    assert forecast(database, discussion, eve + 2 * MINUTE) is None
    assert outbox.tick(eve + HOUR) == []


def test_a_change_in_the_night_can_be_undone_until_the_morning(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    night, morning = NOW + 12 * HOUR, NOW + 21 * HOUR
    move(database, discussion, THURSDAY, night)

    heard = [outbox.tick(night + HOUR)]
    before = forecast(database, discussion, night + HOUR)
    undo(database, discussion, night + HOUR)
    heard.append(outbox.tick(morning))

    assert before == Settling(people=2, tells_at=morning, later=0, is_due=False, may_undo=True, may_hurry=False)
    assert heard == [[], []]


def test_an_old_change_that_concerned_nobody_is_not_undone_with_a_new_one(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, speakers=asked)
    move(database, discussion, THURSDAY, NOW)
    outbox.tick(NOW + HOUR)

    with database.reading() as session:
        assert again(session, discussion).before_change is None


def test_what_was_told_cannot_be_undone(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    move(database, discussion, THURSDAY, NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)

    with pytest.raises(Conflict, match="told already"):
        undo(database, discussion, NOW + 2 * HOUR)


def refuse_ana(recipient: str) -> None:
    if recipient.startswith("ana"):
        raise Rejected(say("550 5.1.1 no such user"), bad_address=True)
