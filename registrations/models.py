"""Registrations with their consents, and visits to the room."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of
from foundation.people import NAME_LIMIT
from foundation.people import Sex as Sex  # noqa: PLC0414  part of a registration, and known here by all

REASON_LIMIT = 500
WAITING, ATTENTION = text("status = 'waiting'"), text("attention")


class Status(StrEnum):
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    PENDING = "pending"
    CANCELLED = "cancelled"


class UnionLevel(StrEnum):
    CONFEDERATION = "confederation"
    FEDERATION = "federation"
    BRANCH = "branch"
    PLANT = "plant"


class Group(StrEnum):
    WORKERS = "workers"
    EMPLOYERS = "employers"
    GOVERNMENT = "government"
    OTHER = "other"


class AgeBand(StrEnum):
    """As reports ask for them (domain.md, What reports must say); a date of birth is never asked for."""

    FROM_18 = "18-24"
    FROM_25 = "25-34"
    FROM_35 = "35-44"
    FROM_45 = "45-54"
    FROM_55 = "55+"


class Registration(SQLModel, table=True):
    """A person who wants to take part in a discussion; registering twice is one registration."""

    __table_args__ = (
        UniqueConstraint("discussion_id", "person_id"),
        Index("ix_registration_waiting", "discussion_id", "waiting_since", "id", postgresql_where=WAITING,
              sqlite_where=WAITING),
        Index("ix_registration_attention", "discussion_id", postgresql_where=ATTENTION, sqlite_where=ATTENTION),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    full_name: str = Field(max_length=NAME_LIMIT)
    """As typed, as it will be printed on the certificate."""
    phone: str | None = Field(default=None, max_length=40)
    union: str = Field(default="", max_length=200)
    union_level: UnionLevel | None = Field(default=None, sa_type=one_of(UnionLevel, "union_level"))
    group: Group | None = Field(default=None, sa_type=one_of(Group, "group"))
    sex: Sex | None = Field(default=None, sa_type=one_of(Sex, "sex"))
    age_band: AgeBand | None = Field(default=None, sa_type=one_of(AgeBand, "age_band"))
    province: str = Field(default="", max_length=80)
    support: str = Field(default="", max_length=500)
    """What the person needs to take part; never anything else about health."""
    question: str = Field(default="", max_length=1000)
    status: Status = Field(sa_type=one_of(Status, "registration_status"))
    registered_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when the seat is held; reminders due before are not owed."""
    waiting_since: datetime | None = Field(default=None, sa_type=Instant)
    """In line for a seat, or for the organisers' word."""
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    turn: int = 0
    """Rises each time this person takes a seat or a place in line."""
    link_requests: int = 0
    """How often somebody registered again with this contact: each is answered by mail, within limits."""
    link_requested_at: datetime | None = Field(default=None, sa_type=Instant)
    link_version: int = 0
    token_hash: str = Field(max_length=64, unique=True)
    attention: bool = False
    """Something about this row changed and nobody has looked yet which messages follow."""
    offered_at: datetime | None = Field(default=None, sa_type=Instant)
    offered_until: datetime | None = Field(default=None, sa_type=Instant)
    """While waiting: a seat is kept for this person so long. After it was lost: until when it had been."""
    refused_because: str | None = Field(default=None, max_length=REASON_LIMIT)
    """Why an organiser did not approve of it; read by the person. None while nobody refused."""
    held_place_id: int | None = None
    """The places of a union (HeldPlaces) that this seat is one of. They are ended, and never deleted."""
    counted_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the answers of this row went into the tallies, and out of it (registrations/privacy/counting.py)."""

    @property
    def is_confirmed(self) -> bool:
        return self.status == Status.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.WAITING

    @property
    def is_pending(self) -> bool:
        return self.status == Status.PENDING

    @property
    def is_offered(self) -> bool:
        """A seat is kept for this person, who has not said yes to it."""
        return self.is_waiting and self.offered_until is not None

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED


class Purpose(StrEnum):
    """What a person agrees to, each by itself (domain.md, Law and privacy)."""

    TAKE_PART = "take_part"
    STATISTICS = "statistics"
    RECORDING = "recording"
    NEWS = "news"


class Consent(SQLModel, table=True):
    """A consent given or not given. Rows are only added: the last one of a purpose holds."""

    id: int | None = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="registration.id", ondelete="CASCADE", index=True)
    purpose: Purpose = Field(sa_type=one_of(Purpose, "consent_purpose"))
    given: bool
    wording: str = Field(max_length=20)
    """Version of the sentence that was read."""
    language: str = Field(max_length=8)
    channel: str = Field(max_length=20)
    """Where it was given: web or api."""
    at: datetime = Field(sa_type=Instant)


class Visit(SQLModel, table=True):
    """One stay in the room; begins when somebody asks for the door."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    joined_at: datetime = Field(sa_type=Instant)
