"""Letters that change a calendar: who leaves, returns, is cancelled, and which numbers the letters carry."""

from typing import Any

from events.schedule import cancel, plan_of, restore
from foundation.database import Database
from registrations import seats
from speakers import readiness
from tests.builders import (
    NOW,
    THURSDAY,
)
from tests.notifications.house import EVE, HOUR, MINUTE, RESTED, START, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox


def test_a_move_that_is_taken_back_before_it_is_told_writes_to_nobody(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    move(database, discussion, THURSDAY, NOW + HOUR)
    move(database, discussion, discussion.starts_at_local, NOW + HOUR + MINUTE)

    assert outbox.tick(NOW + 2 * HOUR) == []
    assert len(outbox.tick(EVE)) == 3


def test_who_gives_up_leaves_the_calendar_and_the_first_in_line_moves_up(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox, capacity=1)
    ana = ana_registers(database, discussion)
    ana_registers(database, discussion, "Budi")
    assert outbox.tick(NOW) == [("invited", "ana"), ("waiting", "budi")]

    with database.writing() as session:
        seats.give_up(session, again(session, discussion), again(session, ana), NOW + HOUR)

    assert outbox.tick(NOW + HOUR) == [("withdrawn", "ana"), ("invited", "budi")]


def test_who_leaves_returns_and_leaves_again_gets_a_letter_each_time(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    heard = [outbox.tick(NOW)]

    for hour, act in enumerate((seats.give_up, seats.come_back, seats.give_up, seats.come_back), start=1):
        with database.writing() as session:
            act(session, again(session, discussion), again(session, ana), NOW + hour * HOUR)
        heard.append(outbox.tick(NOW + hour * HOUR))

    assert heard == [[(kind, "ana")] for kind in ("invited", "withdrawn", "invited", "withdrawn", "invited")]
    methods = [str(letter.calendar["METHOD"]) for letter in outbox.to("ana")]
    assert methods == ["REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST"]
    uids = [str(letter.event["UID"]) for letter in outbox.to("ana")]
    assert uids[0] == uids[1] != uids[2] == uids[3] != uids[4]


def test_who_cancelled_and_came_back_is_reminded(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.tick(NOW)
    for act in (seats.give_up, seats.come_back):
        with database.writing() as session:
            act(session, again(session, discussion), again(session, ana), NOW + HOUR)
        outbox.tick(NOW + HOUR)

    assert ("reminder_day", "ana") in outbox.tick(EVE)


def test_leaving_and_returning_between_two_ticks_writes_nothing(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.writing() as session:
        seats.give_up(session, again(session, discussion), again(session, ana), NOW + HOUR)
        seats.come_back(session, again(session, discussion), again(session, ana), NOW + HOUR)

    assert outbox.tick(NOW + HOUR) == []


def test_a_cancelled_discussion_leaves_every_calendar_for_good(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.writing() as session:
        cancel(session, again(session, discussion), "The chair is ill", NOW + HOUR)

    assert outbox.tick(NOW + HOUR) == []
    heard = sorted(outbox.tick(NOW + HOUR + RESTED))
    assert heard == [("withdrawn", "ana"), ("withdrawn", "citra"), ("withdrawn", "rudi")]
    assert "The chair is ill" in outbox.to("ana")[-1].text
    assert outbox.tick(EVE) == outbox.tick(START - HOUR) == []


def test_a_restored_discussion_invites_anew(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        cancel(session, again(session, discussion), "", NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)

    with database.writing() as session:
        restore(session, again(session, discussion), NOW + 2 * HOUR)

    assert sorted(outbox.tick(NOW + 2 * HOUR)) == [("invited", "ana"), ("invited", "citra"), ("invited", "rudi")]


def test_a_cancellation_taken_back_before_it_is_told_writes_to_nobody(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        cancel(session, again(session, discussion), "", NOW + HOUR)
    outbox.tick(NOW + HOUR)

    with database.writing() as session:
        restore(session, again(session, discussion), NOW + HOUR + MINUTE)

    assert outbox.tick(NOW + 2 * HOUR) == []


def test_sequence_rises_with_time_and_cancel_but_not_with_a_new_title(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.tick(NOW)
    changes: list[dict[str, Any]] = [
        {"title": "Another name"}, {"starts_at_local": THURSDAY}, {"minutes": 60}, {"room_url": "https://room.example/2"}
    ]  # fmt: skip
    for hour, change in enumerate(changes, start=1):
        with database.writing() as session:
            found = again(session, discussion)
            readiness.change(session, found, plan_of(found, **change), NOW + hour * HOUR)
        outbox.tick(NOW + hour * HOUR + RESTED)
    with database.writing() as session:
        seats.give_up(session, again(session, discussion), again(session, ana), NOW + 5 * HOUR)
    outbox.tick(NOW + 5 * HOUR)

    letters = outbox.to("ana")
    assert [int(letter.event["SEQUENCE"]) for letter in letters] == [0, 0, 1, 2, 3, 4]
    stamps = [letter.event["DTSTAMP"].dt for letter in letters]
    assert stamps == sorted(set(stamps))
    assert len({str(letter.event["UID"]) for letter in letters}) == 1


def test_the_first_room_is_no_news_to_a_calendar(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox, room_url=None)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.writing() as session:
        found = again(session, discussion)
        readiness.change(session, found, plan_of(found, room_url="https://room.example/1"), NOW + HOUR)

    assert outbox.tick(NOW + 2 * HOUR) == []
    assert len(outbox.tick(EVE)) == 3
