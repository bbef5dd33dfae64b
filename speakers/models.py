"""An engagement: a person asked to take a role in a discussion, and the answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of
from foundation.people import NAME_LIMIT, Role, Sex

ONE_CHAIR = text("role = 'chair' AND answer IN ('asked', 'accepted')")


class Answer(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Taken back by the organiser."""


class Engagement(SQLModel, table=True):
    """A person has one role in a discussion (product.md, rule 4), and a discussion at most one chair (rule 3)."""

    __table_args__ = (
        UniqueConstraint("discussion_id", "person_id"),
        CheckConstraint("role <> 'participant'", name="speaks"),
        Index("uq_engagement_chair", "discussion_id", unique=True, postgresql_where=ONE_CHAIR, sqlite_where=ONE_CHAIR),
        Index("ix_engagement_attention", "discussion_id", postgresql_where=text("attention"),
              sqlite_where=text("attention")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=one_of(Role, "engagement_role"))
    full_name: str = Field(max_length=NAME_LIMIT)
    """As it is shown in the agenda and on the public page once accepted."""
    organisation: str = Field(default="", max_length=200)
    position: str = Field(default="", max_length=200)
    sex: Sex | None = Field(default=None, sa_type=one_of(Sex, "engagement_sex"))
    """For reports alone: resource persons are counted by it."""
    answer: Answer = Field(default=Answer.ASKED, sa_type=one_of(Answer, "engagement_answer"))
    asked_at: datetime = Field(sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    link_version: int = 0
    token_hash: str = Field(max_length=64, unique=True)
    minutes_offered: int | None = None
    """For the presentation; the agenda decides. None where nothing was offered."""
    spoken_name: str = Field(default="", max_length=NAME_LIMIT, sa_column_kwargs={"server_default": text("''")})
    """How the name is said, for the chair."""
    assistant: str = Field(default="", max_length=NAME_LIMIT, sa_column_kwargs={"server_default": text("''")})
    """Who holds the link and answers for the person named; the contact is theirs (decisions/0051)."""
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    """When somebody looked at the personal page, or pressed anything there, for the first time since asked."""
    parting_words: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": text("''")})
    """What the organisers say when they take the request back."""
    attention: bool = False
    """Something about this row changed and nobody has looked yet which messages follow."""

    @property
    def is_active(self) -> bool:
        return self.answer in (Answer.ASKED, Answer.ACCEPTED)

    @property
    def is_accepted(self) -> bool:
        return self.answer == Answer.ACCEPTED
