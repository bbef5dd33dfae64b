"""On PostgreSQL letters leave while somebody decides about their discussion, and nobody waits for a mailing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from events.models import Discussion
from events.queries import hold
from foundation.database import Database
from notifications import claims
from notifications.plan import plan_discussion
from registrations.seats import held_discussion
from tests.builders import NOW, a_published_discussion, registered
from tests.notifications.house import again

AT_ONCE = timedelta(0)
DECIDING: dict[str, Callable[[Session, Discussion], object]] = {
    "a rule": lambda session, discussion: hold(session, again(session, discussion)),
    "a registration": lambda session, discussion: held_discussion(session, discussion.slug),
}
in_both_ways = pytest.mark.parametrize("decide", DECIDING.values(), ids=DECIDING)
pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])


@pytest.fixture
def discussion(database: Database) -> Discussion:
    """Ana is owed her invitation."""
    with database.writing() as session:
        found = a_published_discussion(session)
        registered(session, found, "Ana")
        plan_discussion(session, found.id or 0, NOW, AT_ONCE)
    return found


@contextmanager
def impatient(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        session.connection().execute(text("SET LOCAL lock_timeout = '2s'"))
        yield session


def kinds_claimed(session: Session) -> set[str]:
    """Each begins an entry in a calendar, which belongs to the discussion."""
    return {claim.facts.kind for claim in claims.claim(session, NOW, AT_ONCE, 10, organiser="a@office.example") or []}


@in_both_ways
def test_letters_leave_while_somebody_decides(
    database: Database, discussion: Discussion, decide: Callable[[Session, Discussion], object]
) -> None:
    with impatient(database) as rule, impatient(database) as sender:
        decide(rule, discussion)

        assert "invited" in kinds_claimed(sender)


@in_both_ways
def test_nobody_waits_for_letters_that_are_claimed(
    database: Database, discussion: Discussion, decide: Callable[[Session, Discussion], object]
) -> None:
    with impatient(database) as sender, impatient(database) as rule:
        assert "invited" in kinds_claimed(sender)

        decide(rule, discussion)


@in_both_ways
def test_two_do_not_decide_at_once(
    database: Database, discussion: Discussion, decide: Callable[[Session, Discussion], object]
) -> None:
    with impatient(database) as one, impatient(database) as other:
        decide(one, discussion)

        with pytest.raises(Exception, match="lock timeout"):
            decide(other, discussion)
        other.rollback()
