"""The tables behind attendance: what speaks for somebody having been there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of

FIRST, SECOND = 1, 2
WORD_LIMIT = 40


class Way(StrEnum):
    """How a check-in came about."""

    TAP = "tap"
    WORD = "word"
    ENTERED = "entered"


class CheckIn(SQLModel, table=True):
    """Somebody said "here" in the first or the second check-in; saying it again changes nothing."""

    __table_args__ = (
        UniqueConstraint("discussion_id", "person_id", "number"),
        CheckConstraint("number IN (1, 2)", name="number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    number: int
    at: datetime = Field(sa_type=Instant)
    way: Way = Field(sa_type=one_of(Way, "check_in_way"))
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    """Who entered it for somebody else."""


class CheckInHours(SQLModel, table=True):
    """What somebody decided about one check-in of a discussion; without a row the clock decides (decisions/0030)."""

    __table_args__ = (CheckConstraint("number IN (1, 2)", name="number"),)

    discussion_id: int = Field(primary_key=True, foreign_key="discussion.id", ondelete="CASCADE")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    word: str = Field(default="", max_length=WORD_LIMIT)
    """Said aloud in the room, for those who could not tap in time; empty for none."""
