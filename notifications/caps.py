"""How many letters a day the mail server's owner lets us send, over all processes (decisions/0020)."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlmodel import Session, col

from foundation.database import insert_in
from foundation.limits import Spent

BUCKET, DAY = "mail", timedelta(days=1)
RESERVE = 0.1
"""Of a day's letters, for what cannot wait until tomorrow."""
CAN_WAIT = 50
"""The priority from which on a message may wait for a day: invitations and announcements."""


class Room(NamedTuple):
    """How many letters may still leave today; only urgent ones once nothing but the reserve is left."""

    left: int
    is_reserve: bool


def room(session: Session, per_day: int, now: datetime) -> Room:
    """Waits for whoever asks at the same moment, so that two cannot take the same room."""
    row = insert_in(session.get_bind().dialect.name)(Spent).values(bucket=BUCKET, window_at=day_of(now), times=0)
    there = row.on_conflict_do_update(index_elements=["bucket", "window_at"], set_={"times": col(Spent.times) + 0})
    spent: int = session.execute(there.returning(col(Spent.times))).scalar_one()
    open_to_all = per_day - int(per_day * RESERVE) - spent
    return Room(open_to_all, is_reserve=False) if open_to_all > 0 else Room(max(0, per_day - spent), is_reserve=True)


def count(session: Session, letters: int, now: datetime) -> None:
    """They were taken to be sent; fewer than none when they were not sent after all."""
    today = update(Spent).where(col(Spent.bucket) == BUCKET, col(Spent.window_at) == day_of(now))
    session.execute(today.values(times=col(Spent.times) + letters))


def spent_today(session: Session, now: datetime) -> int:
    there = session.get(Spent, (BUCKET, day_of(now)))
    return there.times if there else 0


def day_of(now: datetime) -> datetime:
    """The day of the world clock: where the mail server's begins, nobody tells us."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
