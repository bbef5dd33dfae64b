"""Messages that wait for somebody's decision: of everything, of a discussion, of one kind of it, or a single one."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.database import Database
from foundation.languages import say
from foundation.people import Person
from foundation.sign_in import add_organiser, ask_for_sign_in
from notifications import claims, holds
from notifications.channels import TryAgain
from notifications.models import Delivery, DeliveryState, Hold, Skipped, Why
from notifications.plan import plan_discussion, plan_people
from registrations import seats
from tests.builders import NOW, THURSDAY, an_office, at_once, only_where_others_get_in_between, overlapping, refusals
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, RESTED, START, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox

Making = Callable[[Session, Discussion, Person], Hold]


def everything(session: Session, discussion: Discussion, by: Person) -> Hold:
    return holds.hold_everything(session, Why.RESTORED, "", NOW)


def the_discussion(session: Session, discussion: Discussion, by: Person) -> Hold:
    return holds.hold_discussion(session, again(session, discussion), by, NOW)


def its_invitations(session: Session, discussion: Discussion, by: Person) -> Hold:
    return holds.hold_discussion(session, again(session, discussion), by, NOW, kind="invited")


def an_organiser(session: Session) -> Person:
    return add_organiser(session, "dewi@office.example", an_office(session), NOW)


def held(database: Database, discussion: Discussion, making: Making = the_discussion) -> Hold:
    with database.writing() as session:
        return making(session, discussion, an_organiser(session))


def released(database: Database, hold: Hold, now: datetime) -> int:
    with database.writing() as session:
        return holds.release(session, session.get_one(Hold, hold.id), an_organiser(session), now)


def states(database: Database, kind: str = "invited") -> Counter[str]:
    with database.reading() as session:
        return Counter(session.exec(select(Delivery.state).where(Delivery.kind == kind)).all())


@pytest.mark.parametrize("making", [everything, the_discussion, its_invitations])
def test_what_a_hold_covers_waits_whenever_it_was_planned(
    database: Database, outbox: Outbox, making: Making
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, "Ana")
    with database.writing() as session:
        plan_people(session, discussion.id or 0, NOW, RESTED)
    hold = held(database, discussion, making)
    ana_registers(database, discussion, "Budi")

    assert outbox.tick(NOW + MINUTE) == []
    assert states(database) == {DeliveryState.SENT: 2, DeliveryState.HELD: 2}
    with database.reading() as session:
        assert holds.number_held(session, hold) == 2

    assert released(database, hold, NOW + HOUR) == 2
    assert outbox.tick(NOW + HOUR) == [("invited", "ana"), ("invited", "budi")]


def test_a_hold_of_one_kind_leaves_the_others_alone(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox, capacity=1)
    held(database, discussion, its_invitations)
    for name in ("Ana", "Budi"):
        ana_registers(database, discussion, name)

    assert outbox.tick(NOW) == [("waiting", "budi")]


def test_a_hold_of_a_discussion_leaves_the_others_alone(database: Database, outbox: Outbox) -> None:
    silent, other = a_quiet_house(database, outbox), a_quiet_house(database, outbox, slug="other")
    held(database, silent)
    ana_registers(database, silent, "Ana")
    ana_registers(database, other, "Budi")

    assert outbox.tick(NOW) == [("invited", "budi")]


@pytest.mark.parametrize("making", [everything, the_discussion])
def test_a_sign_in_letter_is_never_held(database: Database, outbox: Outbox, making: Making) -> None:
    held(database, a_quiet_house(database, outbox), making)
    with database.writing() as session:
        ask_for_sign_in(session, "dewi@office.example", NOW)

    assert outbox.tick(NOW) == [("login", "dewi")]
    with database.writing() as session:
        letter = session.exec(select(Delivery).where(Delivery.kind == "login")).one()
        letter.state = DeliveryState.PLANNED
        wrong = refusals(session, holds.hold_message, letter, an_organiser(session), NOW)
    assert wrong == {
        None: "This message cannot be held: it has left or ended, or somebody waits for it to sign in."
    }


def test_a_reminder_released_too_late_is_skipped_with_the_reason(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    hold = held(database, discussion)
    outbox.tick(EVE)
    assert states(database, "reminder_day")[DeliveryState.HELD] == 3

    released(database, hold, START - 2 * HOUR)

    assert outbox.tick(START - 2 * HOUR) == []
    with database.reading() as session:
        ended = session.exec(select(Skipped.kind, Skipped.reason).where(Skipped.kind == "reminder_day")).all()
    assert set(ended) == {("reminder_day", "Too late: it would no longer be of use.")}


def test_a_released_letter_says_what_is_true_by_then(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    hold = held(database, discussion)
    budi = ana_registers(database, discussion, "Budi")
    ana_registers(database, discussion, "Ana")
    outbox.tick(NOW)
    with database.writing() as session:
        seats.give_up(session, again(session, discussion), again(session, budi), NOW + MINUTE)
    move(database, discussion, THURSDAY, NOW + HOUR)
    outbox.tick(NOW + DAY)

    released(database, hold, NOW + DAY)

    assert {heard for heard in outbox.tick(NOW + DAY) if heard[1] in ("ana", "budi")} == {("invited", "ana")}
    assert outbox.to("ana")[-1].event.start == START + DAY


def test_a_released_message_is_not_late_the_moment_it_is_released(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    hold = held(database, discussion)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    released(database, hold, NOW + HOUR)

    with database.reading() as session:
        due = session.exec(select(Delivery.due_at).where(col(Delivery.state) == DeliveryState.PLANNED)).all()
    assert due == [NOW + HOUR]


def test_a_message_stays_held_as_long_as_anything_holds_it(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    first, second = held(database, discussion, its_invitations), held(database, discussion)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    assert (released(database, first, NOW + MINUTE), outbox.tick(NOW + MINUTE)) == (0, [])
    assert (released(database, second, NOW + HOUR), outbox.tick(NOW + HOUR)) == (1, [("invited", "ana")])


def test_one_message_is_held_and_released(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    for name in ("Ana", "Budi"):
        ana_registers(database, discussion, name)
    with database.writing() as session:
        plan_people(session, discussion.id or 0, NOW, RESTED)
        letter = session.exec(select(Delivery).where(Delivery.state == DeliveryState.PLANNED)).first()
        assert letter is not None
        hold = holds.hold_message(session, letter, an_organiser(session), NOW)
        assert letter.state == DeliveryState.HELD

    assert outbox.tick(NOW) == [("invited", "budi")]
    assert (released(database, hold, NOW + HOUR), outbox.tick(NOW + HOUR)) == (1, [("invited", "ana")])


def test_a_letter_that_has_left_cannot_be_held(database: Database, outbox: Outbox) -> None:
    a_quiet_house(database, outbox)

    with database.writing() as session:
        by, letter = an_organiser(session), session.exec(select(Delivery)).first()
        assert letter is not None
        wrong = refusals(session, holds.hold_message, letter, by, NOW)

    assert wrong == {
        None: "This message cannot be held: it has left or ended, or somebody waits for it to sign in."
    }


def test_what_is_discarded_never_leaves_and_a_later_change_is_told_all_the_same(
    database: Database, outbox: Outbox
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    hold = held(database, discussion)
    move(database, discussion, THURSDAY, NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)
    with database.writing() as session:
        dropped = holds.discard(session, session.get_one(Hold, hold.id), an_organiser(session), NOW + 2 * HOUR)
        again(session, discussion).attention_at = NOW + 2 * HOUR

    assert (dropped, outbox.tick(NOW + 2 * HOUR)) == (3, [])
    with database.reading() as session:
        gone = session.exec(select(Delivery.kind, Delivery.reason).where(
            col(Delivery.state) == DeliveryState.DISCARDED)).all()  # fmt: skip
    assert gone == [("changed", "Not sent: an organiser decided so.")] * 3

    move(database, discussion, THURSDAY.replace(hour=15), NOW + 3 * HOUR)
    assert ("changed", "ana") in outbox.tick(NOW + 3 * HOUR + RESTED)


def test_a_backlog_is_held_and_not_what_is_planned_after_it(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, "Ana")
    with database.writing() as session:
        plan_people(session, discussion.id or 0, NOW, RESTED)
        holds.hold_backlog(session, again(session, discussion), "invited", NOW)
    ana_registers(database, discussion, "Budi", now=NOW + MINUTE)

    assert outbox.tick(NOW + MINUTE) == [("invited", "budi")]


def test_a_letter_that_comes_back_from_an_attempt_is_held_as_well(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)

    def busy(recipient: str) -> None:
        raise TryAgain(say("451 later"), connection_lost=False, counts=True)

    outbox.refusing = busy
    outbox.tick(NOW)
    outbox.refusing = lambda recipient: None
    with database.writing() as session:
        session.exec(select(Delivery).where(Delivery.attempts == 1, Delivery.state == DeliveryState.PLANNED)
                     ).one().state = DeliveryState.SENDING  # fmt: skip
    held(database, discussion)
    with database.writing() as session:
        claims.take_back(session, NOW + MINUTE, whole_house=True)

    assert outbox.tick(NOW + HOUR) == []
    assert states(database) == {DeliveryState.SENT: 2, DeliveryState.HELD: 1}


def test_holding_twice_is_holding_once_and_two_cannot_decide(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    hold, same = held(database, discussion), held(database, discussion)
    assert hold.id == same.id

    def deciding(session: Session) -> int:
        return holds.release(session, session.get_one(Hold, hold.id), an_organiser(session), NOW)

    assert sorted(map(str, at_once(database, [deciding, deciding]))) == ["0", "This was decided meanwhile."]
    with database.reading() as session:
        assert holds.holds_of(session, discussion) == []


@only_where_others_get_in_between
def test_a_release_sees_what_was_held_at_the_same_moment(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    hold = held(database, discussion)
    ana_registers(database, discussion)

    def planning(session: Session) -> None:
        plan_discussion(session, discussion.id or 0, NOW, RESTED)

    def releasing(session: Session) -> int:
        return holds.release(session, session.get_one(Hold, hold.id), session.get_one(Person, hold.by_id), NOW)

    assert overlapping(database, planning, releasing) == [None, 1]
    assert outbox.tick(NOW) == [("invited", "ana")]
