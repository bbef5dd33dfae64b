"""The tables behind a plan of messages that organisers have changed: lines, own words, and letters on trial.

What is not written here is as by default (notifications/kinds.py). A discussion comes before its series.
"""

from datetime import datetime, time

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from foundation.database import Instant

WORDS_LIMIT = 1000
ONE_OWNER = "(series_id IS NULL) <> (discussion_id IS NULL)"


class PlanLine(SQLModel, table=True):
    """When one kind of message leaves, or that it does not: for a whole series, or for one discussion."""

    __table_args__ = (
        UniqueConstraint("series_id", "kind"),
        UniqueConstraint("discussion_id", "kind"),
        CheckConstraint(ONE_OWNER, name="owner"),
    )

    id: int | None = Field(default=None, primary_key=True)
    series_id: int | None = Field(default=None, foreign_key="series.id", ondelete="CASCADE")
    discussion_id: int | None = Field(default=None, foreign_key="discussion.id", ondelete="CASCADE")
    kind: str = Field(max_length=40)
    is_on: bool = True
    days: int = 0
    """From the day of the start, before it or after it as the kind says; 0 where `minutes` counts."""
    at: time | None = None
    """The hour on the reader's clock; None where `minutes` counts."""
    minutes: int = 0
    """Before the start or after the end, as the kind says; 0 where `days` and `at` count."""


class OwnWords(SQLModel, table=True):
    """What the organisers say at the top of one kind of letter, in one language."""

    __table_args__ = (
        UniqueConstraint("series_id", "kind", "language"),
        UniqueConstraint("discussion_id", "kind", "language"),
        CheckConstraint(ONE_OWNER, name="owner"),
    )

    id: int | None = Field(default=None, primary_key=True)
    series_id: int | None = Field(default=None, foreign_key="series.id", ondelete="CASCADE")
    discussion_id: int | None = Field(default=None, foreign_key="discussion.id", ondelete="CASCADE")
    kind: str = Field(max_length=40)
    language: str = Field(max_length=8)
    text: str = Field(max_length=WORDS_LIMIT)
    """Lines of plain text with `{placeholders}`. Empty in a discussion: the words of its series are not said here."""


class Trial(SQLModel, table=True):
    """One letter of a plan that an organiser wants to see in their own mailbox, as an invented reader would get it."""

    __table_args__ = (CheckConstraint(ONE_OWNER, name="owner"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    series_id: int | None = Field(default=None, foreign_key="series.id", ondelete="CASCADE")
    discussion_id: int | None = Field(default=None, foreign_key="discussion.id", ondelete="CASCADE")
    kind: str = Field(max_length=40)
    reader: str = Field(max_length=20)
    language: str = Field(max_length=8)
    asked_at: datetime = Field(sa_type=Instant, index=True)
