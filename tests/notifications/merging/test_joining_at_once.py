"""Two rows that are one person, while somebody else makes them one as well, or one of the two registers."""

import pytest
from sqlmodel import Session, col, select

from foundation.database import Database
from foundation.people import Person
from foundation.refusals import Refused
from notifications.merging.joining import join_people
from registrations.models import Registration
from tests.builders import NOW, THURSDAY, a_published_discussion, a_series, an_office, overlapping, registered
from tests.notifications.house import DAY

AGAIN = "Somebody changed this a moment ago. Please look again and repeat."
NUMBER = "+6281200000001"


def joined(session: Session, stays: int, goes: int) -> str:
    join_people(session, an_office(session), session.get_one(Person, stays), session.get_one(Person, goes),
                full_name="Ana", keeps_phone=True, now=NOW + DAY)  # fmt: skip
    return "joined"


def test_a_button_pressed_twice_makes_two_one_once(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana, other = registered(session, discussion, "Ana").person_id, registered(session, discussion, "A", phone=NUMBER)
    number = other.person_id
    joined(session, ana, number)

    with pytest.raises(Refused, match="Please choose two people"):
        joined(session, ana, number)


def test_a_registration_made_meanwhile_is_not_left_with_the_one_who_goes(database: Database) -> None:
    with database.writing() as session:
        first = a_published_discussion(session, series=(series := a_series(session)))
        second = a_published_discussion(session, THURSDAY, series=series, slug="second")
        ana = registered(session, first, "Ana").person_id
        other = registered(session, first, "A", phone=NUMBER).person_id

    _, said = overlapping(
        database, lambda session: registered(session, session.merge(second), "A", phone=NUMBER).id,
        lambda session: joined(session, ana, other),
    )  # fmt: skip

    with database.reading() as session:
        rows = session.exec(select(Registration.person_id).where(col(Registration.discussion_id) == second.id)).all()
    assert (said, rows) in [("joined", [ana]), (AGAIN, [other])]
