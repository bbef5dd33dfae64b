"""A speaker is not in two discussions at the same time, not even for a moment (product.md, rule 5)."""

from datetime import timedelta

from sqlmodel import Session

from events.models import Discussion
from events.schedule import cancel, change, plan_of
from foundation.database import Database
from foundation.people import Role
from speakers.engagements import (
    accept,
    ask,
    decline,
)
from speakers.invitations import Invitation
from speakers.models import Answer
from tests.builders import (
    MONDAY,
    NOW,
    TUESDAY,
    WEDNESDAY,
    a_discussion,
    asked,
    only_where_others_get_in_between,
    overlapping,
    refusals,
)

RUDI = Invitation(role=Role.OBSERVER, full_name="Rudi", email="rudi@union.example")
BUSY = "Rudi has a role in “Wages” at the same time."


def test_a_speaker_is_not_in_two_discussions_at_the_same_time(session: Session) -> None:
    a, b = a_discussion(session, WEDNESDAY, title="Wages"), a_discussion(session, WEDNESDAY + timedelta(minutes=89))
    right_after = a_discussion(session, WEDNESDAY + timedelta(minutes=90))
    asked(session, a, "Rudi")

    said = refusals(session, ask, b, RUDI, NOW)
    follows = ask(session, right_after, RUDI, NOW)

    assert said == {"email": BUSY}
    assert follows.answer == Answer.ASKED


def test_whoever_declined_or_whose_discussion_is_cancelled_is_free(session: Session) -> None:
    declined_one, cancelled_one, third = (a_discussion(session) for _ in range(3))
    decline(session, asked(session, declined_one, "Rudi"), NOW)
    asked(session, cancelled_one, "Rudi")
    cancel(session, cancelled_one, "", NOW)

    engagement = asked(session, third, "Rudi")

    assert engagement.answer == Answer.ASKED


def test_whoever_took_another_role_meanwhile_cannot_take_back_the_no(session: Session) -> None:
    one, other = a_discussion(session), a_discussion(session, title="Wages")
    engagement = asked(session, one, "Rudi")
    decline(session, engagement, NOW)
    asked(session, other, "Rudi")

    said = refusals(session, accept, engagement, NOW)

    assert said == {"email": BUSY}


def test_a_speaker_asked_for_two_discussions_at_the_same_moment_gets_one(database: Database) -> None:
    with database.writing() as session:
        one, other = a_discussion(session, title="Wages").id, a_discussion(session, title="Wages").id
        asked(session, a_discussion(session, MONDAY), "Rudi")

    outcomes = overlapping(
        database,
        lambda session: asked(session, session.get_one(Discussion, one), "Rudi").answer,
        lambda session: asked(session, session.get_one(Discussion, other), "Rudi").answer,
    )

    assert outcomes == [Answer.ASKED, BUSY]


def test_a_new_person_asked_for_two_days_at_the_same_moment_is_one_person(database: Database) -> None:
    with database.writing() as session:
        numbers = [a_discussion(session, day).id for day in (MONDAY, TUESDAY)]

    one, other = overlapping(
        database,
        lambda session: asked(session, session.get_one(Discussion, numbers[0]), "Rudi").person_id,
        lambda session: asked(session, session.get_one(Discussion, numbers[1]), "Rudi").person_id,
    )

    assert one == other


@only_where_others_get_in_between
def test_a_discussion_that_moves_while_somebody_is_asked_is_asked_for_at_its_new_time(database: Database) -> None:
    with database.writing() as session:
        one, other = a_discussion(session, MONDAY, title="Wages"), a_discussion(session, TUESDAY)
        asked(session, one, "Rudi")

    with database.writing() as session:
        seen = session.get_one(Discussion, other.id)
        with database.writing() as meanwhile:
            moved = meanwhile.get_one(Discussion, other.id)
            change(meanwhile, moved, plan_of(moved, starts_at_local=MONDAY), NOW)
        said = refusals(session, ask, seen, RUDI, NOW)

    assert said == {"email": BUSY}
