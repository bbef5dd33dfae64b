"""Letters that are refused, doubtful, repeated or no longer owed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from foundation.database import Database
from foundation.languages import say
from notifications.channels import Rejected, TryAgain
from notifications.models import Delivery, DeliveryState, Skipped
from notifications.plan import plan_discussion
from notifications.render import letter_of
from registrations import seats
from tests.builders import (
    NOW,
    THURSDAY,
    a_published_discussion,
    registered,
)
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, RESTED, START, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox


def test_registering_again_sends_the_link_again_but_not_every_minute(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    assert outbox.tick(NOW) == [("invited", "ana")]

    heard = {}
    for minutes in (1, 60, 120, 600):
        moment = NOW + minutes * MINUTE
        ana_registers(database, discussion, now=moment)
        heard[minutes] = outbox.tick(moment)

    assert heard == {1: [], 60: [("link", "ana")], 120: [], 600: [("link", "ana")]}


def test_an_address_nobody_confirmed_gets_three_letters_a_day_at_most(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        for number in range(5):
            registered(session, a_published_discussion(session, slug=f"d{number}"), "Victim")

    assert [name for _, name in outbox.tick(NOW)].count("victim") == 3
    assert outbox.tick(NOW + HOUR) == []
    with database.reading() as session:
        held = session.exec(select(Delivery.reason).where(Delivery.reason != "250 taken")).all()
    assert held == ["Held back: this address got 3 letters within a day and nobody has confirmed it yet."] * 2


def test_a_refused_address_gets_nothing_more_and_the_reason_is_kept(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)

    def refuse(recipient: str) -> None:
        raise Rejected(say("550 5.1.1 no such user"), bad_address=True)

    outbox.refusing = refuse
    outbox.tick(NOW)
    outbox.refusing = lambda recipient: None

    assert ("reminder_day", "ana") not in outbox.tick(EVE)
    with database.reading() as session:
        ana = session.exec(select(Delivery).where(Delivery.reason == "550 5.1.1 no such user")).one()
    assert ana.state == DeliveryState.FAILED


def test_a_letter_refused_for_the_time_being_waits_and_says_the_new_date(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)

    def busy(recipient: str) -> None:
        raise TryAgain(say("451 later"), connection_lost=False, counts=True)

    outbox.refusing = busy
    outbox.tick(NOW)
    outbox.refusing = lambda recipient: None
    move(database, discussion, THURSDAY, NOW + MINUTE)

    assert ("invited", "ana") in outbox.tick(NOW + HOUR)
    assert outbox.to("ana")[-1].event.start == datetime(2027, 2, 25, 7, tzinfo=UTC)
    assert outbox.tick(NOW + 2 * HOUR) == []


def test_a_doubtful_letter_is_repeated_with_the_same_numbers(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)

    def broken(recipient: str) -> None:
        raise TryAgain(say("The line broke."), connection_lost=True, counts=True, in_doubt=True)

    outbox.breaking_after = broken
    outbox.tick(NOW)
    outbox.breaking_after = lambda recipient: None
    outbox.tick(NOW + HOUR)

    first, second = outbox.to("ana")
    numbers = [(letter.message["Message-ID"], *(str(letter.event[name]) for name in ("UID", "SEQUENCE")))
               for letter in (first, second)]  # fmt: skip
    assert numbers[0] == numbers[1]
    assert first.event["DTSTAMP"].dt == second.event["DTSTAMP"].dt


def test_who_leaves_while_the_invitation_is_in_doubt_gets_a_cancel(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)

    def broken(recipient: str) -> None:
        raise TryAgain(say("The line broke."), connection_lost=True, counts=True, in_doubt=True)

    outbox.breaking_after = broken
    outbox.tick(NOW)
    outbox.breaking_after = lambda recipient: None
    with database.writing() as session:
        seats.give_up(session, again(session, discussion), again(session, ana), NOW + MINUTE)

    assert outbox.tick(NOW + HOUR) == [("withdrawn", "ana")]
    assert [int(letter.event["SEQUENCE"]) for letter in outbox.to("ana")] == [0, 1]


def test_what_is_no_longer_owed_is_skipped_with_the_reason_and_its_key_is_free(
    database: Database, outbox: Outbox
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:  # planned at its hour, and Ana leaves before a sender takes it
        plan_discussion(session, ana.discussion_id, EVE, RESTED)
        seats.give_up(session, again(session, discussion), again(session, ana), EVE)

    assert ("withdrawn", "ana") in outbox.tick(EVE)
    with database.writing() as session:
        skipped = [(row.kind, row.reason) for row in session.exec(select(Skipped)).all()]
        seats.come_back(session, again(session, discussion), again(session, ana), EVE + MINUTE)
    assert skipped == [
        ("reminder_day", "No longer true: the person's part or the date has changed since it was planned.")
    ]
    assert outbox.tick(EVE + MINUTE) == [("invited", "ana")]
    assert ("reminder_hour", "ana") in outbox.tick(START - HOUR)


@pytest.mark.parametrize("moment", [NOW, EVE, START - HOUR, START + DAY])
def test_a_second_tick_finds_nothing_to_do(database: Database, outbox: Outbox, moment: datetime) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(moment)

    assert outbox.tick(moment) == []


def test_looking_at_everything_finds_nothing_that_was_not_seen(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox, capacity=2)
    for name in ("Ana", "Budi", "Cici"):
        ana_registers(database, discussion, name)
    move(database, discussion, THURSDAY, NOW + HOUR)
    moments = [NOW, NOW + HOUR + RESTED, EVE + DAY, START + DAY - HOUR]
    for moment in moments:
        outbox.tick(moment)
        with database.writing() as session:
            again(session, discussion).attention_at = moment

        assert outbox.tick(moment) == []


def test_a_letter_that_a_fault_spoils_does_not_stop_those_behind_it(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion = a_quiet_house(database, outbox)
    for name in ("Ana", "Budi"):
        ana_registers(database, discussion, name)

    def faulty(facts: Any, settings: Any) -> Any:
        if facts.person.email == "ana@union.example":
            raise KeyError("a fault of ours")
        return letter_of(facts, settings)

    monkeypatch.setattr("notifications.send.letter_of", faulty)
    outbox.tick(NOW)
    monkeypatch.undo()

    assert [len(outbox.to(name)) for name in ("ana", "budi")] == [0, 1]
    assert outbox.tick(NOW + HOUR) == [("invited", "ana")]
