"""The tables of coordinators: who may register members of a union, and whom they brought."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from foundation.database import Instant
from foundation.people import NAME_LIMIT

MOST_PLACES = 5_000


class Coordinator(SQLModel, table=True):
    """Somebody who registers the members of one union through a link that an organiser made (decisions/0032)."""

    __table_args__ = (CheckConstraint(f"quota BETWEEN 1 AND {MOST_PLACES}", name="quota"),)

    id: int | None = Field(default=None, primary_key=True)
    series_id: int = Field(foreign_key="series.id", index=True, ondelete="CASCADE")
    full_name: str = Field(max_length=NAME_LIMIT)
    """As members read it in their first letter."""
    union: str = Field(max_length=200)
    language: str = Field(max_length=8)
    phone: str | None = Field(default=None, max_length=40)
    """Where the organiser passes the link on; no letter goes to coordinators."""
    quota: int
    """How many people may be on the list at once."""
    ends_at: datetime = Field(sa_type=Instant)
    """Until when the link takes names; the list can be read for longer."""
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    link_version: int = 0
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Instant)

    def takes_names(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.ends_at


class Covered(SQLModel, table=True):
    """A discussion that a coordinator may register members for."""

    coordinator_id: int = Field(primary_key=True, foreign_key="coordinator.id", ondelete="CASCADE")
    discussion_id: int = Field(primary_key=True, foreign_key="discussion.id", index=True, ondelete="CASCADE")


class Member(SQLModel, table=True):
    """A person on the list of a coordinator, once. The row stays as the proof of who said that they agreed."""

    __table_args__ = (UniqueConstraint("coordinator_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    coordinator_id: int = Field(foreign_key="coordinator.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    full_name: str = Field(max_length=NAME_LIMIT)
    """As the coordinator typed it; what the person is called elsewhere is not for them to read."""
    entered_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the coordinator took the name back, or the person left; the place is free again."""
    refused: bool = False
    """The person does not want to be registered by others."""


class Brought(SQLModel, table=True):
    """A registration of a member. `turn` is the one that the coordinator caused; 0 where the person had registered
    alone before, which the coordinator never learns."""

    member_id: int = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    registration_id: int = Field(primary_key=True, foreign_key="registration.id", index=True, ondelete="CASCADE")
    turn: int
