"""The tables behind attendance: what speaks for somebody having been there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from foundation.database import Instant, WallTime, one_of
from foundation.people import EMAIL_LIMIT

FIRST, SECOND = 1, 2
WORD_LIMIT, FILE_NAME_LIMIT, SHOWN_NAME_LIMIT, REASON_LIMIT = 40, 200, 200, 300
USUAL_PERCENT = 70
NOT_FOLLOWED = text("attended <> certified")


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


class Platform(StrEnum):
    """Whose report of the room it is."""

    ZOOM = "zoom"
    TEAMS = "teams"


class RoomReport(SQLModel, table=True):
    """A report of a video platform about who was in the room, as it was uploaded. It counts when somebody has looked at
    it (decisions/0031)."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    platform: Platform = Field(sa_type=one_of(Platform, "room_platform"))
    file_name: str = Field(max_length=FILE_NAME_LIMIT)
    timezone: str = Field(max_length=64)
    """Whose clock its times are read by; reports do not say."""
    uploaded_at: datetime = Field(sa_type=Instant)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    counted_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when it counts; None is a preview."""


class How(StrEnum):
    """By what somebody in the room was recognised."""

    ADDRESS = "address"
    LINK = "link"
    NAME = "name"
    DECISION = "decision"


class RoomName(SQLModel, table=True):
    """Somebody in the room as reports show them, a row for each name and address; a later report finds it again, and
    with it what was decided about it."""

    __table_args__ = (UniqueConstraint("discussion_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    key: str = Field(max_length=500)
    """The folded name and address."""
    name: str = Field(max_length=SHOWN_NAME_LIMIT)
    email: str = Field(default="", max_length=EMAIL_LIMIT)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """Who that is; None is nobody whom we know."""
    how: How | None = Field(default=None, sa_type=one_of(How, "recognised_how"))
    """None while nobody is recognised; DECISION without a person: somebody looked, and it is a stranger."""
    suggested: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Numbers of people it might be, the likeliest first, while nobody is recognised; empty is a stranger."""
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")


class ReportedVisit(SQLModel, table=True):
    """One stay in the room as a report has it: from when to when, or in older forms only how long in all."""

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="roomreport.id", ondelete="CASCADE", index=True)
    name_id: int = Field(foreign_key="roomname.id", ondelete="CASCADE", index=True)
    joined_at_local: datetime | None = Field(default=None, sa_type=WallTime)
    left_at_local: datetime | None = Field(default=None, sa_type=WallTime)
    minutes: int | None = None
    """Where there are no times, or fewer minutes than lie between them."""


class Attendance(SQLModel, table=True):
    """The one line of a person in a discussion: what speaks for them having been there, and what follows from it.
    Written by registrations/attendance/settling.py alone."""

    __table_args__ = (
        CheckConstraint("minutes >= 0 AND check_ins BETWEEN 0 AND 2", name="evidence"),
        Index("ix_attendance_not_followed", "discussion_id", postgresql_where=NOT_FOLLOWED, sqlite_where=NOT_FOLLOWED),
    )

    discussion_id: int = Field(primary_key=True, foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    minutes: int = 0
    """Between start and end; what overlaps counts once. Whole minutes, rounded down."""
    check_ins: int = 0
    by_hand: bool | None = None
    """What an organiser said, whatever the evidence; None where nobody said anything."""
    reason: str = Field(default="", max_length=REASON_LIMIT)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    attended: bool = False
    """What holds: by hand, or by the rule of the series."""
    certified: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """`attended` as certificates last followed it (registrations/certificates/earning.py)."""


class AttendanceRule(SQLModel, table=True):
    """How many percent of the minutes count as having been there, in one series; without a row USUAL_PERCENT."""

    __table_args__ = (CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),)

    series_id: int = Field(primary_key=True, foreign_key="series.id", ondelete="CASCADE",
                           sa_column_kwargs={"autoincrement": False})  # fmt: skip
    percent: int
