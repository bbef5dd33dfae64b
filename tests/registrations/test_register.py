"""Registering: one person, one registration, and nothing that a stranger could learn (product.md, rules 7 and 8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from events.models import Discussion
from events.schedule import cancel
from foundation.database import Database
from foundation.people import Person
from registrations.models import AgeBand, Consent, Group, Purpose, Registration, Sex, Status, UnionLevel
from registrations.queries import counts, registration_behind, registrations_in
from registrations.register import Answers, personal_path, register
from registrations.seats import give_up
from tests.builders import (
    DILI,
    MONDAY,
    NOW,
    TUESDAY,
    a_discussion,
    a_published_discussion,
    only_where_others_get_in_between,
    overlapping,
    refusals,
    registered,
)

CLOSED, CANCELLED = "Registration for this discussion is closed.", "This discussion is cancelled."
ANA = Answers(full_name="Ana", email="ana@union.example")


def test_a_registration_keeps_what_was_answered_and_what_was_agreed(session: Session) -> None:
    discussion = a_published_discussion(session)
    answers = Answers(
        full_name="Ana d’Arc, S.H. 🌺", email="Ana@Union.example", phone="+6281234567890", union="KSBSI",
        union_level=UnionLevel.PLANT, group=Group.WORKERS, sex=Sex.WOMAN, province="ID-JK", language="id",
        age_band=AgeBand.FROM_35, timezone=DILI, support="Captions", question="Who pays?", discreet=True,
        consents={Purpose.TAKE_PART: True, Purpose.NEWS: False}, channel="api",
    )  # fmt: skip

    registration = register(session, discussion, answers, NOW)

    session.expire_all()
    person = session.get_one(Person, registration.person_id)
    asked = set(answers.__dataclass_fields__)
    assert registration.model_dump(include=asked) == {
        "full_name": "Ana d’Arc, S.H. 🌺", "phone": "+6281234567890", "union": "KSBSI", "union_level": UnionLevel.PLANT,
        "group": Group.WORKERS, "sex": Sex.WOMAN, "province": "ID-JK", "age_band": AgeBand.FROM_35,
        "support": "Captions", "question": "Who pays?",
    }  # fmt: skip
    assert person.model_dump(include=asked) == {
        "full_name": "Ana d’Arc, S.H. 🌺", "email": "Ana@Union.example", "phone": "+6281234567890", "language": "id",
        "timezone": DILI, "discreet": True,
    }  # fmt: skip
    assert (registration.status, registration.confirmed_at, person.known_at) == (Status.CONFIRMED, NOW, None)
    agreed = [(consent.purpose, consent.given, consent.language, consent.channel, consent.at)
              for consent in session.exec(select(Consent).order_by(Consent.id))]  # type: ignore[arg-type]  # fmt: skip
    assert agreed == [(Purpose.TAKE_PART, True, "id", "api", NOW), (Purpose.NEWS, False, "id", "api", NOW)]


def test_the_personal_link_leads_to_its_registration_and_the_database_could_not_write_it(session: Session) -> None:
    discussion = a_published_discussion(session)

    ana = registered(session, discussion, "Ana")

    token = personal_path(session, ana).removeprefix("/r/")
    found = registration_behind(session, token)
    assert found is not None and found[:2] == (ana, discussion)
    assert registration_behind(session, ana.token_hash) is None
    assert len(token) == 24


def test_registering_twice_is_one_registration_and_keeps_what_was_there(session: Session) -> None:
    discussion = a_published_discussion(session)
    first = registered(session, discussion, "Ana", phone="+6281234567890", email="ana@union.example", language="id")

    again = registered(session, discussion, "Mallory", email="ANA@UNION.example", language="en")

    person = session.get_one(Person, first.person_id)
    assert (again.id, again.full_name, person.full_name, person.language) == (first.id, "Ana", "Ana", "id")
    assert [row.full_name for row, _ in registrations_in(session, discussion)] == ["Ana"]


def test_one_name_may_belong_to_many(session: Session) -> None:
    discussion = a_published_discussion(session)

    for number in range(3):
        registered(session, discussion, "Contohan", email=f"contohan-{number}@union.example")

    assert discussion.seats_taken == 3


def test_a_phone_number_alone_is_enough(session: Session) -> None:
    discussion = a_published_discussion(session)

    registration = registered(session, discussion, "Budi", phone="+6281234567890")

    assert session.get_one(Person, registration.person_id).contact == "tel:+6281234567890"


def test_the_link_is_asked_for_again_and_not_more_often_than_a_letter_may_go(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana = registered(session, discussion, "Ana")
    asked = []

    for minutes in (1, 9, 10, 11, 8 * 60, 8 * 60 + 10, 8 * 60 + 11, 16 * 60 + 10):
        registered(session, discussion, "Ana", now=NOW + timedelta(minutes=minutes))
        asked.append(ana.link_requests)

    assert asked == [0, 0, 1, 1, 1, 2, 2, 3]


def test_whoever_gave_up_and_registers_again_is_back(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana = registered(session, discussion, "Ana")
    give_up(session, discussion, ana, NOW)

    again = registered(session, discussion, "Ana")

    assert (again.id, again.status, again.cancelled_at, discussion.seats_taken) == (ana.id, Status.CONFIRMED, None, 1)


def test_registration_is_open_from_publication_to_the_end(session: Session) -> None:
    draft = a_discussion(session)
    cancelled, published = a_published_discussion(session), a_published_discussion(session)
    cancel(session, cancelled, "", NOW)
    last_moment = published.ends_at - timedelta(seconds=1)

    said = [
        refusals(session, register, discussion, ANA, when)
        for discussion, when in ((draft, NOW), (cancelled, NOW), (published, published.ends_at))
    ]
    late = register(session, published, ANA, last_moment)

    assert said == [{None: CLOSED}, {None: CANCELLED}, {None: CLOSED}]
    assert late.status == Status.CONFIRMED


@only_where_others_get_in_between
def test_a_discussion_cancelled_while_somebody_registers_takes_nobody(database: Database) -> None:
    with database.writing() as session:
        number = a_published_discussion(session).id

    with database.writing() as session:
        seen = session.get_one(Discussion, number)
        with database.writing() as other:
            cancel(other, other.get_one(Discussion, number), "", NOW)
        said = refusals(session, register, seen, ANA, NOW)

    assert said == {None: CANCELLED}


def test_a_double_click_is_one_registration(database: Database) -> None:
    with database.writing() as session:
        number = a_published_discussion(session).id

    def click(session: Session) -> int | None:
        return registered(session, session.get_one(Discussion, number), "Ana").id

    first, second = overlapping(database, click, click)

    assert first == second
    with database.reading() as session:
        assert session.get_one(Discussion, number).seats_taken == 1


def test_a_new_person_who_registers_for_two_days_at_once_is_one_person(database: Database) -> None:
    with database.writing() as session:
        numbers = [a_published_discussion(session, day).id for day in (MONDAY, TUESDAY)]

    def for_day(number: int | None) -> Callable[[Session], int]:
        return lambda session: registered(session, session.get_one(Discussion, number), "Ana").person_id

    first, second = overlapping(database, for_day(numbers[0]), for_day(numbers[1]))

    assert first == second


def test_counts_of_a_whole_list_are_one_query(session: Session) -> None:
    small, empty = a_published_discussion(session, capacity=1), a_published_discussion(session)
    for name in ("Ana", "Budi", "Caca"):
        registered(session, small, name)

    assert counts(session, [small.id or 0, empty.id or 0]) == {
        small.id: {Status.CONFIRMED: 1, Status.WAITING: 2}, empty.id: {},
    }  # fmt: skip


def test_the_database_itself_refuses_a_registration_that_cannot_be(session: Session) -> None:
    discussion = a_published_discussion(session)
    registered(session, discussion, "Ana")
    registered(session, discussion, "Budi")
    by_hand = {
        "two of one person": "UPDATE registration SET person_id = (SELECT max(id) FROM person)",
        "one link for two": "UPDATE registration SET token_hash = 'x'",
        "a status nobody has": "UPDATE registration SET status = 'maybe'",
        "a level no union has": "UPDATE registration SET union_level = 'galaxy'",
        "nobody": "UPDATE registration SET person_id = 99",
        "a person nobody reaches": "UPDATE person SET email = NULL, phone = NULL",
        "two with one contact": "UPDATE person SET contact = 'mailto:ana@union.example'",
        "an agreement to nothing": "UPDATE consent SET purpose = 'everything'",
    }

    for what, statement in by_hand.items():
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text(statement))
            pytest.fail(f"the database took {what}")

    assert session.exec(select(Registration.full_name).order_by(Registration.full_name)).all() == ["Ana", "Budi"]
