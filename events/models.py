"""Series, discussions and the rows of their agendas."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from foundation.database import Instant, WallTime, one_of
from foundation.moments import instant_followed
from foundation.people import Role

LONGEST_PRESENTATION = 25
"""Minutes. A series may set less, never more (product.md, rule 1)."""


class LimitScope(StrEnum):
    """What the limit of a presentation holds for: each of them, or all of one discussion together."""

    EACH = "each"
    TOTAL = "total"


class DiscussionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class ItemKind(StrEnum):
    """Kinds of agenda row (domain.md, Agenda)."""

    OPENING = "opening"
    CEREMONIAL = "ceremonial"
    WELCOME = "welcome"
    PRESENTATION = "presentation"
    PANEL = "panel"
    TECHNICAL_INPUT = "technical_input"
    QUESTIONS = "questions"
    BREAK = "break"
    CLOSING = "closing"


class Series(SQLModel, table=True):
    """A list of discussions under one title, owned by one office."""

    __table_args__ = (
        CheckConstraint(f"presentation_limit_minutes BETWEEN 1 AND {LONGEST_PRESENTATION}", name="presentation_limit"),
        CheckConstraint("length(title) > 0", name="title"),
        CheckConstraint("offer_hours BETWEEN 0 AND 168", name="offer_hours"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    slug: str = Field(max_length=80, unique=True)
    title: str = Field(max_length=200)
    summary: str = Field(default="", max_length=2000)
    timezone: str = Field(max_length=64)
    language: str = Field(max_length=8)
    presentation_limit_minutes: int = LONGEST_PRESENTATION
    presentation_limit_scope: LimitScope = Field(
        default=LimitScope.EACH, sa_type=one_of(LimitScope, "limit_scope")
    )
    offer_hours: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """How long the first in line may think about a seat that became free; 0 gives it to them at once."""
    created_at: datetime = Field(sa_type=Instant)


class Standing:
    """Whether somebody may still come: asked of a whole discussion, or of the few columns that registering reads."""

    if TYPE_CHECKING:  # the columns are the heirs'
        id: int | None
        series_id: int
        state: DiscussionState
        starts_at: datetime
        ends_at: datetime
        capacity: int | None
        seats_taken: int
        seats_held: int
        timezone: str
        registration_opens_local: datetime | None
        registration_closes_local: datetime | None

    @property
    def is_published(self) -> bool:
        return self.state == DiscussionState.PUBLISHED

    @property
    def is_cancelled(self) -> bool:
        return self.state == DiscussionState.CANCELLED

    @property
    def is_full(self) -> bool:
        """For anybody: what is held for the members of a union is not free."""
        return self.capacity is not None and self.seats_taken + self.seats_held >= self.capacity

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    @property
    def opens_at(self) -> datetime | None:
        """When registration opens; None is with publication."""
        return _instant(self.registration_opens_local, self.timezone)

    @property
    def closes_at(self) -> datetime | None:
        """When registration closes; None is with the end."""
        return _instant(self.registration_closes_local, self.timezone)

    def opens_later(self, now: datetime) -> bool:
        opens_at = self.opens_at
        return opens_at is not None and now < opens_at

    def has_closed(self, now: datetime) -> bool:
        closes_at = self.closes_at
        return closes_at is not None and closes_at <= now

    def takes_registrations(self, now: datetime) -> bool:
        """Whether somebody new may register now."""
        return self.is_published and not (self.is_over(now) or self.opens_later(now) or self.has_closed(now))


class Discussion(Standing, SQLModel, table=True):
    """One webinar of a series. Wall time and zone are what was agreed, instants are derived (product.md, rule 6)."""

    __table_args__ = (
        UniqueConstraint("series_id", "number"),
        CheckConstraint("length(title) > 0", name="title"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("minutes BETWEEN 15 AND 600", name="minutes"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("seats_taken >= 0 AND (capacity IS NULL OR seats_taken <= capacity)", name="seats"),
        CheckConstraint("seats_held >= 0 AND (capacity IS NULL OR seats_taken + seats_held <= capacity)", name="held"),
        Index("ix_discussion_attention_at", "attention_at", postgresql_where=text("attention_at IS NOT NULL"),
              sqlite_where=text("attention_at IS NOT NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    series_id: int = Field(foreign_key="series.id", index=True)
    slug: str = Field(max_length=80, unique=True)
    number: int
    title: str = Field(max_length=200)
    summary: str = Field(default="", max_length=5000)
    starts_at_local: datetime = Field(sa_type=WallTime)
    timezone: str = Field(max_length=64)
    minutes: int
    starts_at: datetime = Field(sa_type=Instant, index=True)
    ends_at: datetime = Field(sa_type=Instant)
    capacity: int | None = None
    """Seats; None is no limit."""
    seats_taken: int = 0
    """Confirmed registrations, and seats that are offered to somebody who waits; counted under a lock by
    registrations/seats.py alone."""
    seats_held: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Seats kept for members of unions that none of them has taken yet; counted in the same way (decisions/0044)."""
    needs_approval: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Who registers waits until an organiser says yes."""
    registration_opens_local: datetime | None = Field(default=None, sa_type=WallTime)
    registration_closes_local: datetime | None = Field(default=None, sa_type=WallTime)
    """Wall times in `timezone`; the instants are derived when they are asked for."""
    room_url: str | None = Field(default=None, max_length=2000)
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    state: DiscussionState = Field(
        default=DiscussionState.DRAFT, sa_type=one_of(DiscussionState, "discussion_state")
    )
    cancellation_reason: str = Field(default="", max_length=1000)
    revision: int = 0
    """Rises with everything a calendar shows: start, length, title, room, cancelled."""
    moves: int = 0
    """Rises when the start or the length changes: reminders and cards are owed anew."""
    changed_at: datetime = Field(sa_type=Instant)
    """When `revision` last rose; a change rests a while before it is told."""
    before_change: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """The plan as it was before the change that rests, for its undoing (events/undoing.py)."""
    agenda_changed_at: datetime | None = Field(default=None, sa_type=Instant)
    """When somebody's rows of the agenda last changed; that rests a while as well."""
    refusals: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Rises when somebody who was asked says no: the organisers are told anew."""
    zone_moved_at: datetime | None = Field(default=None, sa_type=Instant)
    """When new rules of its zone last moved the start; the wall time stayed as agreed."""
    attention_at: datetime | None = Field(default=None, sa_type=Instant)
    """The next moment when anything about this discussion can be owed to anybody; None is never."""
    created_at: datetime = Field(sa_type=Instant)
    published_at: datetime | None = Field(default=None, sa_type=Instant)

    @property
    def is_draft(self) -> bool:
        return self.state == DiscussionState.DRAFT

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now

    def door_opens_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=30)

    def door_closes_at(self) -> datetime:
        """Discussions run over; the room stays reachable for an hour."""
        return self.ends_at + timedelta(minutes=60)

    def is_door_open(self, now: datetime) -> bool:
        return self.door_opens_at() <= now < self.door_closes_at()

    def links_die_at(self) -> datetime:
        """Personal links of this discussion end 30 days after it (trust.md, Access)."""
        return self.ends_at + timedelta(days=30)


class AgendaItem(SQLModel, table=True):
    """A row of an agenda. Its time is derived: start + minutes of the rows before (product.md, rule 2)."""

    __table_args__ = (
        UniqueConstraint("discussion_id", "position"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),
        CheckConstraint(f"kind <> 'presentation' OR minutes <= {LONGEST_PRESENTATION}", name="presentation"),
        CheckConstraint(
            "presenter_role IS NULL OR kind <> 'presentation' OR presenter_role <> 'observer'", name="observer"
        ),
        CheckConstraint("(presenter_id IS NULL) = (presenter_role IS NULL)", name="presenter"),
    )

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    position: int
    kind: ItemKind = Field(sa_type=one_of(ItemKind, "item_kind"))
    title: str = Field(default="", max_length=200)
    minutes: int
    presenter_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    presenter_role: Role | None = Field(default=None, sa_type=one_of(Role, "presenter_role"))
    """The role the presenter has in this discussion: an observer has no presentation (product.md, rule 4)."""


def _instant(wall: datetime | None, timezone: str) -> datetime | None:
    return None if wall is None else instant_followed(wall, timezone)
