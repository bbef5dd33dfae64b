"""Ten thousand answers end in the same state in whatever order they come, and however often."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from notifications.models import CalendarEntry
from registrations.models import Registration, Status
from tests.builders import NOW, a_published_discussion, registered
from tests.notifications.replies.clients import Said, apple, icloud, nextcloud
from tests.notifications.replies.props import arrives, invited

PEOPLE, ANSWERS, AT_ONCE = {"sqlite": 100, "postgresql": 20}, 20, 100
ARRIVED = NOW + timedelta(hours=2)
ASKED = 1
"""SEQUENCE of the letter that all of them answer; an answer to 0 is about an earlier time."""
RANK = ("DECLINED", "TENTATIVE", "ACCEPTED")

CLIENTS = (apple, icloud, nextcloud)
State = dict[str, tuple[str | None, Status]]


def answers_of(uid: str, attendee: str, chance: random.Random) -> list[Said]:
    """What one undecided person answers: minutes apart, now and then in the same second, from several calendars of
    which one shows an earlier time and one counts SEQUENCE by itself."""
    return [
        Said(uid=uid, attendee=attendee, partstat=chance.choice(RANK), sequence=chance.choice((0, 1, 1, 1, 1, 3)),
             at=NOW + timedelta(minutes=chance.randrange(60)), comment=f"number {number}")
        for number in range(ANSWERS)
    ]  # fmt: skip


def latest(said: Iterable[Said]) -> tuple[str | None, Status]:
    """What the last answer to the time that was asked for means, as one would say it without a program."""
    order = sorted((answer for answer in said if answer.sequence >= ASKED),
                   key=lambda answer: (answer.at, RANK.index(answer.partstat)))  # fmt: skip
    if not order:
        return None, Status.CONFIRMED
    last = order[-1].partstat
    return last.lower(), Status.CANCELLED if last == "DECLINED" else Status.CONFIRMED


@pytest.mark.parametrize("part", range(5))
def test_ten_thousand_answers_shuffled_and_repeated_end_as_the_latest_say(
    database: Database, database_kind: str, part: int
) -> None:
    """Two thousand in each of five parts, so that none takes minutes; on PostgreSQL four hundred."""
    chance = random.Random(part)
    with database.writing() as session:
        said = everybody(session, chance, PEOPLE[database_kind])
    expected = {uid: latest(answers) for uid, answers in said.items()}
    one_by_one = [answer for uid in list(said)[:5] for answer in sorted(said[uid], key=lambda answer: answer.at)]
    shuffled = [answer for answers in said.values() for answer in answers]
    chance.shuffle(shuffled)

    in_order = received(database, one_by_one)
    assert {uid: in_order[uid] for uid in list(said)[:5]} == {uid: expected[uid] for uid in list(said)[:5]}
    anyhow = received(database, [*shuffled, *chance.sample(shuffled, 100), *in_other_bytes(shuffled[:100])])

    assert anyhow == expected
    assert {status for _, status in anyhow.values()} == {Status.CONFIRMED, Status.CANCELLED}
    with database.reading() as session:
        taken = session.exec(select(Discussion.seats_taken)).one()
    assert taken == sum(status == Status.CONFIRMED for _, status in expected.values())


def everybody(session: Session, chance: random.Random, people: int) -> dict[str, list[Said]]:
    """Their answers, by the UID of their entry."""
    discussion = a_published_discussion(session)
    said = {}
    for number in range(people):
        registered(session, discussion, f"Person {number}")
        person = invited(session, discussion, f"person.{number}@union.example")
        entry = person.entry
        entry.sequence = entry.asked_sequence = ASKED
        said[person.uid] = answers_of(person.uid, f"person.{number}@union.example", chance)
    return said


def in_other_bytes(said: Sequence[Said]) -> list[Said]:
    """The same answers as other programs send them."""
    return [replace(answer, comment=f"{answer.comment} once more") for answer in said]


def received(database: Database, said: Sequence[Said]) -> State:
    """All of them arrive; the state afterwards."""
    for number, start in enumerate(range(0, len(said), AT_ONCE)):
        with database.writing() as session:
            for answer in said[start : start + AT_ONCE]:
                arrives(session, CLIENTS[number % len(CLIENTS)](answer), ARRIVED)
    with database.reading() as session:
        rows = session.exec(
            select(CalendarEntry.uid, CalendarEntry.answer, Registration.status)
            .join(Registration, (Registration.person_id == CalendarEntry.person_id))  # type: ignore[arg-type]
        ).all()  # fmt: skip
    return {uid: (answer, Status(status)) for uid, answer, status in rows}
