"""How the sending goes, in numbers that name nobody. They cost what is due, never what was sent before."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Select, case, event, func, select, text, union_all
from sqlmodel import Session, col

from events.models import Discussion, DiscussionState
from notifications.kinds import KINDS, LOGIN, OF_A_CROWD, TRIAL
from notifications.models import Delivery, DeliveryState
from notifications.plan import LOGIN_PRIORITY

NONE_OF_ANY = dict.fromkeys((LOGIN, TRIAL, *KINDS), 0)
PRIORITIES = sorted({LOGIN_PRIORITY, OF_A_CROWD, *(kind.priority for kind in KINDS.values())})
LATE = timedelta(minutes=5)
"""So long a message may be due before something is wrong. One put off by the mail server is not due meanwhile."""
ENOUGH = 10_000
"""Messages of one priority that are counted; of more it is known that they are more."""


@dataclass(frozen=True)
class Due:
    """What is due: how many by state and kind, and since when the oldest could have left."""

    planned: Mapping[str, int]
    sending: Mapping[str, int]
    oldest_at: datetime | None


class Tally:
    """How many messages of each kind this process has sent, or failed to send, since it began."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[DeliveryState, str]] = Counter()
        self._lock = Lock()

    def note(self, state: DeliveryState, kind: str) -> None:
        with self._lock:
            self._counts[state, kind] += 1

    def of(self, state: DeliveryState) -> dict[str, int]:
        with self._lock:
            return {kind: self._counts[state, kind] for kind in NONE_OF_ANY}


tally = Tally()


@event.listens_for(Delivery.state, "set")
def _note_outcome(delivery: Delivery, state: Any, *_: object) -> None:
    """Counted as it is recorded: no index could count a million sent rows at every look."""
    if state in (DeliveryState.SENT, DeliveryState.FAILED):
        tally.note(state, delivery.kind)


def late_messages(session: Session, now: datetime) -> int:
    """How many have been due, and known to be, for longer than `LATE`; `ENOUGH` of a priority at most."""
    by_priority = [_late(priority, now - LATE) for priority in PRIORITIES]
    return sum(session.scalars(union_all(*by_priority)).all())


def due_now(session: Session, now: datetime) -> Due:
    rows = session.execute(union_all(*(_due(priority, now) for priority in PRIORITIES))).all()
    return Due(
        planned=NONE_OF_ANY | {kind: count for kind, count, _ in rows},
        sending=NONE_OF_ANY | dict(session.execute(_sending()).all()),
        oldest_at=min((oldest_at for _, _, oldest_at in rows), default=None),
    )


def discussions_by_state(session: Session) -> dict[str, int]:
    state = col(Discussion.state)
    counted = dict(session.execute(select(state, func.count()).group_by(state)).all())
    return {word.value: counted.get(word, 0) for word in DiscussionState}


def _planned(priority: int, by: datetime) -> Any:
    """The range of the index `ix_delivery_planned` up to a moment."""
    columns = (col(Delivery.kind), col(Delivery.due_at), col(Delivery.created_at))
    due = select(*columns).where(text("state = 'planned'"), col(Delivery.priority) == priority)
    return due.where(col(Delivery.due_at) <= by).order_by(col(Delivery.due_at)).limit(ENOUGH).subquery().c


def _late(priority: int, by: datetime) -> Select[Any]:
    row = _planned(priority, by)
    return select(func.count()).where(row.created_at <= by)


def _due(priority: int, now: datetime) -> Select[Any]:
    row = _planned(priority, now)
    return select(row.kind, func.count(), func.min(_could_leave_at(row))).group_by(row.kind)


def _could_leave_at(row: Any) -> ColumnElement[datetime]:
    """A message may be due for a moment before it was planned, such as a reminder to somebody who came back."""
    return case((row.created_at > row.due_at, row.created_at), else_=row.due_at)


def _sending() -> Select[tuple[str, int]]:
    """In the order of `ix_delivery_sending`: left to itself SQLite walks all of the index that begins with the kind."""
    flying = select(col(Delivery.kind)).where(text("state = 'sending'")).order_by(col(Delivery.leased_until))
    row = flying.limit(ENOUGH).subquery().c
    return select(row.kind, func.count()).group_by(row.kind)
