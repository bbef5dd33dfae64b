"""The tables of evaluations. Nothing here says when: who answered and what was answered stand apart, and no order, no
number and no moment leads from one to the other."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of
from registrations.models import Group, Sex

REMARK_LIMIT, WORDS_LIMIT, ID_LENGTH = 2000, 300, 32
IN_ORDER_OF_KEYS = {"sqlite_with_rowid": False}
"""Else SQLite would number the rows as they came."""


class Evaluated(SQLModel, table=True):
    """This registration has answered."""

    registration_id: int = Field(primary_key=True, foreign_key="registration.id", ondelete="CASCADE",
                                 sa_column_kwargs={"autoincrement": False})  # fmt: skip


class Opinion(SQLModel, table=True):
    """What somebody ticked. `ratings` holds 1 to 5 by item."""

    __table_args__ = (IN_ORDER_OF_KEYS,)

    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    """Random."""
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    sex: Sex | None = Field(default=None, sa_type=one_of(Sex, "opinion_sex"))
    group: Group | None = Field(default=None, sa_type=one_of(Group, "opinion_group"))
    ratings: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Remark(SQLModel, table=True):
    """What somebody wrote, apart from what they ticked and from the other thing they wrote."""

    __table_args__ = (IN_ORDER_OF_KEYS,)

    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    """Random; read in this order, they are shuffled."""
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    question: str = Field(max_length=20)
    text: str = Field(max_length=REMARK_LIMIT)


class EvaluationEnd(SQLModel, table=True):
    """An organiser closed the questions of a discussion before their seven days were over, for good."""

    discussion_id: int = Field(primary_key=True, foreign_key="discussion.id", ondelete="CASCADE",
                               sa_column_kwargs={"autoincrement": False})  # fmt: skip
    closed_at: datetime = Field(sa_type=Instant)


class EvaluationWords(SQLModel, table=True):
    """How a series asks in one language, where its organisers changed the words: by item."""

    series_id: int = Field(primary_key=True, foreign_key="series.id", ondelete="CASCADE",
                           sa_column_kwargs={"autoincrement": False})  # fmt: skip
    language: str = Field(primary_key=True, max_length=8)
    texts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
