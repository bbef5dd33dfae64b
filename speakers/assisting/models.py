"""Who assists a speaker in one discussion, and what they did there for the speaker (decisions/0069)."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from foundation.database import Instant
from foundation.people import NAME_LIMIT


class Assistant(SQLModel, table=True):
    """One person for one speaker. A row that has ended stays: letters to them may still have to be taken back."""

    __table_args__ = (UniqueConstraint("discussion_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    engagement_id: int = Field(foreign_key="engagement.id", ondelete="CASCADE", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    full_name: str = Field(max_length=NAME_LIMIT)
    alone: bool = False
    """Letters go to them and no longer to the speaker."""
    named_at: datetime = Field(sa_type=Instant)
    link_made_at: datetime = Field(sa_type=Instant)
    """The link is made of this moment: another one ends the link before."""
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    token_hash: str = Field(max_length=64, unique=True)


class AssistantDeed(SQLModel, table=True):
    """Something that was done behind the link of an assistant."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    engagement_id: int = Field(foreign_key="engagement.id", ondelete="CASCADE", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    """The assistant."""
    what: str = Field(max_length=20)
    at: datetime = Field(sa_type=Instant)
