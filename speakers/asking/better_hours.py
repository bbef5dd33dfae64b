"""Three better hours near one that was wished: in the same week, awake for everybody, without a holiday or a clash."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from events.models import Discussion, DiscussionState
from events.observances import observances
from foundation.moments import instant_followed, is_doubtful
from foundation.people import Person
from foundation.zones import HOME_ZONES
from speakers.engagements import ACTIVE
from speakers.models import Engagement

MOST, STEP = 3, timedelta(minutes=30)
WORKING = (time(8), time(17, 30))
EVENING = (time(18, 30), time(21, 30))
"""The usual 14:00 in Jakarta is 16:00 in Jayapura and ends at 17:30 there."""
WEEKEND = (5, 6)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """A time at which a discussion could take place, as observances.py reads it."""

    starts_at: datetime
    ends_at: datetime


def better_hours(session: Session, discussion: Discussion, wished: datetime, now: datetime) -> list[datetime]:
    """Starts (UTC) near `wished`, the best first. Fewer than three, or none, when the week has no more of them."""
    zones = zones_in_use(session, discussion)
    taken, length = taken_by(session, discussion), timedelta(minutes=discussion.minutes)
    offered = (Hours(start, start + length) for start in candidates(wished, discussion.timezone, length, zones))
    found = (
        hours.starts_at for hours in offered
        if hours.starts_at > now and hours.starts_at != wished and _is_free(hours, taken) and not observances(hours)
    )
    return _apart(found, discussion.timezone)


def zones_in_use(session: Session, discussion: Discussion) -> list[str]:
    """Those of the members, of whoever was asked, and the one it was agreed in."""
    asked = select(Person.timezone).join(Engagement, col(Engagement.person_id) == col(Person.id)).where(
        Engagement.discussion_id == discussion.id, col(Engagement.answer).in_(ACTIVE)
    )
    return sorted({*HOME_ZONES, discussion.timezone, *session.exec(asked).all()})


def taken_by(session: Session, discussion: Discussion) -> list[Span]:
    """When whoever was asked speaks elsewhere."""
    people = select(Engagement.person_id).where(
        Engagement.discussion_id == discussion.id, col(Engagement.answer).in_(ACTIVE)
    )
    found = (
        select(Discussion.starts_at, Discussion.ends_at).join(Engagement)
        .where(col(Engagement.person_id).in_(people), col(Engagement.answer).in_(ACTIVE))
        .where(Discussion.id != discussion.id, Discussion.state != DiscussionState.CANCELLED)
    )  # fmt: skip
    return [(begins, ends) for begins, ends in session.exec(found).all()]


def candidates(wished: datetime, timezone: str, length: timedelta, zones: Sequence[str]) -> list[datetime]:
    """Every half hour of the working days of that week, those first that suit most zones, then the nearest."""
    starts = list(_half_hours(wished, timezone))
    suited = {start: suits(start, start + length, zones) for start in starts}
    best = max(suited.values(), default=0)
    ranked = [start for start in starts if suited[start] == best and best > 0]
    return sorted(ranked, key=lambda start: (abs(start - wished), start))


def suits(begins: datetime, ends: datetime, zones: Iterable[str]) -> int:
    """In how many zones people are at work, or free in the evening, from beginning to end."""
    return sum(_is_kind(begins.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))) for zone in zones)


def _is_kind(begins: datetime, ends: datetime) -> bool:
    if begins.date() != ends.date() or begins.weekday() in WEEKEND:
        return False
    return any(first <= begins.time() and ends.time() <= last for first, last in (WORKING, EVENING))


def _half_hours(wished: datetime, timezone: str) -> Iterator[datetime]:
    """Of the week, Monday to Friday, on the clock that the discussion is agreed by; doubtful hours are left out."""
    local = wished.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    monday = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
    for number in range(5 * 48):
        wall = monday + number * STEP
        if not is_doubtful(wall, timezone):
            yield instant_followed(wall, timezone)


def _is_free(hours: Hours, taken: Sequence[Span]) -> bool:
    return all(ends <= hours.starts_at or hours.ends_at <= begins for begins, ends in taken)


def _apart(found: Iterable[datetime], timezone: str) -> list[datetime]:
    """Three that differ: at most two of one day, and never two within two hours."""
    chosen: list[datetime] = []
    for start in found:
        day = start.astimezone(ZoneInfo(timezone)).date()
        same = [one for one in chosen if one.astimezone(ZoneInfo(timezone)).date() == day]
        if len(same) < 2 and all(abs(one - start) >= timedelta(hours=2) for one in same):
            chosen.append(start)
        if len(chosen) == MOST:
            break
    return chosen
