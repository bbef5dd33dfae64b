"""Asking people to chair, speak and observe, and their answers (product.md, rules 3 to 5)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from events.agenda import Row, items_of, set_agenda
from events.models import Discussion
from events.schedule import cancel
from foundation.database import Database
from foundation.people import Person, Role
from speakers.engagements import (
    accept,
    ask,
    decline,
    personal_path,
    withdraw,
)
from speakers.invitations import Invitation
from speakers.models import Answer, Engagement
from speakers.queries import active_engagements, engagement_behind, shown_people
from tests.builders import (
    JAKARTA,
    NOW,
    a_discussion,
    a_published_discussion,
    accepted,
    asked,
    only_where_others_get_in_between,
    overlapping,
    refusals,
)

SECOND_CHAIR = "This discussion has a chair already. Take the first one back before you ask another."
LATER = NOW + timedelta(days=1)


def test_whoever_is_asked_has_a_personal_link_and_no_answer_yet(session: Session) -> None:
    discussion = a_discussion(session)

    engagement = asked(session, discussion, "Citra", Role.CHAIR, organisation="ILO", position="National Officer")

    assert (engagement.role, engagement.answer, engagement.answered_at) == (Role.CHAIR, Answer.ASKED, None)
    assert (engagement.full_name, engagement.organisation, engagement.position) == ("Citra", "ILO", "National Officer")
    person = session.get_one(Person, engagement.person_id)
    assert (person.email, person.language, person.timezone, person.known_at) == (
        "citra@union.example", "en", JAKARTA, NOW,
    )  # fmt: skip
    token = personal_path(session, engagement).removeprefix("/p/")
    assert engagement_behind(session, token) == (engagement, discussion, person)
    assert token not in (engagement.token_hash, person.contact)


def test_everything_that_is_wrong_with_an_invitation_is_said_at_once(session: Session) -> None:
    discussion = a_discussion(session)
    hostile = Invitation(
        role="participant", full_name=" \u200b\u3164", email="rudi.union.example", phone="0812", language="klingon",
        timezone="Mars", organisation="o" * 201, position="p" * 201,
    )  # fmt: skip

    said = refusals(session, ask, discussion, hostile, NOW)

    assert said == {
        "role": "Choose chair, resource person or observer.",
        "full_name": "Please write your name. A single name is fine.",
        "email": "Please enter a valid email address.",
        "phone": "Please enter a phone number with its country code, such as +62 812 3456 7890.",
        "language": "Please choose one of the languages offered.",
        "timezone": "There is no time zone “Mars”. Choose one such as Asia/Jakarta.",
        "organisation": "Please write at most 200 characters.",
        "position": "Please write at most 200 characters.",
    }


def test_somebody_who_cannot_be_reached_cannot_be_asked(session: Session) -> None:
    discussion = a_discussion(session)

    said = refusals(session, ask, discussion, Invitation(role=Role.CHAIR, full_name="Citra", email=" "), NOW)

    assert said == {"email": "Write an email address or a phone number, so that they can be reached."}


def test_nobody_is_asked_for_what_is_over_or_cancelled(session: Session) -> None:
    over, cancelled = a_discussion(session), a_discussion(session)
    cancel(session, cancelled, "", NOW)
    rudi = Invitation(role=Role.RESOURCE_PERSON, full_name="Rudi", email="rudi@union.example")

    said = refusals(session, ask, over, rudi, over.ends_at), refusals(session, ask, cancelled, rudi, NOW)

    assert said == (
        {None: "This discussion is over; it can no longer be changed."}, {None: "This discussion is cancelled."},
    )  # fmt: skip


def test_a_second_chair_is_refused_until_the_first_has_declined_or_was_taken_back(session: Session) -> None:
    discussion = a_discussion(session)
    first = asked(session, discussion, "Citra", Role.CHAIR)
    dewi = Invitation(role=Role.CHAIR, full_name="Dewi", email="dewi@union.example")

    said = [refusals(session, ask, discussion, dewi, NOW)]
    accept(session, first, NOW)
    said.append(refusals(session, ask, discussion, dewi, NOW))
    decline(session, first, NOW)
    second = ask(session, discussion, dewi, NOW)
    withdraw(session, second, NOW)
    third = asked(session, discussion, "Eka", Role.CHAIR)

    assert said == [{"role": SECOND_CHAIR}, {"role": SECOND_CHAIR}]
    assert [engagement.full_name for engagement in active_engagements(session, discussion)] == [third.full_name]


def test_of_two_chairs_asked_at_the_same_moment_one_is_refused(database: Database) -> None:
    with database.writing() as session:
        number = a_discussion(session).id

    outcomes = overlapping(
        database,
        lambda session: asked(session, session.get_one(Discussion, number), "Citra", Role.CHAIR).role,
        lambda session: asked(session, session.get_one(Discussion, number), "Dewi", Role.CHAIR).role,
    )

    assert outcomes == [Role.CHAIR, SECOND_CHAIR]


def test_a_chair_who_declined_cannot_come_back_to_a_taken_chair(session: Session) -> None:
    discussion = a_discussion(session)
    first = asked(session, discussion, "Citra", Role.CHAIR)
    decline(session, first, NOW)
    asked(session, discussion, "Dewi", Role.CHAIR)

    said = refusals(session, accept, first, NOW)

    assert said == {None: "Somebody else chairs this discussion by now. Thank you for your answer."}


def test_a_person_has_one_role_in_a_discussion(session: Session) -> None:
    discussion = a_discussion(session)
    asked(session, discussion, "Citra", Role.CHAIR)
    again = Invitation(role=Role.OBSERVER, full_name="Citra Dewi", email="CITRA@Union.Example")

    said = refusals(session, ask, discussion, again, NOW)

    assert said == {"email": "Citra has a role in this discussion already."}


def test_whoever_declined_may_be_asked_again_for_another_role_with_a_new_link(session: Session) -> None:
    discussion = a_discussion(session)
    engagement = asked(session, discussion, "Citra", Role.CHAIR)
    old_link = personal_path(session, engagement)
    decline(session, engagement, NOW)

    again = asked(session, discussion, "Citra", Role.OBSERVER, now=LATER)

    assert (again.id, again.role, again.answer) == (engagement.id, Role.OBSERVER, Answer.ASKED)
    assert (again.asked_at, again.answered_at) == (LATER, None)
    assert engagement_behind(session, old_link.removeprefix("/p/")) is None
    assert engagement_behind(session, personal_path(session, again).removeprefix("/p/")) is not None


def test_yes_and_no_are_kept_with_their_moment_and_twice_is_once(session: Session) -> None:
    discussion = a_discussion(session)
    engagement = asked(session, discussion, "Rudi")
    told = []

    for answer, when in ((accept, NOW), (accept, LATER), (decline, LATER), (decline, LATER + timedelta(1))):
        answer(session, engagement, when)
        told.append((engagement.answer, engagement.answered_at))

    assert told == [(Answer.ACCEPTED, NOW)] * 2 + [(Answer.DECLINED, LATER)] * 2


def test_taking_back_twice_is_taking_back_once(session: Session) -> None:
    engagement = accepted(session, a_discussion(session), "Rudi")

    withdraw(session, engagement, NOW)
    withdraw(session, engagement, LATER)

    assert (engagement.answer, engagement.answered_at) == (Answer.WITHDRAWN, NOW)


@pytest.mark.parametrize("leave", [decline, withdraw])
def test_the_rows_of_whoever_leaves_are_to_be_confirmed(session: Session, leave: Callable[..., None]) -> None:
    discussion = a_discussion(session)
    rudi, sari = accepted(session, discussion, "Rudi"), accepted(session, discussion, "Sari")
    set_agenda(session, discussion, [
        Row(kind="presentation", minutes=20, presenter_id=who.person_id, presenter_role=who.role)
        for who in (rudi, sari)
    ])  # fmt: skip

    leave(session, rudi, NOW)

    session.expire_all()
    presenters = [(item.presenter_id, item.presenter_role) for item in items_of(session, discussion)]
    assert presenters == [(None, None), (sari.person_id, Role.RESOURCE_PERSON)]


def test_an_answer_is_refused_when_it_comes_too_late(session: Session) -> None:
    begun, cancelled, taken_back = (a_discussion(session) for _ in range(3))
    late = asked(session, begun, "Ana")
    off = asked(session, cancelled, "Budi")
    cancel(session, cancelled, "", NOW)
    back = asked(session, taken_back, "Dewi")
    withdraw(session, back, NOW)

    said = [
        refusals(session, answer, engagement, when)
        for engagement, when in ((late, begun.starts_at), (off, NOW), (back, NOW)) for answer in (accept, decline)
    ]

    assert said == [
        {None: sentence}
        for sentence in (
            "This discussion has begun; the answer can no longer be changed here.", "This discussion is cancelled.",
            "This request was taken back by the organiser.",
        )
        for _ in (accept, decline)
    ]  # fmt: skip


@only_where_others_get_in_between
@pytest.mark.parametrize("answer", [accept, decline])
def test_a_request_taken_back_while_it_is_answered_stays_taken_back(
    database: Database, answer: Callable[..., None]
) -> None:
    with database.writing() as session:
        engagement = asked(session, a_discussion(session), "Rudi")

    with database.writing() as session:
        seen = session.get_one(Engagement, engagement.id)
        with database.writing() as other:
            withdraw(other, other.get_one(Engagement, engagement.id), NOW)
        said = refusals(session, answer, seen, NOW)

    assert said == {None: "This request was taken back by the organiser."}


def test_a_public_page_names_chair_and_resource_persons_who_said_yes(session: Session) -> None:
    discussion = a_published_discussion(session)
    asked(session, discussion, "Ana")
    accepted(session, discussion, "Olga", Role.OBSERVER)
    accepted(session, discussion, "Wati")

    assert [engagement.full_name for engagement in shown_people(session, discussion)] == ["Citra", "Rudi", "Wati"]


def test_the_database_itself_refuses_two_chairs_two_roles_and_participants(session: Session) -> None:
    discussion = a_discussion(session)
    asked(session, discussion, "Citra", Role.CHAIR)
    asked(session, discussion, "Rudi")
    by_hand = {
        "two chairs": "UPDATE engagement SET role = 'chair'",
        "two roles": "UPDATE engagement SET person_id = 1",
        "a participant": "UPDATE engagement SET role = 'participant'",
        "an answer nobody gives": "UPDATE engagement SET answer = 'maybe'",
        "a role nobody has": "UPDATE engagement SET role = 'speaker'",
        "nobody": "UPDATE engagement SET person_id = 99",
        "one link for two": "UPDATE engagement SET token_hash = 'x'",
    }

    for what, statement in by_hand.items():
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text(statement))
            pytest.fail(f"the database took {what}")

    assert len(session.exec(select(Engagement)).all()) == 2
