"""Many registered in a few statements: as if each had come alone."""

import random
from dataclasses import replace
from functools import partial

import pytest
from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold
from foundation.database import Database
from foundation.people import MergedPerson, Person, numbers_of_people
from registrations import seats
from registrations.admission.deciding import hold_places
from registrations.models import Consent, Purpose, Registration, Status, UnionLevel
from registrations.questions import asking as questions
from registrations.questions.models import OwnAnswer, Said
from registrations.register import Answers, register_all_held, register_held
from registrations.unions.directory import Wish, add
from tests.builders import (
    NOW,
    THURSDAY,
    a_published_discussion,
    a_series,
    an_office,
    at_once,
    only_where_others_get_in_between,
    registered,
)

AGREED = {purpose: purpose is Purpose.TAKE_PART for purpose in Purpose}


def person(number: int) -> Answers:
    return Answers(full_name=f"P {number}", email=f"p{number}@union.example", consents=AGREED)


@pytest.mark.parametrize("seed", range(4))
def test_many_are_registered_as_if_each_had_come_alone(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    capacity = chance.choice([None, 3])
    one, other = (a_published_discussion(session, day, slug=f"talk-{seed}-{day.day}", capacity=capacity)
                  for day in (THURSDAY, THURSDAY.replace(day=26)))  # fmt: skip
    gave_up = chance.random() < 0.5
    for discussion in (one, other):
        row = registered(session, discussion, "P 1", email="p1@union.example")
        if gave_up:
            seats.give_up(session, discussion, row, NOW)
    people = [person(number) for number in chance.sample(range(6), k=4)]

    hold(session, one)
    alone = [register_held(session, one, answers, NOW) for answers in people]
    hold(session, other)
    together = register_all_held(session, other, people, NOW)

    assert said(session, one, alone) == said(session, other, together)


@pytest.mark.parametrize("wished", ["approval", "places of a union", "somebody in line", "nothing"])
def test_whatever_organisers_wish_many_are_as_if_each_had_come_alone(session: Session, wished: str) -> None:
    series = a_series(session)
    add(session, an_office(session), Wish("SPN", "federation"), NOW)
    question = questions.ask(session, series, questions.Wish(wording="Which port?", purpose="Groups."), NOW)
    one, other = (a_published_discussion(session, day, slug=f"talk-{day.day}", series=series, capacity=2)
                  for day in (THURSDAY, THURSDAY.replace(day=26)))  # fmt: skip
    for discussion in (one, other):
        discussion.needs_approval = wished == "approval"
        session.flush()
        if wished == "places of a union":
            hold_places(session, discussion, "SPN", 1, until_local=THURSDAY, now=NOW)
        for name in ("Budi", "Cici", "Dewi") if wished == "somebody in line" else ():
            registered(session, discussion, name)
    said_of_it = [Said(question.id or 0, "Which port?", "Dili")]
    people = [replace(person(number), union=union, own=said_of_it)
              for number, union in enumerate(["", "S.P.N.", "", "SPN"])]  # fmt: skip

    hold(session, one)
    alone = [register_held(session, one, answers, NOW) for answers in people]
    hold(session, other)
    together = register_all_held(session, other, people, NOW)

    assert said(session, one, alone) == said(session, other, together)
    levels = [session.get_one(Registration, number).union_level for number in together]
    assert levels == [None, UnionLevel.FEDERATION, None, UnionLevel.FEDERATION]
    answered = session.exec(select(OwnAnswer.registration_id).where(OwnAnswer.answer == "Dili")).all()
    assert sorted(answered) == sorted([*alone, *together])


def said(session: Session, discussion: Discussion, numbers: list[int]) -> tuple[object, ...]:
    """Everything but numbers, links and the discussion, in the order of the list; and how many seats are taken."""
    session.refresh(discussion)
    apart = {"id", "discussion_id", "token_hash", "held_place_id"}
    rows = [session.get_one(Registration, number, populate_existing=True) for number in numbers]
    consents = [session.exec(select(Consent.purpose, Consent.given).where(Consent.registration_id == number)
                             .order_by(col(Consent.id))).all() for number in numbers]  # fmt: skip
    counted = discussion.seats_taken, discussion.seats_held
    return [(row.model_dump(exclude=apart), row.held_place_id is None) for row in rows], consents, counted


def test_whoever_stands_there_by_two_contacts_is_registered_once(session: Session) -> None:
    discussion = a_published_discussion(session)
    told = [person(1), person(2)]
    stays, goes = numbers_of_people(session, [
        {"full_name": one.full_name, "email": one.email, "phone": None, "language": "en", "timezone": "Asia/Jakarta",
         "now": NOW} for one in told])  # fmt: skip
    session.add(MergedPerson(person_id=goes, into_id=stays, at=NOW))
    session.flush()
    hold(session, discussion)

    numbers = register_all_held(session, discussion, told, NOW)

    assert numbers[0] == numbers[1]
    rows = session.exec(select(Registration.person_id, Registration.full_name, Registration.status)).all()
    assert rows == [(stays, "P 1", Status.CONFIRMED)]


@only_where_others_get_in_between
def test_two_lists_with_the_same_people_do_not_wait_for_each_other(database: Database) -> None:
    with database.writing() as session:
        first, second = a_published_discussion(session), a_published_discussion(session, THURSDAY)
    people = [person(number) for number in range(300)]

    def bring(discussion: Discussion, order: list[Answers], session: Session) -> int:
        found = session.get_one(Discussion, discussion.id)
        hold(session, found)
        return len(register_all_held(session, found, order, NOW))

    lists = [(first, people), (second, people[::-1])]
    done = at_once(database, [partial(bring, discussion, order) for discussion, order in lists])

    assert done == [300, 300]
    with database.reading() as session:
        assert len(session.exec(select(Person.id).where(col(Person.full_name).startswith("P "))).all()) == 300
