"""What an organiser decides about a message that is held. Each is decided once."""

from datetime import datetime

from sqlmodel import Session

from foundation.languages import say
from foundation.refusals import Conflict
from notifications.models import CalendarEntry, Incoming, IncomingKind, IncomingState


def count_answer(session: Session, incoming: Incoming, now: datetime) -> None:
    """This answer is that person's, though it came from an address we did not know: the address is remembered, and
    the answer applied as if it had matched."""
    _refuse_unless_held(session, incoming, IncomingKind.ANSWER)


def settle(session: Session, incoming: Incoming, now: datetime) -> None:
    """Seen, and nothing to do."""
    _refuse_unless_held(session, incoming)
    _close(session, incoming, IncomingState.SETTLED, now)


def send_again(session: Session, incoming: Incoming, now: datetime) -> None:
    """A calendar asked for its entry once more (RFC 5546, 3.2.6): the next tick sends it."""
    _refuse_unless_held(session, incoming, IncomingKind.REFRESH)
    session.get_one(CalendarEntry, incoming.entry_id).is_wanted = True
    _close(session, incoming, IncomingState.SETTLED, now)


def _refuse_unless_held(session: Session, incoming: Incoming, kind: IncomingKind | None = None) -> None:
    session.refresh(incoming, with_for_update=True)
    if incoming.state != IncomingState.HELD or (kind is not None and incoming.kind != kind):
        raise Conflict(say("This message has been dealt with already."))


def _close(session: Session, incoming: Incoming, state: IncomingState, now: datetime) -> None:
    incoming.state, incoming.settled_at, incoming.content = state, now, None
    session.flush()
