"""Two discussions close together share a reminder: the earlier one's names both (product.md, The default message plan).

Whether a reminder is shared follows from the state of this moment, like everything that is owed. The later discussion
owes none to whom the earlier one reminds within 90 minutes before, as long as that letter has left or still can; nobody
is left without. The letter of the earlier one names those, and only those, who get none of the later one's own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from events.models import Discussion
from notifications.models import Delivery, DeliveryState
from notifications.scope import People, Scope, scope_of
from notifications.timing import OnTheClock, Timing

WITHIN = timedelta(minutes=90)


class Reminder(Protocol):
    """As much of a kind as is asked here."""

    @property
    def name(self) -> str: ...
    @property
    def audience(self) -> Callable[[Scope], People]: ...

    def timing_in(self, scope: Scope) -> Timing: ...
    def until(self, scope: Scope, row: Any) -> ColumnElement[datetime]: ...
    def in_time(self, scope: Scope, row: Any) -> ColumnElement[bool]: ...


@dataclass(frozen=True)
class Way:
    """An earlier discussion, and those of its readers' zones where both reminders would come within 90 minutes."""

    to: Scope
    zones: dict[str, datetime]
    """With the moment of the earlier reminder."""


def is_carried(scope: Scope, kind: Reminder, row: Any) -> ColumnElement[bool]:
    """The reminder of an earlier discussion names this one as well, for this row of the kind's audience."""
    ways = [_carried(kind, way, scope, row) for way in _ways(kind, scope)]
    return or_(*ways) if ways else false()


def companions(
    session: Session, kind: Reminder, discussion: Discussion, people: Sequence[int], *, now: datetime
) -> Iterator[tuple[Discussion, set[int]]]:  # fmt: skip
    """The later discussions that the reminder of this one names, each with those among `people` to whom it does."""
    here = scope_of(session, discussion, now, timedelta(0), only=people)
    for later in (other for other in here.near() if _comes_before(discussion, other)):
        scope = scope_of(session, later, now, timedelta(0), only=people)
        ways = [way for way in _ways(kind, scope) if way.to.discussion.id == discussion.id]
        row = kind.audience(scope).subquery().c
        for way in ways:
            told = select(row.person_id).where(kind.in_time(scope, row), _carried(kind, way, scope, row, told=True))
            yield later, set(session.scalars(told).all())


def _ways(kind: Reminder, scope: Scope) -> Iterator[Way]:
    """For each earlier discussion near by; none in an ordinary week."""
    timing = kind.timing_in(scope)
    if not isinstance(timing, OnTheClock):
        return
    for earlier in scope.near():
        if _comes_before(earlier, scope.discussion) and (way := _way(kind, timing, scope, earlier)).zones:
            yield way


def _way(kind: Reminder, timing: OnTheClock, scope: Scope, earlier: Discussion) -> Way:
    there = replace(scope, discussion=earlier)
    first = kind.timing_in(there)
    moments = {zone: first.moment(there, zone) for zone in scope.zones} if isinstance(first, OnTheClock) else {}
    near = {zone: at for zone, at in moments.items() if timedelta(0) <= timing.moment(scope, zone) - at < WITHIN}
    return Way(there, near)


def _carried(kind: Reminder, way: Way, scope: Scope, row: Any, *, told: bool = False) -> ColumnElement[bool]:
    """They had both at the moment of the earlier reminder, and that one is no other's companion. `told`: it is leaving
    now, so whether it can is not asked."""
    own = kind.audience(way.to).subquery().c
    leaves = [] if told else [or_(kind.until(way.to, own) > scope.now, _has_left(kind, way.to, own.person_id))]
    carriers = select(own.person_id).where(kind.in_time(way.to, own), *leaves)
    had_both = [and_(row.timezone == zone, row.since <= moment) for zone, moment in way.zones.items()]
    before_that = [kind.audience(first.to).subquery().c for first in _ways(kind, way.to)]
    return and_(
        or_(*had_both), row.person_id.in_(carriers),
        *(row.person_id.not_in(select(first.person_id)) for first in before_that),
    )  # fmt: skip


def _has_left(kind: Reminder, scope: Scope, person_id: Any) -> ColumnElement[bool]:
    sent = aliased(Delivery)
    return (
        select(col(sent.id))
        .where(col(sent.kind) == kind.name, col(sent.person_id) == person_id,
               col(sent.discussion_id) == scope.discussion.id,
               col(sent.state).in_((DeliveryState.SENT, DeliveryState.SENDING)))
        .exists()
    )  # fmt: skip


def _comes_before(first: Discussion, second: Discussion) -> bool:
    return (first.starts_at, first.id or 0) < (second.starts_at, second.id or 0)
