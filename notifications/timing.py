"""When a message leaves, and from when on it is too late. Hours are local to the recipient.

A timing gives SQL for `due` (one instant for each time zone among the people concerned) and the instants at which a
look at the discussion is worth while.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, literal

from foundation.database import Instant
from foundation.zones import kept_with_rules
from notifications.scope import Scope

QUIET_FROM, QUIET_UNTIL = time(20), time(7)
"""No message between these hours, except those that cannot wait (product.md, The default message plan)."""
CANNOT_WAIT = timedelta(hours=24)
KEPT_MOMENTS = 4096  # of a few discussions, for each zone among their people
END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


class Timing(Protocol):
    """When one kind of message is due."""

    def due(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        """The instant for a row of an audience (its columns `since`, `timezone`, …)."""

    def instants(self, scope: Scope) -> Iterator[datetime]:
        """Instants at which something of this timing may become due for this discussion."""


@dataclass(frozen=True)
class AtOnce:
    """As soon as the reason arises: somebody is waiting for it. With `keeps_quiet` not in the quiet hours."""

    keeps_quiet: bool = False

    def due(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        return _not_in_quiet_hours(scope, row, row.since) if self.keeps_quiet else row.since

    def instants(self, scope: Scope) -> Iterator[datetime]:
        yield from _ends_of_quiet_hours(scope) if self.keeps_quiet else ()


@dataclass(frozen=True)
class AfterRest:
    """When a change has rested (`tell_at` of its row); in quiet hours only if it concerns the next 24 hours. With
    `only_cancelled` what a person did alone, such as giving up a seat, needs no rest."""

    only_cancelled: bool = False

    def due(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        if self.only_cancelled and not scope.discussion.is_cancelled:
            return row.since  # type: ignore[no-any-return]
        if scope.discussion.starts_at <= scope.now + CANNOT_WAIT:
            return row.tell_at  # type: ignore[no-any-return]
        is_near = row.shown_starts_at <= scope.now + CANNOT_WAIT
        return case((is_near, row.tell_at), else_=_not_in_quiet_hours(scope, row, row.tell_at))

    def instants(self, scope: Scope) -> Iterator[datetime]:
        yield scope.rested_at
        yield scope.agenda_rested_at
        yield from _ends_of_quiet_hours(scope)


@dataclass(frozen=True)
class AskedAfterRest:
    """At once, but after a move not before it has rested; never in the quiet hours."""

    def due(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        rested = literal(scope.rested_at, Instant())
        base = case((row.since > rested, row.since), else_=rested) if scope.discussion.revision else row.since
        return _not_in_quiet_hours(scope, row, base)

    def instants(self, scope: Scope) -> Iterator[datetime]:
        yield scope.rested_at
        yield from _ends_of_quiet_hours(scope)


@dataclass(frozen=True)
class Announced:
    """At the hour that an organiser chose (`since`), not in the reader's quiet hours unless it `cannot_wait`."""

    def due(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        return case((row.cannot_wait, row.since), else_=_not_in_quiet_hours(scope, row, row.since))

    def instants(self, scope: Scope) -> Iterator[datetime]:
        hours = [one.due_at for one in scope.announcements() if one.due_at is not None]
        yield from hours
        if hours:
            yield from _ends_of_quiet_hours(scope)


@dataclass(frozen=True)
class OnTheClock:
    """What the plan of the discussion and the reader's zone decide alone: one moment for each zone."""

    def moment(self, scope: Scope, zone: str) -> datetime:
        """The instant at which it is due for those who live in `zone`."""
        raise NotImplementedError

    def due(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        return _by_zone(row, {zone: self.moment(scope, zone) for zone in scope.zones}, scope.discussion.starts_at)

    def instants(self, scope: Scope) -> Iterator[datetime]:
        yield from {self.moment(scope, zone) for zone in scope.zones}


@dataclass(frozen=True)
class BeforeStart(OnTheClock):
    """So long before the start, whatever the hour: the discussion itself is near."""

    by: timedelta

    def moment(self, scope: Scope, zone: str) -> datetime:
        return scope.discussion.starts_at - self.by

    def earlier(self, days: int) -> "BeforeStart":
        return replace(self, by=self.by + timedelta(days=days))


@dataclass(frozen=True)
class LocalHour(OnTheClock):
    """At this hour of the recipient's clock, so many of their days before the day of the start; −1 is the day after."""

    days_before: int
    at: time

    def moment(self, scope: Scope, zone: str) -> datetime:
        return _on_the_wall(scope.discussion.starts_at, self.days_before, self.at, zone)

    def earlier(self, days: int) -> "LocalHour":
        """The same hour so many days before."""
        return replace(self, days_before=self.days_before + days)


@dataclass(frozen=True)
class AfterEnd(OnTheClock):
    """So long after the end; what would come in the quiet hours comes when they are over."""

    by: timedelta

    def moment(self, scope: Scope, zone: str) -> datetime:
        return _awake(scope.discussion.ends_at + self.by, zone)


@dataclass(frozen=True)
class AfterTold(OnTheClock):
    """So long after the last of those whom a change concerns could hear of it: who slept is told in the morning. Asked
    of some of the people alone it may be earlier, so it is planned for the whole discussion only."""

    by: timedelta

    def moment(self, scope: Scope, zone: str) -> datetime:
        rested_at = scope.rested_at
        is_near = scope.discussion.starts_at <= rested_at + CANNOT_WAIT
        told_at = [rested_at] if is_near else [_awake(rested_at, other) for other in scope.zones]
        return _awake(max(told_at) + self.by, zone)


@dataclass(frozen=True)
class EachMorning:
    """At this hour of every day on which there is news: `since` of a row is that hour (digest.py)."""

    at: time
    looks_back: timedelta
    """So old may news be that had to wait: for another letter, or for a mail server."""

    def due(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        return row.since  # type: ignore[no-any-return]

    def instants(self, scope: Scope) -> Iterator[datetime]:
        """The next morning of each organiser, as long as something of late may be untold."""
        for zone in scope.desk_zones:
            if self.has_news(scope, zone):
                yield self.next(self.last(scope.now, zone), zone)

    def has_news(self, scope: Scope, zone: str) -> bool:
        return scope.has_news_since(self.last(scope.now, zone) - self.looks_back)

    def last(self, now: datetime, zone: str) -> datetime:
        """The latest of these hours that has come."""
        today = _on_the_wall(now, 0, self.at, zone)
        return today if today <= now else _on_the_wall(now, 1, self.at, zone)

    def next(self, last: datetime, zone: str) -> datetime:
        return _on_the_wall(last, -1, self.at, zone)


@dataclass(frozen=True)
class Never:
    """Switched off by the organisers: nobody is owed it."""

    def due(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        return literal(END_OF_TIME, Instant())

    def instants(self, scope: Scope) -> Iterator[datetime]:
        yield from ()


def has_come(timing: Timing, scope: Scope) -> bool:
    """Whether anything of this timing can be due yet: only then is it worth to ask the database."""
    if isinstance(timing, EachMorning):
        return any(timing.has_news(scope, zone) for zone in scope.desk_zones)
    if not isinstance(timing, Announced | OnTheClock | Never):
        return True
    return any(moment <= scope.now for moment in timing.instants(scope))


def quiet_until(now: datetime, zone: str) -> datetime | None:
    """The end of the quiet hours this moment falls into in `zone`; None outside of them."""
    local = now.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, ZoneInfo(zone)).astimezone(UTC)


def _awake(at: datetime, zone: str) -> datetime:
    """This moment, or the end of the quiet hours it falls into."""
    return quiet_until(at, zone) or at


@kept_with_rules(KEPT_MOMENTS)
def _on_the_wall(at: datetime, days_before: int, hour: time, zone: str) -> datetime:
    """When clocks in `zone` show `hour`, so many of their days before the day of `at`."""
    day = at.astimezone(ZoneInfo(zone)).date() - timedelta(days=days_before)
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def _ends_of_quiet_hours(scope: Scope) -> Iterator[datetime]:
    yield from (until for zone in scope.zones if (until := quiet_until(scope.now, zone)) is not None)


def _not_in_quiet_hours(scope: Scope, row: Any, base: ColumnElement[datetime]) -> ColumnElement[datetime]:
    quiet = {zone: until for zone in scope.zones if (until := quiet_until(scope.now, zone)) is not None}
    if not quiet:
        return base
    end = _by_zone(row, quiet, datetime(1970, 1, 1, tzinfo=UTC))
    return case((end > base, end), else_=base)


def _by_zone(row: Any, moments: dict[str, datetime], otherwise: datetime) -> ColumnElement[datetime]:
    if not moments:
        return literal(otherwise, Instant())
    whens = [(row.timezone == zone, literal(moment, Instant())) for zone, moment in moments.items()]
    return case(*whens, else_=literal(otherwise, Instant()))
