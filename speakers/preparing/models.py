"""What is prepared for a discussion.

What is about a person carries `person_id` and `discussion_id`, so that it is shown to them and forgotten with the rest
(registrations/privacy/forgetting.py, `tables_with`).
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from foundation.database import Instant, WallTime, one_of
from foundation.people import PHONE_LIMIT

BIOGRAPHY_LIMIT, WISH_LIMIT, FILE_NAME_LIMIT = 1500, 500, 120
DAYS_BEFORE, LONGEST_DAYS_BEFORE = 7, 60


class MaterialKind(StrEnum):
    SLIDES = "slides"
    PHOTO = "photo"


class Preparation(SQLModel, table=True):
    """What one speaker has told us; each part is saved alone."""

    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    without_slides: bool = False
    """They speak without."""
    biography: str = Field(default="", max_length=BIOGRAPHY_LIMIT)
    phone: str = Field(default="", max_length=PHONE_LIMIT)
    """For the day: the organisers and the chair see it; a chair's is told to those who speak."""
    rehearsal_id: int | None = Field(default=None, foreign_key="rehearsal.id", ondelete="SET NULL")
    rehearsal_wish: str = Field(default="", max_length=WISH_LIMIT)
    """When it would suit them, in words."""


class RecordingConsent(SQLModel, table=True):
    """Yes or no to being recorded, each with the words that were shown. Rows are only added; the last one holds."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    given: bool
    version: str = Field(max_length=20)
    language: str = Field(max_length=8)
    at: datetime = Field(sa_type=Instant)


class IntroductionConsent(SQLModel, table=True):
    """Yes or no to biography and photo on public pages. Rows are only added; the last one holds (decisions/0068)."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    given: bool
    version: str = Field(max_length=20)
    language: str = Field(max_length=8)
    at: datetime = Field(sa_type=Instant)


class Rehearsal(SQLModel, table=True):
    """An hour at which the organisers offer to try sound and slides."""

    __table_args__ = (UniqueConstraint("discussion_id", "starts_at"),)

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    starts_at_local: datetime = Field(sa_type=WallTime)
    timezone: str = Field(max_length=64)
    starts_at: datetime = Field(sa_type=Instant)


class Material(SQLModel, table=True):
    """A file of a speaker, checked before it was taken (files.py). One of each kind; a new one takes its place."""

    __table_args__ = (
        UniqueConstraint("discussion_id", "person_id", "kind"), CheckConstraint("size > 0", name="size"),
    )

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: MaterialKind = Field(sa_type=one_of(MaterialKind, "material_kind"))
    file_name: str = Field(max_length=FILE_NAME_LIMIT)
    """As it is offered for download; nothing is ever stored under it."""
    media_type: str = Field(max_length=100)
    size: int
    uploaded_at: datetime = Field(sa_type=Instant)
    released_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the organisers released it to participants, who see it after the discussion."""


class MaterialPart(SQLModel, table=True):
    """A megabyte of a file: nobody has to hold a whole one in memory (decisions/0052)."""

    material_id: int = Field(foreign_key="material.id", ondelete="CASCADE", primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Portrait(SQLModel, table=True):
    """A photo as public pages show it, small; there is one only while its speaker agrees to that."""

    material_id: int = Field(foreign_key="material.id", ondelete="CASCADE", primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Deadline(SQLModel, table=True):
    """How many days before a discussion everything shall be there, where a series says otherwise."""

    __table_args__ = (CheckConstraint(f"days_before BETWEEN 0 AND {LONGEST_DAYS_BEFORE}", name="days_before"),)

    series_id: int = Field(foreign_key="series.id", ondelete="CASCADE", primary_key=True)
    days_before: int


class Closing(SQLModel, table=True):
    """Whether the speakers of a discussion may still change what they prepared. They are told of each change."""

    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", primary_key=True)
    is_closed: bool = False
    changes: int = 0
    changed_at: datetime = Field(sa_type=Instant)


class Summary(SQLModel, table=True):
    """What is left of a discussion for everybody, public once it is approved."""

    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", primary_key=True)
    key_points: str = Field(default="", max_length=5000)
    recording_url: str = Field(default="", max_length=2000)
    written_at: datetime = Field(sa_type=Instant)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
