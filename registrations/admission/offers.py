"""Offers: a freed seat that is kept for the first in line until they say yes, for so long (decisions/0045).

While it is offered the seat counts as taken; the registration still waits.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from events.queries import hold
from foundation.languages import say
from foundation.people import Person
from foundation.refusals import Conflict
from registrations.models import WAITING, Registration, Status

AT_ONCE_FROM = timedelta(hours=2)
"""So short before the start nobody is asked any more: a seat goes at once."""
SHORTEST = timedelta(hours=1)
ASLEEP_FROM, AWAKE_FROM = time(20), time(9)
"""No offer ends between these hours of the reader's clock: letters rest until 07:00 as well."""


def offer_end(starts_at: datetime, hours: int, zone: str, now: datetime) -> datetime | None:
    """Until when somebody in `zone` may think about a seat; None when there is no time for it."""
    latest = starts_at - AT_ONCE_FROM
    until = min(_awake(now + timedelta(hours=hours), zone), latest)
    return until if hours and until >= now + SHORTEST else None


class Giving:
    """Giving seats that are counted already to those who wait for them."""

    def __init__(self, session: Session, discussion: Discussion, now: datetime) -> None:
        self.session, self.discussion, self.now = session, discussion, now

    def give(self, registration: Registration) -> None:
        until = self._until(registration)
        if until is None:
            seat(registration, self.now)
            return
        registration.offered_at, registration.offered_until = self.now, until
        if self.discussion.attention_at is None or until < self.discussion.attention_at:
            self.discussion.attention_at = until

    def _until(self, registration: Registration) -> datetime | None:
        """Who cannot be told by a letter is not asked."""
        hours = self.session.get_one(Series, self.discussion.series_id).offer_hours
        if not hours:
            return None
        person = self.session.get_one(Person, registration.person_id)
        if person.email is None or person.address_refused:
            return None
        return offer_end(self.discussion.starts_at, hours, person.timezone, self.now)


def accept(session: Session, discussion: Discussion, registration: Registration, now: datetime) -> None:
    """Take the seat that is offered; twice is once. Refused when it has gone on; until it has, the hour that was said
    is not held against anybody."""
    hold(session, discussion)
    session.refresh(registration)
    if registration.is_confirmed:
        return
    if not registration.is_offered or not discussion.is_published or discussion.is_over(now):
        raise Conflict(say("This seat is not yours to take any more. Your page shows where you stand."))
    seat(registration, now)
    registration.attention = True
    session.flush()


def seat(registration: Registration, now: datetime) -> None:
    """The seat is counted already."""
    registration.status, registration.confirmed_at, registration.waiting_since = Status.CONFIRMED, now, None
    registration.offered_at = registration.offered_until = None


def lapsed(session: Session, discussion: Discussion, now: datetime) -> Sequence[Registration]:
    """Who let an offer pass; none lasts beyond the start, to whatever day it was moved since."""
    until = col(Registration.offered_until)
    is_past = until.is_not(None) if discussion.has_begun(now) else until <= now
    return session.exec(
        select(Registration)
        .where(Registration.discussion_id == discussion.id, WAITING, is_past)
        .order_by(col(Registration.waiting_since), col(Registration.id))
    ).all()  # fmt: skip


def end(registration: Registration, now: datetime) -> None:
    """The seat goes on, and the person is not in line any more; one tap brings them back. `offered_until` stays: it
    says why."""
    registration.status, registration.cancelled_at, registration.attention = Status.CANCELLED, now, True
    registration.waiting_since = registration.offered_at = registration.held_place_id = None


def first_end(session: Session, discussion: Discussion) -> datetime | None:
    """When the next offer ends."""
    open_offers = select(func.min(Registration.offered_until)).where(
        Registration.discussion_id == discussion.id, WAITING
    )
    first = session.exec(open_offers).one()
    return None if first is None else min(first, discussion.starts_at)


def _awake(at: datetime, zone: str) -> datetime:
    """This moment, or the next morning when it falls into the night there."""
    local = at.astimezone(ZoneInfo(zone))
    if AWAKE_FROM <= local.time() < ASLEEP_FROM:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= ASLEEP_FROM else 0)
    return datetime.combine(day, AWAKE_FROM, ZoneInfo(zone)).astimezone(UTC)
