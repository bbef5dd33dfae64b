"""Whoever is forgotten stands on no list either."""

from sqlmodel import Session, col, select

from events.queries import series_of
from registrations.coordinators.models import Member
from registrations.models import Registration
from registrations.privacy.forgetting import forget_registrations
from tests.builders import THURSDAY, a_published_discussion
from tests.registrations.coordinators.props import a_coordinator, entered, names_on


def test_a_name_leaves_the_list_with_the_last_registration_that_came_of_it(session: Session) -> None:
    first = a_published_discussion(session)
    second = a_published_discussion(session, THURSDAY, title="Another", series=series_of(session, first))
    wati = a_coordinator(session, first, second)
    ana = entered(session, wati, "Ana", first, second).person_id
    entered(session, wati, "Ben", first)

    forget_registrations(session, (col(Registration.person_id) == ana) & (col(Registration.discussion_id) == first.id))
    assert names_on(session, wati) == ["Ana", "Ben"]

    forget_registrations(session, (col(Registration.person_id) == ana) & (col(Registration.discussion_id) == second.id))
    assert names_on(session, wati) == ["Ben"]
    assert [one.full_name for one in session.exec(select(Member)).all()] == ["Ben"]
