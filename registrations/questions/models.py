"""The tables of an organiser's own questions, and of what people answered."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of

WORDING_LIMIT, ANSWER_LIMIT = 300, 1000


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class OwnQuestion(SQLModel, table=True):
    """A question of one series, in the words and the language of its organisers (decisions/0046)."""

    __table_args__ = (CheckConstraint("length(wording) > 0 AND length(purpose) > 0", name="words"),)

    id: int | None = Field(default=None, primary_key=True)
    series_id: int = Field(foreign_key="series.id", index=True, ondelete="CASCADE")
    position: int
    wording: str = Field(max_length=WORDING_LIMIT)
    purpose: str = Field(max_length=WORDING_LIMIT)
    """What the answer is for, as it stands beside the question."""
    kind: QuestionKind = Field(sa_type=one_of(QuestionKind, "question_kind"))
    choices: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    is_required: bool = False
    is_on: bool = True
    """Off it is not asked any more; what was answered is kept."""
    created_at: datetime = Field(sa_type=Instant)

    @property
    def name(self) -> str:
        """Of the field in a form, and of the column in an export."""
        return f"own_{self.id}"

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(choice, choice) for choice in self.choices]


class OwnAnswer(SQLModel, table=True):
    """What somebody answered when they registered."""

    registration_id: int = Field(primary_key=True, foreign_key="registration.id", ondelete="CASCADE")
    question_id: int = Field(primary_key=True, foreign_key="ownquestion.id", index=True, ondelete="CASCADE")
    asked: str = Field(max_length=WORDING_LIMIT)
    """The question as it was read: its words may change later."""
    answer: str = Field(max_length=ANSWER_LIMIT)


class Said(NamedTuple):
    """An answer that is not written yet."""

    question_id: int
    asked: str
    answer: str
