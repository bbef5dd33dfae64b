"""What an organiser decides about a message that is held. Each is decided once."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from foundation.languages import say
from foundation.refusals import Conflict
from notifications.models import CalendarEntry, Incoming, IncomingKind, IncomingState
from notifications.replies.applying import apply
from notifications.replies.matching import remember_address
from notifications.replies.targets import Target, target_with
from registrations.models import Registration
from speakers.assisting.naming import look_at_assisted
from speakers.models import Engagement


def count_answer(session: Session, incoming: Incoming, now: datetime) -> None:
    """This answer is that person's, though it came from an address we did not know: the address is remembered, and
    the answer applied as if it had matched."""
    target = _held_target(session, incoming, IncomingKind.ANSWER)
    if not incoming.attendee:
        raise Conflict(say("It names nobody whose answer it could be."))
    remember_address(session, target.person, incoming.attendee)
    apply(session, incoming, target, now)
    _close(session, incoming, now)


def settle(session: Session, incoming: Incoming, now: datetime) -> None:
    """Seen, and nothing to do."""
    _refuse_unless_held(session, incoming)
    _close(session, incoming, now)


def send_again(session: Session, incoming: Incoming, now: datetime) -> None:
    """A calendar asked for its entry once more (RFC 5546, 3.2.6): it leaves with the next tick."""
    target = _held_target(session, incoming, IncomingKind.REFRESH)
    session.get_one(CalendarEntry, target.entry.id).is_wanted = True
    for table in (Registration, Engagement):
        own = (col(table.discussion_id) == target.discussion.id, col(table.person_id) == target.person.id)
        session.execute(update(table).where(*own).values(attention=True))
    look_at_assisted(session, target.person.id)
    _close(session, incoming, now)


def _held_target(session: Session, incoming: Incoming, kind: IncomingKind) -> Target:
    _refuse_unless_held(session, incoming)
    entry = session.get(CalendarEntry, incoming.entry_id) if incoming.entry_id is not None else None
    target = target_with(session, entry.uid) if entry is not None and incoming.kind == kind else None
    if target is None:
        raise Conflict(say("This message is about no invitation that can be found."))
    return target


def _refuse_unless_held(session: Session, incoming: Incoming) -> None:
    session.refresh(incoming, with_for_update=True)
    if incoming.state != IncomingState.HELD:
        raise Conflict(say("This message has been dealt with already."))


def _close(session: Session, incoming: Incoming, now: datetime) -> None:
    """What was only seen is settled; an answer that counts keeps what became of it."""
    if incoming.state == IncomingState.HELD:
        incoming.state = IncomingState.SETTLED
    incoming.settled_at, incoming.content = now, None
    session.flush()
