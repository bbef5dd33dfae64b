"""Sending again what failed or came back, as far as it is still owed.

It keeps its key and Message-ID, so that a second copy is recognised (decisions/0004). A calendar letter that had been
taken and came back is owed under the next number (decisions/0014).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.languages import say
from foundation.people import Person
from foundation.refusals import Conflict
from notifications import calendars, gate
from notifications.kinds import CALENDAR_KINDS, KINDS
from notifications.models import CalendarEntry, Delivery, DeliveryState
from notifications.scope import scope_of
from registrations.models import Registration
from speakers.assisting.naming import look_at_assisted
from speakers.models import Engagement

LOST = (DeliveryState.FAILED, DeliveryState.BOUNCED)


def send_again(session: Session, delivery: Delivery, now: datetime, settle: timedelta) -> None:
    """One message that failed or came back. Refused with the reason when it is not owed any more."""
    session.refresh(delivery, with_for_update=True)
    if delivery.state not in LOST:
        raise Conflict(say("This message has neither failed nor come back."))
    if session.get_one(Person, delivery.person_id).address_refused:
        raise Conflict(say("Their mail server refuses this address. Correct the address first."))
    if not plan_again(session, [delivery], now, settle):
        raise Conflict(gate.reason_against(session, delivery, now))


def lost_messages(session: Session, person: Person, now: datetime) -> Sequence[Delivery]:
    """What failed or came back to this person, of discussions that are not over."""
    coming = select(Discussion.id).where(Discussion.ends_at > now)
    return session.exec(
        select(Delivery).where(Delivery.person_id == person.id, col(Delivery.state).in_(LOST),
                               col(Delivery.discussion_id).in_(coming)).with_for_update()
    ).all()  # fmt: skip


def plan_again(session: Session, lost: Sequence[Delivery], now: datetime, settle: timedelta) -> int:
    """How many of these leave once more."""
    groups: dict[tuple[str, int], list[Delivery]] = defaultdict(list)
    for delivery in lost:
        groups[delivery.kind, delivery.discussion_id].append(delivery)
    return sum(_group(session, group, now, settle) for group in groups.values())


def _group(session: Session, group: Sequence[Delivery], now: datetime, settle: timedelta) -> int:
    """Of one kind and discussion."""
    kind, discussion = group[0].kind, session.get(Discussion, group[0].discussion_id)
    if discussion is None or kind not in KINDS:
        return 0
    reopened = sum(_reopen(session, delivery) for delivery in group)
    people = {delivery.person_id for delivery in group}
    scope = scope_of(session, discussion, now, settle, only=people)
    if not KINDS[kind].arises(scope):
        return reopened
    owed = {(row.person_id, row.occasion): row for row in session.execute(KINDS[kind].owed(scope)).all()}
    again = 0
    for delivery in group:
        row = owed.get((delivery.person_id, delivery.occasion))
        if row is not None:
            delivery.state, delivery.reason = DeliveryState.PLANNED, ""
            delivery.due_at, delivery.expires_at, again = row.due_at, row.expires_at, again + 1
    return reopened + again


def _reopen(session: Session, delivery: Delivery) -> bool:
    """A calendar letter that came back, if none left after it: the calendar shows nothing of it, and the clock finds
    that another is owed."""
    if delivery.state != DeliveryState.BOUNCED or delivery.kind not in CALENDAR_KINDS:
        return False
    entry = session.exec(
        select(CalendarEntry).where(CalendarEntry.discussion_id == delivery.discussion_id,
                                    CalendarEntry.person_id == delivery.person_id).with_for_update()
    ).one_or_none()  # fmt: skip
    if entry is None or entry.messages != delivery.occasion + 1 or entry.delivery_id is not None:
        return False
    calendars.came_back(entry, delivery.kind)
    entry.present = entry.present or delivery.kind == "withdrawn"
    _look_at(session, delivery)
    return True


def _look_at(session: Session, delivery: Delivery) -> None:
    for table in (Registration, Engagement):
        own = (col(table.discussion_id) == delivery.discussion_id, col(table.person_id) == delivery.person_id)
        session.execute(update(table).where(*own).values(attention=True))
    look_at_assisted(session, delivery.person_id)
    session.flush()
