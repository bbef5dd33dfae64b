"""The tables of links that are passed on, and of who came by which."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from foundation.database import Instant

LABEL_LIMIT = 80


class Source(SQLModel, table=True):
    """A way by which the page of a discussion is passed on: a group, a union, a notice board."""

    __table_args__ = (UniqueConstraint("discussion_id", "label"),)

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    label: str = Field(max_length=LABEL_LIMIT)
    """For organisers alone; the link holds the number."""
    made_at: datetime = Field(sa_type=Instant)


class CameBy(SQLModel, table=True):
    """A registration that was made through a link with a source; the first one counts."""

    registration_id: int = Field(primary_key=True, foreign_key="registration.id", ondelete="CASCADE")
    source_id: int = Field(foreign_key="source.id", index=True, ondelete="CASCADE")
