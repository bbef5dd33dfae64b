"""Holds: messages that do not leave until somebody decides (decisions/0019).

A hold never ends a message and never makes one. Who releases gives its messages back to the clock, the gate and their
expiry, which decide as always: what is no longer true, or too late, ends with its reason and does not leave.
Sign-in letters are never held, or nobody could come in to release.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Update, and_, case, false, func, not_, or_, update
from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold as alone_with
from foundation.languages import Message, say
from foundation.people import Person
from foundation.refusals import Conflict
from notifications.kinds import LOGIN
from notifications.models import HELD, NO_DISCUSSION, OPEN, PLANNED, Delivery, DeliveryState, Hold, Why

WORDS = {
    Why.RESTORED: say("Held: the database was brought back from a copy. What left since then is not known."),
    Why.MOVED: say("Held: the service runs at another address than before."),
    Why.FUSE: say("Held: many more at once than is usual."),
    Why.WISHED: say("Held by an organiser."),
}
DISCARDED = say("Not sent: an organiser decided so.")
PAST_THE_OBJECTS = {"synchronize_session": False}


class CannotBeHeld(Conflict):
    def __init__(self) -> None:
        super().__init__(say("This message cannot be held: it has left or ended, or somebody waits for it to sign in."))


class IsReleased(Conflict):
    def __init__(self) -> None:
        super().__init__(say("This was decided meanwhile."))


def hold_everything(session: Session, why: Why, words: str, now: datetime) -> Hold:
    """Nothing leaves this installation but sign-in letters, until an organiser decides."""
    return _held(session, Hold(why=why, words=words, since=now))


def hold_discussion(
    session: Session, discussion: Discussion, by: Person, now: datetime, *, kind: str = "", words: str = ""
) -> Hold:
    """Every message about this discussion, or those of one kind, also those that become owed later. Held twice is held
    once. Letters that are being handed over at this moment still leave."""
    alone_with(session, discussion)
    there = [hold for hold in holds_of(session, discussion) if hold.is_wish_about(discussion.id, kind)]
    if there:
        return there[0]
    return _held(session, Hold(
        discussion_id=discussion.id or 0, kind=kind, why=Why.WISHED, words=words, since=now, by_id=by.id,
    ))  # fmt: skip


def hold_message(session: Session, delivery: Delivery, by: Person, now: datetime, *, words: str = "") -> Hold:
    """One message that waits for its hour. Refused when it has left, leaves at this moment, or lets somebody in."""
    session.refresh(delivery, with_for_update=True)
    if delivery.kind == LOGIN or delivery.state not in (DeliveryState.PLANNED, DeliveryState.HELD):
        raise CannotBeHeld
    hold = hold_of_message(session, delivery) or _held(session, Hold(
        discussion_id=delivery.discussion_id, kind=delivery.kind, delivery_id=delivery.id, why=Why.WISHED, words=words,
        since=now, by_id=by.id,
    ))  # fmt: skip
    session.refresh(delivery)
    return hold


def hold_backlog(session: Session, discussion: Discussion, kind: str, now: datetime) -> Hold:
    """The fuse: what was planned of this kind until now, and nothing that is planned later."""
    return _held(session, Hold(
        discussion_id=discussion.id or 0, kind=kind, planned_until=now, why=Why.FUSE, since=now,
    ))  # fmt: skip


def release(session: Session, hold: Hold, by: Person, now: datetime) -> int:
    """Plan again what only this held. How many they are; each is still asked for at the gate before it leaves."""
    held = _given_free(session, hold, by, now)
    is_due = col(Delivery.due_at) < now  # else it would be late the moment it is planned
    free = held.values(
        state=DeliveryState.PLANNED, reason="", due_at=case((is_due, now), else_=col(Delivery.due_at))
    )
    return len(session.scalars(free.returning(col(Delivery.id)), execution_options=PAST_THE_OBJECTS).all())


def discard(session: Session, hold: Hold, by: Person, now: datetime) -> int:
    """What only this held shall not leave. Their rows stay, so that nobody owes them anew; a later change of the
    discussion is told to these people all the same."""
    gone = _given_free(session, hold, by, now).values(state=DeliveryState.DISCARDED, reason=str(DISCARDED))
    hold.is_discarded = True
    return len(session.scalars(gone.returning(col(Delivery.id)), execution_options=PAST_THE_OBJECTS).all())


def open_holds(session: Session) -> Sequence[Hold]:
    """All that are not released, the oldest first; by an index that knows no others."""
    return session.exec(select(Hold).where(OPEN).order_by(col(Hold.id))).all()


def holds_of(session: Session, discussion: Discussion) -> list[Hold]:
    """What holds messages of this discussion now, be it all of the installation; single messages last."""
    found = select(Hold).where(OPEN, col(Hold.discussion_id).in_((NO_DISCUSSION, discussion.id)))
    return list(session.exec(found.order_by(col(Hold.delivery_id).is_not(None), col(Hold.id))).all())


def hold_of_message(session: Session, delivery: Delivery) -> Hold | None:
    """What holds this one message by itself, beside whatever holds it with others."""
    return session.exec(
        select(Hold).where(OPEN, Hold.discussion_id == delivery.discussion_id, Hold.delivery_id == delivery.id)
    ).one_or_none()  # fmt: skip


def number_held(session: Session, hold: Hold) -> int:
    """How many messages wait because of this, alone or among others."""
    waiting = select(func.count()).select_from(Delivery).where(HELD, *_covered(hold))
    return session.exec(waiting).one()


def reason_of(hold: Hold) -> Message:
    return WORDS[hold.why]


def cover(session: Session, discussion_id: int) -> None:
    """Hold what was just planned for a discussion that a hold is about. Most of the time there is none."""
    for hold in _locked(session):
        if hold.discussion_id in (NO_DISCUSSION, discussion_id) and hold.delivery_id is None:
            _cover(session, hold, col(Delivery.discussion_id) == discussion_id)


def held_among(session: Session, deliveries: Sequence[Delivery]) -> dict[int, Hold]:
    """Delivery → what holds it, of those about to leave: the last look, and the one that counts. A row may have been
    planned while its hold was being made, or come back from an attempt."""
    numbers = col(Delivery.id).in_([delivery.id for delivery in deliveries])
    found: dict[int, Hold] = {}
    for hold in _locked(session):
        covered = session.exec(select(Delivery.id).where(numbers, *_covered(hold))).all()
        found |= {number: hold for number in covered if number is not None}
    return found


def _held(session: Session, hold: Hold) -> Hold:
    session.add(hold)
    session.flush()
    _cover(session, hold)
    return hold


def _cover(session: Session, hold: Hold, *only: ColumnElement[bool]) -> None:
    waiting = update(Delivery).where(PLANNED, *only, *_covered(hold))
    kept = waiting.values(state=DeliveryState.HELD, reason=str(reason_of(hold)))
    session.execute(kept, execution_options=PAST_THE_OBJECTS)


def _given_free(session: Session, hold: Hold, by: Person, now: datetime) -> Update:
    """The hold is over: what it held and no other does. Refused when somebody was faster."""
    session.refresh(hold, with_for_update=True)
    if hold.released_at is not None:
        raise IsReleased
    hold.released_at, hold.released_by_id = now, by.id
    session.flush()
    others = [and_(*_covered(other)) for other in open_holds(session)]
    return update(Delivery).where(HELD, *_covered(hold), not_(or_(false(), *others)))


def _covered(hold: Hold) -> Iterator[ColumnElement[bool]]:
    yield col(Delivery.kind) != LOGIN
    if hold.delivery_id is not None:
        yield col(Delivery.id) == hold.delivery_id
        return
    if hold.discussion_id != NO_DISCUSSION:
        yield col(Delivery.discussion_id) == hold.discussion_id
    if hold.kind:
        yield col(Delivery.kind) == hold.kind
    if hold.planned_until is not None:
        yield col(Delivery.created_at) <= hold.planned_until


def _locked(session: Session) -> Sequence[Hold]:
    """The open holds, none of which is released before this transaction ends: what we hold by them is seen by who
    releases them."""
    return session.exec(select(Hold).where(OPEN).order_by(col(Hold.id)).with_for_update(read=True)).all()
