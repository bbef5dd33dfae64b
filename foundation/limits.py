"""Limits of trust.md, counted in the database so that they hold over restarts and machines."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects.postgresql import insert as insert_into_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_into_sqlite
from sqlmodel import Field, Session, SQLModel

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
    insert = insert_into_sqlite if session.get_bind().dialect.name == "sqlite" else insert_into_postgresql
    statement = insert(Spent).values(bucket=bucket, window_at=window_at, times=1)
    counted = statement.on_conflict_do_update(
        index_elements=["bucket", "window_at"], set_={"times": Spent.__table__.c.times + 1}  # type: ignore[attr-defined]
    ).returning(Spent.__table__.c.times)  # type: ignore[attr-defined]
    if session.execute(counted).scalar_one() > allowed:
        raise TooMany
