"""Limits of trust.md, counted in the database so that they hold over restarts and machines."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert as insert_into_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_into_sqlite
from sqlmodel import Field, Session, SQLModel, col

from foundation.database import Instant
from foundation.refusals import TooMany


class Spent(SQLModel, table=True):
    """How often something was done in one window of time. `bucket` holds a hash, never an address."""

    bucket: str = Field(primary_key=True, max_length=80)
    window_at: datetime = Field(primary_key=True, sa_type=Instant, index=True)
    times: int


def spend(session: Session, bucket: str, now: datetime, *, allowed: int, per: timedelta) -> None:
    """Count one more; refused when more than `allowed` fall into the present window of length `per`."""
    seconds = int(per.total_seconds())
    window_at = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    counting = _counting(session.get_bind().dialect.name)
    if session.connection().execute(counting, {"bucket": bucket, "window_at": window_at}).scalar_one() > allowed:
        raise TooMany


@cache
def _counting(dialect: str) -> Any:
    spent = SQLModel.metadata.tables["spent"]
    insert = insert_into_sqlite if dialect == "sqlite" else insert_into_postgresql
    once = insert(spent).values(bucket=bindparam("bucket"), window_at=bindparam("window_at"), times=1)
    counted = once.on_conflict_do_update(index_elements=["bucket", "window_at"], set_={"times": spent.c.times + 1})
    return counted.returning(spent.c.times)


def forget_old_counts(session: Session, now: datetime) -> None:
    """Windows that ended a day ago limit nothing any more."""
    session.execute(delete(Spent).where(col(Spent.window_at) < now - timedelta(days=1)))
