"""Moments and small acts that the stories of the message plan share."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session

from benchmarks.props import a_full_discussion, add_people, register_everybody
from events.models import Discussion
from events.schedule import plan_of
from foundation.database import Database
from notifications.plan import plan_discussion
from registrations.models import Registration
from speakers import readiness
from speakers.models import Engagement
from tests.builders import (
    NOW,
    a_published_discussion,
    registered,
)
from tests.outbox import Outbox

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RESTED = timedelta(minutes=2)
START = datetime(2027, 2, 24, 7, tzinfo=UTC)
"""Wednesday 14:00 in Jakarta, when the discussions of the builders begin."""
EVE = START - DAY + 3 * HOUR
"""Tuesday 17:00 in Jakarta: the hour of the reminder."""


Row = TypeVar("Row", Discussion, Registration, Engagement)


def again(session: Session, row: Row) -> Row:
    """The row as it is now, in this session."""
    return session.get_one(type(row), row.id)


def a_quiet_house(database: Database, outbox: Outbox, **plan: Any) -> Discussion:
    """A published discussion whose two speakers have their invitations; then the outbox is empty."""
    with database.writing() as session:
        discussion = a_published_discussion(session, **plan)
    outbox.tick(NOW)
    outbox.posted.clear()
    return discussion


def ana_registers(
    database: Database, discussion: Discussion, name: str = "Ana", now: datetime = NOW, **answers: Any
) -> Registration:
    with database.writing() as session:
        return registered(session, again(session, discussion), name, now=now, **answers)


def move(database: Database, discussion: Discussion, to: datetime, now: datetime) -> None:
    with database.writing() as session:
        found = again(session, discussion)
        readiness.change(session, found, plan_of(found, starts_at_local=to), now)


def a_crowd_is_invited(database: Database, people: int, now: datetime) -> None:
    """So many are registered for one discussion, and each is owed an invitation since `now`."""
    with database.writing() as session:
        number = a_full_discussion(session).id or 0
        add_people(session, people)
        register_everybody(session)
        plan_discussion(session, number, now, timedelta(0))
