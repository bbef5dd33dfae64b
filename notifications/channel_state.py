"""Whether the mail server can be used, known to every process and shown on the desk (decisions/0020).

After a failure that is no letter's own fault the channel is shut for a while; then one sender tries one letter, and
what becomes of it opens the channel for all or shuts it for longer.
"""

from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, col

from foundation.database import Instant, insert_in

PAUSES = [timedelta(seconds=seconds) for seconds in (30, 60, 120, 300)]
"""After the first, second … failure in a row; the last again and again."""
PROBE = timedelta(seconds=60)
"""So long one sender may try before another one does: it may have died."""


class ChannelState(SQLModel, table=True):
    """A channel that was shut at least once."""

    channel: str = Field(primary_key=True, max_length=20)
    failures: int = 0
    """In a row; 0 when the channel is open."""
    since: datetime | None = Field(default=None, sa_type=Instant)
    """The first of them."""
    try_at: datetime | None = Field(default=None, sa_type=Instant)
    """Nobody uses the channel before; None when it is open."""
    why: str = Field(default="", max_length=500)
    """What the mail server said to the last of them, as a sentence for the desk."""


class Door(Enum):
    """What a sender finds."""

    OPEN = "open"
    PROBE = "one letter may try"
    SHUT = "shut"


def door(session: Session, channel: str, now: datetime) -> Door:
    """To whom it says PROBE, it says so alone: who finds nothing to try gives it back by `nothing_to_try`."""
    state = session.get(ChannelState, channel)
    if state is None or state.try_at is None:
        return Door.OPEN
    if state.try_at > now:
        return Door.SHUT
    mine = update(ChannelState).where(col(ChannelState.channel) == channel, col(ChannelState.try_at) <= now)
    taken = session.execute(mine.values(try_at=now + PROBE).returning(col(ChannelState.channel))).first()
    return Door.PROBE if taken else Door.SHUT


def nothing_to_try(session: Session, channel: str, now: datetime) -> None:
    _change(session, channel, try_at=now)


def shut(session: Session, channel: str, why: str, now: datetime, *, was_probe: bool) -> None:
    """Several letters in flight that fail together are one failure; a probe that fails is one more."""
    new = insert_in(session.get_bind().dialect.name)(ChannelState).values(channel=channel, failures=0, why="")
    session.execute(new.on_conflict_do_nothing())
    state = session.get_one(ChannelState, channel, with_for_update=True, populate_existing=True)
    if was_probe or state.try_at is None or state.try_at <= now:
        state.try_at = now + PAUSES[min(state.failures, len(PAUSES) - 1)]
        state.failures, state.since = state.failures + 1, state.since or now
    state.why = why[:500]
    session.flush()


def opened(session: Session, channel: str) -> None:
    """The mail server took the letter that tried, or refused that letter alone."""
    _change(session, channel, failures=0, since=None, try_at=None, why="")


def shut_channel(session: Session, channel: str) -> ChannelState | None:
    """The state of a channel that is shut or probed; None when it is open."""
    state = session.get(ChannelState, channel)
    return state if state is not None and state.since is not None else None


def _change(session: Session, channel: str, **values: object) -> None:
    session.execute(update(ChannelState).where(col(ChannelState.channel) == channel).values(**values))
