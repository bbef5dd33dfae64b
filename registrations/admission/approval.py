"""Approval: where organisers wish it, who registers waits for their word (decisions/0046)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold
from foundation.languages import say
from foundation.people import clean_text
from foundation.refusals import Conflict, Refused
from registrations import seats
from registrations.models import REASON_LIMIT, Registration, Status


def pending_in(session: Session, discussion: Discussion) -> Sequence[Registration]:
    """Who waits for a word, the first who asked first."""
    return session.exec(
        select(Registration)
        .where(Registration.discussion_id == discussion.id, Registration.status == Status.PENDING)
        .order_by(col(Registration.waiting_since), col(Registration.id))
    ).all()  # fmt: skip


def approve(session: Session, discussion: Discussion, registration: Registration, now: datetime) -> None:
    """A seat, or the last place in line. Approving twice is approving once."""
    hold(session, discussion)
    session.refresh(registration)
    _refuse_if_over(discussion, now)
    if registration.is_pending:
        _admit(session, discussion, registration, now)


def approve_all(session: Session, discussion: Discussion, now: datetime) -> int:
    """Everybody who asked, in the order in which they did; how many."""
    hold(session, discussion)
    _refuse_if_over(discussion, now)
    asking = pending_in(session, discussion)
    for registration in asking:
        _admit(session, discussion, registration, now)
    return len(asking)


def turn_down(
    session: Session, discussion: Discussion, registration: Registration, reason: str, *, now: datetime
) -> None:
    """Refuse with words that the person reads. They may ask again."""
    reason = clean_text(reason)
    if not reason:
        raise Refused(say("Please say why, in a sentence that the person reads."), "reason")
    if len(reason) > REASON_LIMIT:
        raise Refused(say("A reason can have {limit} characters at most.", limit=REASON_LIMIT), "reason")
    hold(session, discussion)
    session.refresh(registration)
    if not registration.is_pending:
        raise Conflict(say("This registration does not wait for your word any more."))
    registration.status, registration.cancelled_at, registration.attention = Status.CANCELLED, now, True
    registration.waiting_since, registration.refused_because = None, reason
    session.flush()


def _admit(session: Session, discussion: Discussion, registration: Registration, now: datetime) -> None:
    for column, value in seats.seat_or_line(session, discussion, registration.union, now).items():
        setattr(registration, column, value)
    registration.attention = True
    session.flush()


def _refuse_if_over(discussion: Discussion, now: datetime) -> None:
    if discussion.is_over(now) or not discussion.is_published:
        raise Conflict(say("Registration for this discussion is closed."))
