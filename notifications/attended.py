"""Who is written to after the end: those who were there and those who were not (registrations/attendance/result.py)."""

from datetime import timedelta

from sqlalchemy import Integer, Subquery, func, literal, or_, select
from sqlmodel import Session, col

from events.models import Discussion
from foundation.people import Person, Role
from notifications.audiences import concerned, reachable
from notifications.hearers import is_spared
from notifications.scope import People, Scope
from notifications.timing import AfterEnd
from registrations.attendance.result import is_known, was_there
from registrations.models import Registration, Status

AN_HOUR_AFTER = AfterEnd(timedelta(hours=1))
"""When those are thanked, unless the plan says otherwise."""
FEWEST_COUNTED = 5
"""A smaller number would point at people (product.md, rule 9)."""


def to_thank(scope: Scope) -> People:
    """Everybody who spoke, chaired or observed, and the participants who were there."""
    here = concerned(scope)
    return _after_the_end(scope, here).where(
        or_(here.c.role != Role.PARTICIPANT.value, was_there(scope.discussion, here.c.person_id))
    )  # fmt: skip


def to_miss(scope: Scope) -> People:
    """Participants who were not there; nobody while nothing says who was."""
    here = concerned(scope)
    return _after_the_end(scope, here).where(
        here.c.role == Role.PARTICIPANT.value, ~was_there(scope.discussion, here.c.person_id),
        is_known(scope.discussion),
    )  # fmt: skip


def participants_seen(session: Session, discussion: Discussion) -> int:
    """How many participants were there, as far as it is known."""
    seen = select(func.count()).select_from(Registration).where(
        col(Registration.discussion_id) == discussion.id, col(Registration.status) == Status.CONFIRMED,
        was_there(discussion, col(Registration.person_id)),
    )  # fmt: skip
    return session.scalars(seen).one()


def _after_the_end(scope: Scope, here: Subquery) -> People:
    return select(
        here.c.person_id, here.c.since, col(Person.timezone).label("timezone"),
        literal(scope.discussion.moves, Integer).label("occasion"), here.c.role,
    ).join(Person, reachable(here.c.person_id)).where(~is_spared(scope, here.c.person_id))  # fmt: skip
