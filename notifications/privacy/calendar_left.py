"""What an erasure cannot call back: once the address is gone, no letter can take the discussion out of a calendar."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.people import Person
from notifications.models import CalendarEntry


def stays_in_calendar(session: Session, person: Person, now: datetime) -> Sequence[Discussion]:
    """Discussions ahead that this person's calendar shows. Whoever gives up the seat first gets the letter that takes
    them out."""
    return session.exec(
        select(Discussion).join(CalendarEntry)
        .where(CalendarEntry.person_id == person.id, col(CalendarEntry.present), Discussion.ends_at > now)
        .order_by(col(Discussion.starts_at))
    ).all()  # fmt: skip
