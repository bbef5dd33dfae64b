"""Every message of a discussion: sent, under way, failed, skipped with the reason, and still to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from events.models import Discussion
from foundation.people import Person
from notifications.kinds import KINDS, TELL_A_CHANGE
from notifications.models import Delivery, DeliveryState, Skipped
from notifications.plan import EMAIL
from notifications.scope import scope_of

FIRST_TOLD = "Planned; leaves at its hour if it is still true then."


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    """One message to one person. `reason` is what the mail server said, or why it did not or will not leave."""

    kind: str
    person_id: int
    person_name: str
    email: str | None
    channel: str
    state: DeliveryState
    due_at: datetime
    sent_at: datetime | None = None
    attempts: int = 0
    reason: str = ""


def messages_of(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> list[MessageLine]:
    """All of them, the latest hour first. What is still to come is derived from the state of this moment."""
    written = [*_recorded(session, discussion), *_skipped(session, discussion)]
    lines = [*written, *_to_come(session, discussion, now, settle)]
    return sorted(lines, key=lambda line: (line.sent_at or line.due_at, line.person_name), reverse=True)


def to_tell(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> dict[int, datetime]:
    """Who will hear of what has changed, and when. A card tells a move to those who have not answered yet."""
    rests = discussion.moves > 0 and now < discussion.changed_at + settle
    telling = {*TELL_A_CHANGE, *(["card"] if rests else [])}
    coming = _to_come(session, discussion, now, settle)
    return {line.person_id: line.due_at for line in coming if line.kind in telling}


def told_since_change(session: Session, discussion: Discussion) -> dict[DeliveryState, int]:
    """What became of the letters that tell the last change. Who gave up a seat meanwhile heard of that, not of this."""
    kinds = TELL_A_CHANGE if discussion.is_cancelled else ("changed",)
    found = select(Delivery.state, func.count()).where(
        Delivery.discussion_id == discussion.id, col(Delivery.kind).in_(kinds),
        Delivery.created_at >= discussion.changed_at,
    ).group_by(Delivery.state)  # fmt: skip
    return {DeliveryState(state): count for state, count in session.exec(found).all()}


def leaving_at(session: Session, discussion: Discussion, at: datetime, settle: timedelta) -> list[MessageLine]:
    """What would be handed over at this moment, if nothing changed until then; nothing is written."""
    lines = _owed(session, discussion, at, settle, due_now=True)
    return sorted(lines, key=lambda line: (line.due_at, line.kind, line.person_name))


def _recorded(session: Session, discussion: Discussion) -> Iterator[MessageLine]:
    rows = session.exec(select(Delivery, Person).join(Person).where(Delivery.discussion_id == discussion.id)).all()
    for delivery, person in rows:
        yield MessageLine(
            kind=delivery.kind, person_id=delivery.person_id, person_name=person.full_name, email=person.email,
            channel=delivery.channel, state=delivery.state, due_at=delivery.due_at, sent_at=delivery.sent_at,
            attempts=delivery.attempts, reason=delivery.reason,
        )  # fmt: skip


def _skipped(session: Session, discussion: Discussion) -> Iterator[MessageLine]:
    rows = session.exec(select(Skipped, Person).join(Person).where(Skipped.discussion_id == discussion.id)).all()
    for skipped, person in rows:
        yield MessageLine(
            kind=skipped.kind, person_id=skipped.person_id, person_name=person.full_name, email=person.email,
            channel=skipped.channel, state=DeliveryState.SKIPPED, due_at=skipped.due_at, reason=skipped.reason,
        )  # fmt: skip


def _to_come(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> list[MessageLine]:
    return _owed(session, discussion, now, settle, due_now=False)


def _owed(
    session: Session, discussion: Discussion, at: datetime, settle: timedelta, *, due_now: bool
) -> list[MessageLine]:  # fmt: skip
    """What is owed and has no row: only what is due at `at`, or everything from then on."""
    scope = scope_of(session, discussion, at, settle)
    there = {
        (row.kind, row.person_id, row.occasion)
        for row in session.execute(
            select(Delivery.kind, Delivery.person_id, Delivery.occasion).where(
                Delivery.discussion_id == discussion.id, Delivery.state != DeliveryState.SKIPPED)
        ).all()
    }  # fmt: skip
    lines = []
    for kind in (kind for kind in KINDS.values() if kind.arises(scope)):
        owed = (kind.owed_now(scope) if due_now else kind.owed(scope)).subquery("owed").c
        found = session.execute(
            select_columns(owed.person_id, owed.occasion, owed.due_at, col(Person.full_name), col(Person.email))
            .join(Person, col(Person.id) == owed.person_id)
        ).all()  # fmt: skip
        lines += [
            MessageLine(kind=kind.name, person_id=row.person_id, person_name=row.full_name, email=row.email,
                        channel=EMAIL, state=DeliveryState.PLANNED, due_at=row.due_at, reason=FIRST_TOLD)
            for row in found if (kind.name, row.person_id, row.occasion) not in there
        ]  # fmt: skip
    return lines
