"""Who is written to after the end: those who were there and those who were not, as far as the door knows."""

from sqlalchemy import ColumnElement, Integer, Subquery, func, literal, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col

from events.models import Discussion
from foundation.people import Person, Role
from notifications.audiences import concerned, reachable
from notifications.scope import People, Scope
from registrations.models import Registration, Status, Visit

FEWEST_COUNTED = 5
"""A smaller number would point at people (product.md, rule 9)."""


def to_thank(scope: Scope) -> People:
    """Everybody who spoke, chaired or observed, and the participants who asked for the door."""
    here = concerned(scope)
    return _after_the_end(scope, here).where(
        or_(here.c.role != Role.PARTICIPANT.value, _came(scope, here.c.person_id))
    )  # fmt: skip


def to_miss(scope: Scope) -> People:
    """Participants who did not ask for the door; nobody while no participant has come through it: then the room was
    reached some other way, and who was there is not known."""
    here = concerned(scope)
    visitor = select(col(Visit.id)).join(Registration, col(Registration.person_id) == col(Visit.person_id))
    anybody = visitor.where(col(Visit.discussion_id) == scope.discussion.id,
                            col(Registration.discussion_id) == scope.discussion.id).exists()  # fmt: skip
    return _after_the_end(scope, here).where(
        here.c.role == Role.PARTICIPANT.value, ~_came(scope, here.c.person_id), anybody
    )  # fmt: skip


def participants_seen(session: Session, discussion: Discussion) -> int:
    """How many participants have come through the door."""
    seats = select(col(Registration.person_id)).where(
        col(Registration.discussion_id) == discussion.id, col(Registration.status) == Status.CONFIRMED
    )  # fmt: skip
    seen = select(func.count(func.distinct(col(Visit.person_id)))).where(
        col(Visit.discussion_id) == discussion.id, col(Visit.person_id).in_(seats)
    )  # fmt: skip
    return session.scalars(seen).one()


def _after_the_end(scope: Scope, here: Subquery) -> People:
    return select(
        here.c.person_id, here.c.since, col(Person.timezone).label("timezone"),
        literal(scope.discussion.moves, Integer).label("occasion"), here.c.role,
    ).join(Person, reachable(here.c.person_id))  # fmt: skip


def _came(scope: Scope, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    visits = select(col(Visit.id)).where(
        col(Visit.discussion_id) == scope.discussion.id, col(Visit.person_id) == person_id
    )  # fmt: skip
    return visits.exists()
