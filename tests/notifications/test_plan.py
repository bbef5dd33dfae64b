"""What is owed to whom and when. Each test says in two or three sentences who hears of what, and who does not."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from events.schedule import cancel, plan_of, restore
from foundation.database import Database
from foundation.languages import say
from foundation.people import Role
from notifications.channels import Rejected, TryAgain
from notifications.models import CalendarEntry, Delivery, DeliveryState, Skipped
from notifications.plan import plan_discussion
from registrations import seats
from registrations.models import Registration
from speakers import engagements, readiness
from speakers.models import Engagement
from tests.builders import (
    DILI,
    NOW,
    THURSDAY,
    ZURICH,
    a_discussion,
    a_published_discussion,
    asked,
    registered,
)
from tests.outbox import Outbox

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RESTED = timedelta(minutes=2)
START = datetime(2027, 2, 24, 7, tzinfo=UTC)
"""Wednesday 14:00 in Jakarta, when the discussions of the builders begin."""
EVE = START - DAY + 3 * HOUR
"""Tuesday 17:00 in Jakarta: the hour of the reminder."""


Row = TypeVar("Row", Discussion, Registration, Engagement)


def again(session: Session, row: Row) -> Row:
    """The row as it is now, in this session."""
    return session.get_one(type(row), row.id)


def a_quiet_house(database: Database, outbox: Outbox, **plan: Any) -> Discussion:
    """A published discussion whose two speakers have their invitations; then the outbox is empty."""
    with database.writing() as session:
        discussion = a_published_discussion(session, **plan)
    outbox.tick(NOW)
    outbox.posted.clear()
    return discussion


def ana_registers(
    database: Database, discussion: Discussion, name: str = "Ana", now: datetime = NOW, **answers: Any
) -> Registration:
    with database.writing() as session:
        return registered(session, again(session, discussion), name, now=now, **answers)


def move(database: Database, discussion: Discussion, to: datetime, now: datetime) -> None:
    with database.writing() as session:
        found = again(session, discussion)
        readiness.change(session, found, plan_of(found, starts_at_local=to), now)


def test_a_participant_is_invited_reminded_on_the_eve_and_an_hour_before(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)

    told = {moment: outbox.tick(moment) for moment in (NOW, EVE - MINUTE, EVE, START - HOUR - MINUTE, START - HOUR, START)}

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

    assert sorted(outbox.tick(EVE + MINUTE)) == [("invited", "ana"), ("reminder_day", "citra"), ("reminder_day", "rudi")]
    assert outbox.tick(EVE + HOUR) == []


def test_a_clock_that_stood_still_sends_no_reminder_too_late(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    assert outbox.tick(START - 2 * HOUR) == []
    assert outbox.tick(START - 9 * MINUTE) == []
    assert outbox.tick(START + HOUR) == []


def test_a_move_reaches_each_calendar_once_and_reminders_follow_the_new_time(database: Database, outbox: Outbox) -> None:
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


def test_a_move_that_is_taken_back_before_it_is_told_writes_to_nobody(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    move(database, discussion, THURSDAY, NOW + HOUR)
    move(database, discussion, discussion.starts_at_local, NOW + HOUR + MINUTE)

    assert outbox.tick(NOW + 2 * HOUR) == []
    assert len(outbox.tick(EVE)) == 3


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


def test_a_cancelled_discussion_leaves_every_calendar_and_is_never_reminded(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.writing() as session:
        cancel(session, again(session, discussion), "The chair is ill", NOW + HOUR)

    assert outbox.tick(NOW + HOUR) == []
    assert sorted(outbox.tick(NOW + HOUR + RESTED)) == [("withdrawn", "ana"), ("withdrawn", "citra"), ("withdrawn", "rudi")]
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


def test_speakers_get_a_card_then_the_invitation_with_their_role_then_the_agenda(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        discussion = a_discussion(session)
        roles = {"Citra": Role.CHAIR, "Rudi": Role.RESOURCE_PERSON, "Oki": Role.OBSERVER}
        people = [asked(session, discussion, name, role) for name, role in roles.items()]
    cards = outbox.tick(NOW)
    with database.writing() as session:
        for engagement in people:
            engagements.accept(session, again(session, engagement), NOW + HOUR)
    invitations = outbox.tick(NOW + HOUR)

    assert sorted(cards) == [("card", "citra"), ("card", "oki"), ("card", "rudi")]
    assert sorted(invitations) == [("invited", "citra"), ("invited", "oki"), ("invited", "rudi")]
    assert {name: outbox.to(name)[-1].event["ATTENDEE"].params["ROLE"] for name in ("citra", "rudi", "oki")} == {
        "citra": "CHAIR", "rudi": "REQ-PARTICIPANT", "oki": "OPT-PARTICIPANT",
    }  # fmt: skip
    week_before = datetime(2027, 2, 17, 2, tzinfo=UTC)  # 09:00 in Jakarta
    assert outbox.tick(week_before - MINUTE) == []
    assert sorted(outbox.tick(week_before)) == [("agenda", "citra"), ("agenda", "oki"), ("agenda", "rudi")]


def test_who_has_not_answered_hears_of_a_move_by_a_new_card(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, speakers=asked)
    assert sorted(outbox.tick(NOW)) == [("card", "citra"), ("card", "rudi")]

    move(database, discussion, THURSDAY, NOW + HOUR)

    assert sorted(outbox.tick(NOW + HOUR + RESTED)) == [("card", "citra"), ("card", "rudi")]


def test_who_was_asked_in_vain_is_told_so(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        discussion = a_discussion(session)
        rudi = asked(session, discussion, "Rudi")
        asked(session, discussion, "Tono")
    outbox.tick(NOW)

    with database.writing() as session:
        engagements.withdraw(session, again(session, rudi), NOW + HOUR)
    assert outbox.tick(NOW + HOUR) == [("called_off", "rudi")]

    with database.writing() as session:
        cancel(session, again(session, discussion), "", NOW + 2 * HOUR)
    assert outbox.tick(NOW + 2 * HOUR + RESTED) == [("called_off", "tono")]


def test_cards_do_not_arrive_at_night(database: Database, outbox: Outbox) -> None:
    night = datetime(2027, 2, 2, 15, tzinfo=UTC)  # 22:00 in Jakarta
    with database.writing() as session:
        asked(session, a_discussion(session), "Rudi", now=night)

    assert outbox.tick(night) == outbox.tick(night + 8 * HOUR) == []
    assert outbox.tick(night + 9 * HOUR) == [("card", "rudi")]


def test_a_speaker_who_also_registered_gets_one_letter_the_speakers(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        registered(session, again(session, discussion), "Rudi", email=f"rudi@{discussion.slug}.example")

    assert outbox.tick(NOW) == []
    assert [name for _, name in outbox.tick(EVE)].count("rudi") == 1


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
    numbers = [(m.message["Message-ID"], m.event["UID"], m.event["SEQUENCE"], m.event["DTSTAMP"].dt) for m in (first, second)]
    assert numbers[0] == numbers[1]


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


def test_what_is_no_longer_owed_is_skipped_with_the_reason_and_its_key_is_free(database: Database, outbox: Outbox) -> None:
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


def test_sequence_rises_with_time_and_cancel_but_not_with_a_new_title(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.tick(NOW)
    changes: list[dict[str, Any]] = [{"title": "Another name"}, {"starts_at_local": THURSDAY}, {"minutes": 60}, {"room_url": "https://room.example/2"}]
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


def test_a_person_with_a_phone_alone_is_in_no_plan(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, phone="+6281234567890")

    assert outbox.tick(NOW) == []
    with database.reading() as session:
        assert len(session.exec(select(CalendarEntry)).all()) == 2


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
