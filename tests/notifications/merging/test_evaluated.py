"""What two thought of a discussion when they are made one person: nobody can say whose opinion is whose."""

from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from foundation.people import Person
from notifications.merging.joining import join_people
from registrations.evaluation.answering import Answers, answer
from registrations.evaluation.models import Evaluated, Opinion
from registrations.models import Registration
from tests.builders import NOW, a_published_discussion, an_office, refusals, registered

AFTER = timedelta(hours=1)


@pytest.mark.parametrize("database_kind", ["sqlite"])  # moving rows is tried on both elsewhere
@pytest.mark.parametrize(("answered", "opinions"), [([1], 1), ([0, 1], 2)])
def test_who_answered_under_either_contact_has_answered(session: Session, answered: list[int], opinions: int) -> None:
    talk = a_published_discussion(session)
    two = [registered(session, talk, "Ana"), registered(session, talk, "Ana", phone="+6281200000001")]
    stays, goes = (session.get_one(Person, one.person_id) for one in two)
    now, said = talk.ends_at + AFTER, Answers(ratings={"clear": 5})
    for place in answered:
        answer(session, talk, two[place], said, now=now)

    join_people(session, an_office(session), stays, goes, full_name="Ana", keeps_phone=False, now=NOW)

    [left] = session.exec(select(Registration)).all()
    assert [one.registration_id for one in session.exec(select(Evaluated)).all()] == [left.id]
    assert refusals(session, answer, talk, left, said, now=now) == {None: "You have answered already. Thank you."}
    assert session.exec(select(func.count()).select_from(Opinion)).one() == opinions
