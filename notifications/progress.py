"""How a mailing goes while it leaves: how many of how many, how fast, how long still. It names nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from events.models import Discussion
from notifications.models import Delivery, DeliveryState

LOOKED_BACK = timedelta(minutes=5)
"""The rate is that of so long, or since it began."""
SHORTEST = timedelta(seconds=10)


@dataclass(frozen=True)
class Progress:
    """`done` have left or failed, of `in_all` that were planned since the oldest that is still leaving."""

    done: int
    in_all: int
    failed: int
    per_minute: int

    @property
    def left(self) -> int:
        return self.in_all - self.done

    @property
    def minutes_left(self) -> int | None:
        """Rounded up; None while nothing has left lately."""
        return -(-self.left // self.per_minute) if self.per_minute else None


def progress_of(session: Session, discussion: Discussion, now: datetime) -> Progress | None:
    """None while nothing is leaving. What waits for its hour, or is put off, is not leaving."""
    here = col(Delivery.discussion_id) == discussion.id
    is_leaving = or_(col(Delivery.state) == DeliveryState.SENDING,
                     and_(col(Delivery.state) == DeliveryState.PLANNED, col(Delivery.due_at) <= now))  # fmt: skip
    left, begun_at = session.execute(
        select(func.count(), func.min(col(Delivery.created_at))).where(here, is_leaving)
    ).one()
    if not left:
        return None
    ended = {
        DeliveryState(state): number for state, number in session.execute(
            select(col(Delivery.state), func.count()).where(here, col(Delivery.created_at) >= begun_at)
            .group_by(col(Delivery.state))).all()
    }  # fmt: skip
    failed = ended.get(DeliveryState.FAILED, 0) + ended.get(DeliveryState.BOUNCED, 0)
    done = ended.get(DeliveryState.SENT, 0) + failed
    return Progress(done, done + left, failed, _per_minute(session, discussion, now, begun_at))


def _per_minute(session: Session, discussion: Discussion, now: datetime, begun_at: datetime) -> int:
    since = max(begun_at, now - LOOKED_BACK)
    sent = session.scalars(
        select(func.count()).where(col(Delivery.discussion_id) == discussion.id, col(Delivery.sent_at) >= since)
    ).one()
    return int(sent * timedelta(minutes=1) / max(now - since, SHORTEST))
