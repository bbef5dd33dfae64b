"""What a letter that came back means: its delivery has failed, and an address that takes nothing is left in peace."""

from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import text
from sqlmodel import Session, col, select

from foundation.languages import Message
from foundation.people import Person
from notifications import calendars
from notifications.kinds import CALENDAR_KINDS
from notifications.models import (
    NO_DISCUSSION,
    Arrival,
    CalendarEntry,
    Delivery,
    DeliveryState,
    Incoming,
    IncomingKind,
    IncomingState,
)
from notifications.replies import reasons
from notifications.replies.bounces import Report
from notifications.replies.matching import same_mailbox

PATIENCE, WITHIN = 3, timedelta(days=7)
"""So many letters that came back for the time being count as one that came back for good (calendar.md, Replies)."""


def record(session: Session, incoming: Arrival, report: Report, now: datetime) -> None:
    """The row says what became of the report."""
    incoming.kind, incoming.is_lasting, incoming.reason = IncomingKind.BOUNCE, report.is_lasting, report.reason[:500]
    delivery = _delivery(session, report)
    if delivery is None:
        _note(incoming, reasons.NOT_OURS)
        return
    if delivery.discussion_id != NO_DISCUSSION:
        incoming.discussion_id = delivery.discussion_id
    person = session.get_one(Person, delivery.person_id)
    if report.addressed_to and not same_mailbox(report.addressed_to, person.email or ""):
        _note(incoming, reasons.ADDRESS_CHANGED)
        return
    incoming.person_id = person.id
    if not report.has_failed or delivery.state == DeliveryState.BOUNCED:
        incoming.kind = IncomingKind.AUTOMATIC  # it counts for nothing
        _note(incoming, reasons.REPORTED if report.has_failed else reasons.ONLY_LATE)
        return
    delivery.state, delivery.reason, delivery.leased_until = DeliveryState.BOUNCED, incoming.reason, None
    if report.is_our_fault:
        incoming.state = IncomingState.HELD
    elif report.is_lasting or _has_run_out_of_patience(session, person, now):
        _refuse_address(session, person, delivery, incoming)
    else:
        incoming.state = IncomingState.NOTED


def _delivery(session: Session, report: Report) -> Delivery | None:
    if report.delivery_id is None:
        return None
    return session.exec(select(Delivery).where(Delivery.id == report.delivery_id).with_for_update()).one_or_none()


def _refuse_address(session: Session, person: Person, delivery: Delivery, incoming: Arrival) -> None:
    incoming.state, person.address_refused = IncomingState.APPLIED, incoming.reason
    if delivery.kind not in CALENDAR_KINDS:
        return
    entry = session.exec(
        select(CalendarEntry).where(
            CalendarEntry.discussion_id == delivery.discussion_id, CalendarEntry.person_id == person.id
        ).with_for_update()
    ).one_or_none()  # fmt: skip
    if entry is not None:
        calendars.came_back(entry, delivery.kind)


def _has_run_out_of_patience(session: Session, person: Person, now: datetime) -> bool:
    """Counted since the address was last refused: it may have been mended meanwhile."""
    earlier = session.exec(
        select(Incoming.state).where(text("kind = 'bounce'"), Incoming.person_id == person.id,
                                     Incoming.received_at > now - WITHIN, Incoming.state != IncomingState.HELD)
        .order_by(col(Incoming.received_at).desc(), col(Incoming.id).desc()).limit(PATIENCE)
    ).all()  # fmt: skip
    soft = list(takewhile(lambda state: state == IncomingState.NOTED, earlier))
    return len(soft) + 1 >= PATIENCE


def _note(incoming: Arrival, reason: Message) -> None:
    incoming.state, incoming.reason = IncomingState.NOTED, reason.in_language("en")
