"""Limits of trust.md, counted in the database so that they hold over restarts and machines."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Executable, bindparam, delete
from sqlmodel import Field, Session, SQLModel, col

from foundation.database import Instant, insert_in
from foundation.languages import Message
from foundation.prepared import Prepared
from foundation.refusals import TooMany


class Spent(SQLModel, table=True):
    """How often something was done in one window of time. `bucket` holds a hash, never an address."""

    bucket: str = Field(primary_key=True, max_length=80)
    window_at: datetime = Field(primary_key=True, sa_type=Instant, index=True)
    times: int


def spend(
    session: Session, bucket: str, now: datetime, *, allowed: int, per: timedelta, sentence: Message | None = None
) -> None:
    """Count one more; refused, with a `sentence` of its own where there is one, when more than `allowed` fall into the
    present window of length `per`."""
    seconds = int(per.total_seconds())
    window_at = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    counted = COUNTING.first(session, {"bucket": bucket, "window_at": window_at})
    if counted is None or counted[0] > allowed:
        raise TooMany(sentence)


def _counting(dialect: str) -> Executable:
    spent = SQLModel.metadata.tables["spent"]
    once = insert_in(dialect)(spent).values(bucket=bindparam("bucket"), window_at=bindparam("window_at"), times=1)
    counted = once.on_conflict_do_update(index_elements=["bucket", "window_at"], set_={"times": spent.c.times + 1})
    counting: Executable = counted.returning(spent.c.times)
    return counting


COUNTING = Prepared(_counting)


def forget_old_counts(session: Session, now: datetime) -> None:
    """Windows that ended a day ago limit nothing any more."""
    session.execute(delete(Spent).where(col(Spent.window_at) < now - timedelta(days=1)))
