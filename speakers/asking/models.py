"""What people say besides yes: another time, or why not, and whom to ask instead.

Rows are about a person in a discussion, so that they are shown to that person and forgotten with the others
(registrations/privacy/forgetting.py, `tables_with`).
"""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from foundation.database import Instant, WallTime
from foundation.people import NAME_LIMIT

WORDS_LIMIT, CONTACT_LIMIT = 500, 254


class Proposal(SQLModel, table=True):
    """Another time at which somebody who was asked could come; a further one takes its place."""

    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    number: int = 1
    """Which one of this person."""
    starts_at_local: datetime = Field(sa_type=WallTime)
    timezone: str = Field(max_length=64)
    starts_at: datetime = Field(sa_type=Instant)
    sentence: str = Field(default="", max_length=WORDS_LIMIT)
    moves: int
    """How often the discussion had moved by then: what was proposed for another date is no longer in question."""
    made_at: datetime = Field(sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the organisers decided, or the person answered otherwise."""
    is_kept: bool = False
    """The organisers kept the time, and ask for an answer to it."""

    @property
    def is_open(self) -> bool:
        return self.settled_at is None


class Regret(SQLModel, table=True):
    """The words that came with a no."""

    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    reason: str = Field(default="", max_length=WORDS_LIMIT)
    suggested_name: str = Field(default="", max_length=NAME_LIMIT)
    suggested_contact: str = Field(default="", max_length=CONTACT_LIMIT)
    rows: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Positions of the agenda that were theirs: whoever is asked instead gets those that nobody presents since."""
    said_at: datetime = Field(sa_type=Instant)
