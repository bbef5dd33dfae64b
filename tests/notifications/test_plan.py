"""What participants hear and when. Each test says in two or three sentences who hears of what, and who does not."""

from datetime import UTC, datetime

from sqlmodel import select

from events.schedule import plan_of
from foundation.database import Database
from notifications.models import CalendarEntry
from speakers import readiness
from tests.builders import (
    DILI,
    NOW,
    THURSDAY,
    ZURICH,
)
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, RESTED, START, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox


def test_a_participant_is_invited_reminded_on_the_eve_and_an_hour_before(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)

    moments = (NOW, EVE - MINUTE, EVE, START - HOUR - MINUTE, START - HOUR, START)
    told = {moment: outbox.tick(moment) for moment in moments}

    everybody = ["ana", "citra", "rudi"]
    assert {moment: sorted(letters) for moment, letters in told.items()} == {
        NOW: [("invited", "ana")],
        EVE - MINUTE: [],
        EVE: [("reminder_day", name) for name in everybody],
        START - HOUR - MINUTE: [],
        START - HOUR: [("reminder_hour", name) for name in everybody],
        START: [],
    }


def test_the_reminder_comes_at_five_in_the_afternoon_wherever_the_reader_is(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, "Dina", timezone=DILI)
    ana_registers(database, discussion, "Zoe", timezone=ZURICH)
    outbox.tick(NOW)

    assert outbox.tick(EVE - 2 * HOUR - MINUTE) == []
    assert outbox.tick(EVE - 2 * HOUR) == [("reminder_day", "dina")]
    assert {name for _, name in outbox.tick(EVE + 6 * HOUR)} == {"citra", "rudi", "zoe"}


def test_who_registers_after_the_hour_of_a_reminder_does_not_get_it(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, now=EVE + MINUTE)

    heard = sorted(outbox.tick(EVE + MINUTE))

    assert heard == [("invited", "ana"), ("reminder_day", "citra"), ("reminder_day", "rudi")]
    assert outbox.tick(EVE + HOUR) == []


def test_a_clock_that_stood_still_sends_no_reminder_too_late(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    assert outbox.tick(START - 2 * HOUR) == []
    assert outbox.tick(START - 9 * MINUTE) == []
    assert outbox.tick(START + HOUR) == []


def test_a_move_reaches_each_calendar_once_and_reminders_follow_the_new_time(
    database: Database, outbox: Outbox
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    move(database, discussion, THURSDAY, NOW + HOUR)

    assert outbox.tick(NOW + HOUR) == []
    assert sorted(outbox.tick(NOW + HOUR + RESTED)) == [("changed", "ana"), ("changed", "citra"), ("changed", "rudi")]
    assert outbox.tick(EVE) == []
    assert len(outbox.tick(EVE + DAY)) == 3


def test_two_moves_within_the_rest_are_one_letter(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    move(database, discussion, THURSDAY, NOW + HOUR)
    move(database, discussion, THURSDAY + HOUR, NOW + HOUR + MINUTE)

    assert outbox.tick(NOW + HOUR + RESTED) == []
    assert len(outbox.tick(NOW + HOUR + MINUTE + RESTED)) == 3
    assert outbox.to("ana")[-1].event.start == datetime(2027, 2, 25, 8, tzinfo=UTC)


def test_a_typo_in_the_summary_writes_to_nobody(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.writing() as session:
        found = again(session, discussion)
        readiness.change(session, found, plan_of(found, summary="With fewer typos"), NOW + HOUR)

    assert outbox.tick(NOW + 2 * HOUR) == []


def test_a_move_is_not_told_at_night_unless_it_is_about_tomorrow(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    night = datetime(2027, 2, 2, 14, tzinfo=UTC)  # 21:00 in Jakarta

    move(database, discussion, THURSDAY, night)
    assert outbox.tick(night + RESTED) == []
    assert len(outbox.tick(datetime(2027, 2, 3, 0, tzinfo=UTC))) == 2  # 07:00

    eve_of_thursday = datetime(2027, 2, 24, 14, tzinfo=UTC)
    move(database, discussion, THURSDAY + HOUR, eve_of_thursday)
    assert len(outbox.tick(eve_of_thursday + RESTED)) == 2


def test_a_person_with_a_phone_alone_is_in_no_plan(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, phone="+6281234567890")

    assert outbox.tick(NOW) == []
    with database.reading() as session:
        assert len(session.exec(select(CalendarEntry)).all()) == 2
