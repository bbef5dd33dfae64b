"""What chairs, speakers and participants do while a discussion runs. Rows are added; the state follows from them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from events.models import ItemKind
from foundation.database import Instant, one_of

TEXT_LIMIT, QUESTION_LIMIT, NOTE_LIMIT = 140, 500, 500
LONGEST_EXTENSION = 60


class ActKind(StrEnum):
    """What a chair did to the run of the agenda."""

    BEGUN = "begun"
    """This row began, and the one before ended."""
    EXTENDED = "extended"
    SKIPPED = "skipped"
    TAKEN_BACK = "taken_back"
    """The last act that was not taken back yet holds no more."""
    ENDED = "ended"


class Act(SQLModel, table=True):
    """One act of a chair, for good: what is taken back stays as well (decisions/0047)."""

    __table_args__ = (
        UniqueConstraint("discussion_id", "number"),
        CheckConstraint("number > 0 AND position >= 0", name="number"),
        CheckConstraint(f"minutes BETWEEN 0 AND {LONGEST_EXTENSION}", name="minutes"),
    )

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    number: int
    """Counts within the discussion; who acts names the one they saw last."""
    kind: ActKind = Field(sa_type=one_of(ActKind, "act_kind"))
    position: int = 0
    """Of the agenda row it is about."""
    minutes: int = 0
    """By which the row was extended."""
    at: datetime = Field(sa_type=Instant)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")


class Pulse(SQLModel, table=True):
    """One row for each discussion that anything happened in: what open pages are told of (decisions/0048)."""

    discussion_id: int = Field(
        primary_key=True, foreign_key="discussion.id", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    acts: int = 0
    """Rises with every act of a chair."""
    signals: int = 0
    """Rises with every message to a speaker, and when one is seen."""
    questions: int = 0
    """Rises with every question, support and decision, and with notes of the chair."""


class WallLink(SQLModel, table=True):
    """A wall whose link was made anew: who was given the old one sees nothing any more (decisions/0065)."""

    discussion_id: int = Field(
        primary_key=True, foreign_key="discussion.id", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    version: int = 0


class Signal(SQLModel, table=True):
    """A silent message of the chair to somebody who speaks. The person is the one it is for."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    ready: str = Field(default="", max_length=20)
    """Which of the ready-made sentences; the speaker reads it in their own language."""
    text: str = Field(default="", max_length=TEXT_LIMIT)
    sent_at: datetime = Field(sa_type=Instant)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")


class QuestionState(StrEnum):
    WAITING = "waiting"
    CHOSEN = "chosen"
    ANSWERED = "answered"
    """In writing."""
    DECLINED = "declined"


class Question(SQLModel, table=True):
    """What a participant asks, and what became of it. Nobody but the chair reads a name, and only when it was meant to
    be read."""

    __table_args__ = (
        UniqueConstraint("id", "discussion_id"),
        Index("ix_question_discussion_id_person_id", "discussion_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    text: str = Field(max_length=QUESTION_LIMIT)
    is_anonymous: bool
    asked_at: datetime = Field(sa_type=Instant)
    state: QuestionState = Field(default=QuestionState.WAITING, sa_type=one_of(QuestionState, "question_state"))
    answer: str = Field(default="", max_length=QUESTION_LIMIT)
    """The answer in writing, or why it was declined."""
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")


class Support(SQLModel, table=True):
    """Somebody would have asked the same."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["question_id", "discussion_id"], ["question.id", "question.discussion_id"], ondelete="CASCADE"
        ),
    )

    question_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    discussion_id: int = Field(index=True)


class TechnicalInput(SQLModel, table=True):
    """What the chair noted of a technical input, and whose it was; nobody where it was the chair's own."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    note: str = Field(max_length=NOTE_LIMIT)
    at: datetime = Field(sa_type=Instant)


class Record(SQLModel, table=True):
    """The chair says: so it was. For the summary and the letters of thanks."""

    discussion_id: int = Field(
        primary_key=True, foreign_key="discussion.id", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    began_at: datetime = Field(sa_type=Instant)
    ended_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime = Field(sa_type=Instant)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")


class RecordedItem(SQLModel, table=True):
    """A row of the agenda as it was held. Overtime stays what it was, also above the limit of what may be planned."""

    __table_args__ = (CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes"),)

    discussion_id: int = Field(
        primary_key=True, foreign_key="record.discussion_id", ondelete="CASCADE",
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: ItemKind = Field(sa_type=one_of(ItemKind, "recorded_kind"))
    title: str = Field(default="", max_length=200)
    planned_minutes: int
    minutes: int
    """How long it really took; 0 when it was skipped."""
