"""When the two check-ins are open: by the clock, until somebody opens or closes one, and the word that is said aloud.

The chair's console and the desk call the same rules (decisions/0030).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from events.models import Discussion
from events.queries import hold
from foundation.languages import say
from foundation.people import clean_text
from foundation.refusals import Conflict, Missing, Refused
from registrations.attendance.models import FIRST, SECOND, WORD_LIMIT, CheckInHours

AFTER_START, BEFORE_END, LATEST = timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=60)
SHORTEST = timedelta(minutes=5)
WORD_COUNTS_FOR = timedelta(hours=12)
"""After the end. Who missed the discussion is written to on the next morning."""


@dataclass(frozen=True)
class Hours:
    """One check-in of a discussion: open from `opens_at` until before `closes_at`."""

    number: int
    opens_at: datetime
    closes_at: datetime
    word: str
    word_until: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def is_closed(self, now: datetime) -> bool:
        return self.closes_at <= now

    def takes_word(self, now: datetime) -> bool:
        return self.word != "" and self.opens_at <= now < self.word_until

    def is_the_word(self, typed: str) -> bool:
        """Heard, not read: capitals, spaces and signs do not matter."""
        return _sound(typed) == _sound(self.word) != ""


def hours_of(session: Session, discussion: Discussion) -> tuple[Hours, Hours]:
    """The first and the second check-in as they stand now."""
    rows = session.exec(select(CheckInHours).where(CheckInHours.discussion_id == discussion.id)).all()
    decided = {row.number: row for row in rows}
    first, second = (_hours(discussion, number, decided.get(number)) for number in (FIRST, SECOND))
    return first, second


def open_check_in(session: Session, discussion: Discussion, number: int, now: datetime) -> None:
    """From now on, whatever the clock says. Refused while the door is shut: nobody is there yet, or any more."""
    hold(session, discussion)
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))
    if not discussion.is_door_open(now):
        raise Conflict(say("A check-in can be opened while the door to the room is open."))
    row = _decided(session, discussion, number)
    row.opened_at, row.closed_at = now, None
    session.flush()


def close_check_in(session: Session, discussion: Discussion, number: int, now: datetime) -> None:
    """From now on; before its hour it will not open by the clock either."""
    hold(session, discussion)
    _decided(session, discussion, number).closed_at = now
    session.flush()


def set_word(session: Session, discussion: Discussion, number: int, word: str) -> None:
    """What will be said aloud; empty for no word."""
    hold(session, discussion)
    word = clean_text(word)
    if len(word) > WORD_LIMIT or (word and len(_sound(word)) < 3):
        raise Refused(say("Please choose one short word of three letters or more."), "word")
    _decided(session, discussion, number).word = word
    session.flush()


def _hours(discussion: Discussion, number: int, decided: CheckInHours | None) -> Hours:
    by_clock, until = _by_the_clock(discussion, number)
    word_until = discussion.ends_at + WORD_COUNTS_FOR
    if decided is None:
        return Hours(number, by_clock, until, "", word_until)
    opened_at, closed_at = (_of_this_date(discussion, at) for at in (decided.opened_at, decided.closed_at))
    if opened_at is not None and opened_at >= until:
        until = discussion.door_closes_at()
    return Hours(number, opened_at or by_clock, closed_at or until, decided.word, word_until)


def _by_the_clock(discussion: Discussion, number: int) -> tuple[datetime, datetime]:
    """The first closes when the second opens: somebody who comes for the last minutes cannot say both."""
    second = discussion.ends_at - BEFORE_END
    if number == SECOND:
        return second, discussion.ends_at + LATEST
    first = discussion.starts_at + AFTER_START
    return first, max(first + SHORTEST, min(discussion.starts_at + LATEST, second))


def _of_this_date(discussion: Discussion, at: datetime | None) -> datetime | None:
    """What was decided before the discussion moved away from it says nothing about the new date."""
    return at if at is not None and at >= discussion.door_opens_at() else None


def _decided(session: Session, discussion: Discussion, number: int) -> CheckInHours:
    """The row of one check-in, made if new; the caller holds the discussion."""
    if number not in (FIRST, SECOND):
        raise Missing
    assert discussion.id is not None, "stored rows have a number"
    found = session.get(CheckInHours, (discussion.id, number))
    if found is None:
        found = CheckInHours(discussion_id=discussion.id, number=number)
        session.add(found)
    return found


def _sound(text: str) -> str:
    return re.sub(r"[\W_]", "", clean_text(text).casefold())
