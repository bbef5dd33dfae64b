"""Why one person gets a message and another does not: as the rules say it, and nothing else."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select, update

from events.models import Discussion
from events.schedule import cancel
from foundation.database import Database
from foundation.people import Person
from notifications import holds
from notifications.kinds import KINDS, NOTICES
from notifications.scope import scope_of
from notifications.why import Because, verdicts
from registrations.seats import give_up
from speakers import engagements
from tests.builders import NOW, THURSDAY, accepted, asked, registered
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, START, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox

SETTLE = timedelta(minutes=2)


def because(database: Database, discussion: Discussion, now: datetime, name: str = "Ana") -> dict[str, Because]:
    with database.reading() as session:
        person = session.exec(select(Person).where(Person.full_name == name)).one()
        found = verdicts(session, again(session, discussion), person, now=now, settle=SETTLE)
        return {verdict.kind: verdict.because for verdict in found}


def test_one_sentence_for_every_kind(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    found = because(database, discussion, NOW + HOUR)

    assert found == dict.fromkeys(found, Because.NO_REASON) | {
        "invited": Because.GOT, "reminder_day": Because.COMES, "reminder_hour": Because.COMES,
        "agenda": Because.OTHER_ROLE,
    }  # fmt: skip
    assert found.keys() == KINDS.keys() - NOTICES


@pytest.mark.parametrize(("what", "reason"), [
    ({"address_refused": "550"}, Because.REFUSED_ADDRESS),
    ({"email": None, "phone": "+6281234567890"}, Because.NO_ADDRESS),
])  # fmt: skip
def test_without_an_address_nothing_comes(
    database: Database, outbox: Outbox, *, what: dict[str, str | None], reason: Because
) -> None:
    discussion = a_quiet_house(database, outbox)
    registration = ana_registers(database, discussion)
    with database.writing() as session:
        session.execute(update(Person).where(col(Person.id) == registration.person_id).values(**what))

    assert set(because(database, discussion, NOW).values()) == {reason}


def test_before_a_move_is_told_no_reminder_comes(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    before = because(database, discussion, NOW)
    outbox.tick(NOW)

    move(database, discussion, THURSDAY, NOW + HOUR)

    found = because(database, discussion, NOW + HOUR)
    assert before["reminder_day"] == Because.INVITATION_FIRST
    assert (found["reminder_day"], found["changed"]) == (Because.CHANGE_FIRST, Because.COMES)


def test_who_registers_after_its_hour_gets_no_reminder(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, now=EVE + MINUTE)
    outbox.tick(EVE + MINUTE)

    late, later = because(database, discussion, EVE + HOUR), because(database, discussion, START - 5 * MINUTE)

    assert (late["reminder_day"], late["reminder_hour"]) == (Because.CAME_LATER, Because.COMES)
    assert later["reminder_hour"] == Because.TOO_LATE
    assert set(because(database, discussion, START + DAY).values()) == {Because.OVER, Because.GOT}


def test_who_has_no_part_is_told_why(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox, capacity=1)
    with database.writing() as session:
        found = again(session, discussion)
        seated = registered(session, found, "Ana")
        registered(session, found, "Ben")
        asked(session, found, "Dewi")
        engagements.decline(session, asked(session, found, "Eka"), NOW)
        give_up(session, found, seated, NOW)
        registered(session, found, "Fitri")

    said = {name: because(database, discussion, NOW, name)["reminder_day"] for name in ("Ana", "Dewi", "Eka", "Fitri")}

    assert said == {
        "Ana": Because.GAVE_UP, "Dewi": Because.NOT_ANSWERED, "Eka": Because.DECLINED, "Fitri": Because.WAITING,
    }  # fmt: skip


def test_a_cancelled_discussion_and_a_hold_are_named(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        ana = session.exec(select(Person).where(Person.full_name == "Ana")).one()
        holds.hold_discussion(session, again(session, discussion), ana, NOW, kind="reminder_day")
    held = because(database, discussion, NOW)
    with database.writing() as session:
        cancel(session, again(session, discussion), "", NOW)

    assert (held["reminder_day"], held["reminder_hour"]) == (Because.HELD, Because.COMES)
    assert because(database, discussion, NOW)["reminder_day"] == Because.CANCELLED


def test_who_sleeps_hears_in_the_morning(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, timezone="America/New_York")
    outbox.tick(NOW)
    move(database, discussion, THURSDAY, NOW)

    assert because(database, discussion, NOW + 5 * MINUTE)["changed"] == Because.COMES_AFTER_NIGHT


@pytest.mark.parametrize("seed", range(4))
def test_what_it_says_of_anybody_is_what_is_owed(database: Database, outbox: Outbox, seed: int) -> None:
    """Random people with random histories, asked one by one and all together. A message that comes is owed."""
    discussion, chance = a_quiet_house(database, outbox, capacity=4), Random(seed)
    with database.writing() as session:
        people = [_somebody(session, again(session, discussion), number, chance) for number in range(7)]
    outbox.tick(NOW)
    with database.writing() as session:
        refused = col(Person.id).in_(chance.sample(people, 2))
        session.execute(update(Person).where(refused).values(address_refused="550"))
    if chance.random() < 0.7:
        move(database, discussion, THURSDAY, NOW + HOUR)
    now = chance.choice([NOW + HOUR, NOW + HOUR + 3 * MINUTE, NOW + 12 * HOUR, EVE, EVE + DAY, START - 30 * MINUTE])

    with database.reading() as session:
        found = again(session, discussion)
        scope = scope_of(session, found, now, SETTLE)
        owed = {(kind.name, row.person_id) for kind in KINDS.values() if kind.name not in NOTICES and kind.arises(scope)
                for row in session.execute(kind.owed(scope)).all()}  # fmt: skip
        told = [(verdict, number) for number in people
                for verdict in verdicts(session, found, session.get_one(Person, number), now=now, settle=SETTLE)]

    assert {(verdict.kind, number) for verdict, number in told if verdict.is_owed} == {
        key for key in owed if key[1] in people
    }
    coming = {Because.COMES, Because.COMES_AFTER_NIGHT, Because.HELD}
    assert [verdict for verdict, _ in told if verdict.because in coming and not verdict.is_owed] == []


def _somebody(session: Session, discussion: Discussion, number: int, chance: Random) -> int:
    """Registered, given up, asked, or agreed to speak, and some of them both."""
    name, zone = f"Person {number}", chance.choice(["Asia/Jakarta", "America/New_York", "Asia/Dili"])
    if chance.random() < 0.4:
        met = chance.choice([asked, accepted])(session, discussion, name, "observer", timezone=zone).person_id
        if chance.random() < 0.6:
            return met
    registration = registered(session, discussion, name, timezone=zone)
    if chance.random() < 0.3:
        give_up(session, discussion, registration, NOW)
    return registration.person_id
