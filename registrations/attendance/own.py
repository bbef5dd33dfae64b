"""The check-ins as the personal page shows them: done, open, still to come, or closed with a word as the way in."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from events.models import Discussion
from foundation.languages import Message, say
from registrations.attendance.check_in import times_of
from registrations.attendance.hours import Hours, hours_of
from registrations.attendance.models import FIRST, SECOND
from registrations.models import Registration

NAMES = {FIRST: say("First check-in"), SECOND: say("Second check-in")}


@dataclass(frozen=True)
class OwnCheckIn:
    """One of the two, for one person."""

    hours: Hours
    done_at: datetime | None
    now: datetime

    @property
    def number(self) -> int:
        return self.hours.number

    @property
    def name(self) -> Message:
        return NAMES[self.hours.number]

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.hours.is_open(self.now)

    @property
    def is_to_come(self) -> bool:
        return self.done_at is None and self.now < self.hours.opens_at < self.hours.closes_at

    @property
    def takes_word(self) -> bool:
        return self.done_at is None and self.hours.is_closed(self.now) and self.hours.takes_word(self.now)

    @property
    def is_shown(self) -> bool:
        return self.done_at is not None or self.is_open or self.is_to_come or self.takes_word


def own_check_ins(
    session: Session, registration: Registration, discussion: Discussion, now: datetime
) -> list[OwnCheckIn]:
    """What there is to show from the opening of the door on; nothing to those without a seat."""
    if not registration.is_confirmed or discussion.is_cancelled or now < discussion.door_opens_at():
        return []
    done = times_of(session, discussion, registration.person_id)
    own = [OwnCheckIn(hours, done.get(hours.number), now) for hours in hours_of(session, discussion)]
    return [one for one in own if one.is_shown]
