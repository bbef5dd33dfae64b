"""How many letters a second the mail server's owner lets us send, over all processes (decisions/0020)."""

from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel

from foundation.database import Instant, insert_in

LONGEST_LINE = 200
"""More senders than these stand in no line: the clock was set back since."""


class Pace(SQLModel, table=True):
    """A channel that keeps to a pace."""

    channel: str = Field(primary_key=True, max_length=20)
    free_at: datetime = Field(sa_type=Instant)
    """When the next letter may leave, after those that have been promised their moment."""


def wait_for_turn(session: Session, channel: str, gap: timedelta, now: datetime) -> timedelta:
    """How long the caller has to wait before its letter may leave; the moment is promised to nobody else."""
    new = insert_in(session.get_bind().dialect.name)(Pace).values(channel=channel, free_at=now)
    session.execute(new.on_conflict_do_nothing())
    pace = session.get_one(Pace, channel, with_for_update=True, populate_existing=True)
    turn = pace.free_at if now <= pace.free_at <= now + LONGEST_LINE * gap else now
    pace.free_at = turn + gap
    session.flush()
    return turn - now
