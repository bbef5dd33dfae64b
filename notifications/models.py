"""Two tables behind every message: what was or will be sent, and what each calendar shows. And why not."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of

PLANNED, SENDING = text("state = 'planned'"), text("state = 'sending'")
NO_DISCUSSION = 0
"""`discussion_id` of a message about none (a sign-in link): the unique key must not hold NULL."""


class DeliveryState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class Delivery(SQLModel, table=True):
    """One message to one person. Inserted before anything leaves; the first five columns say which message it is."""

    __table_args__ = (
        UniqueConstraint("kind", "person_id", "discussion_id", "occasion", "channel"),
        Index("ix_delivery_planned", "priority", "due_at", "id", postgresql_where=PLANNED, sqlite_where=PLANNED),
        Index("ix_delivery_sending", "leased_until", postgresql_where=SENDING, sqlite_where=SENDING),
        Index("ix_delivery_discussion_id_person_id", "discussion_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    discussion_id: int
    occasion: int
    """The number that makes it a different message (design.md, Messages are derived)."""
    channel: str = Field(max_length=20)
    state: DeliveryState = Field(default=DeliveryState.PLANNED, sa_type=one_of(DeliveryState, "delivery_state"))
    priority: int
    """Lower leaves first."""
    due_at: datetime = Field(sa_type=Instant)
    """Not before; moved on when the mail server asks for patience."""
    expires_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    fence: int = 0
    """Number of the claim; a sender that lost its lease cannot write over the one after it."""
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", max_length=500)
    """Why it failed, waits or was skipped; what the mail server said when it was sent."""
    created_at: datetime = Field(sa_type=Instant)


class CalendarEntry(SQLModel, table=True):
    """What this person's calendar shows of a discussion, as far as we have told it."""

    __table_args__ = (UniqueConstraint("discussion_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    uid: str = Field(max_length=70, unique=True)
    sequence: int = 0
    dtstamp: datetime = Field(sa_type=Instant)
    present: bool = False
    """The calendar shows it, or may: an invitation was handed over, perhaps without our hearing the answer."""
    told: int | None = None
    """Revision of the discussion in the last letter that surely left; None is no invitation yet."""
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    messages: int = 0
    """Letters that surely left; the occasion of the next one, so that each answers the one before."""
    delivery_id: int | None = None
    """The letter now under way, which may have arrived without our hearing of it."""
    sending: str = Field(default="", max_length=64)
    """Print of what that letter says: a second attempt that says the same repeats SEQUENCE and DTSTAMP."""
    shown_title: str = Field(max_length=200)
    shown_starts_at: datetime = Field(sa_type=Instant)
    shown_ends_at: datetime = Field(sa_type=Instant)
    shown_room: str = Field(default="", max_length=2000)


class Skipped(SQLModel, table=True):
    """A message that was planned and is not owed any more; never attempted, so its row is gone and its key is free."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    discussion_id: int = Field(index=True)
    channel: str = Field(max_length=20)
    due_at: datetime = Field(sa_type=Instant)
    reason: str = Field(max_length=500)
    at: datetime = Field(sa_type=Instant)
