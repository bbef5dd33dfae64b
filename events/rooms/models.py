"""The room of a discussion at a provider, and the places of people in it. A pasted address needs no row."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from events.rooms.contract import Opened
from foundation.database import Instant, one_of

PRESENT, UNFINISHED = text("dropped_at IS NULL"), text("finished_at IS NULL")
REASON_LIMIT = 300


class RoomKind(StrEnum):
    """The words of `PROVIDERS`."""

    JITSI = "jitsi"
    BIGBLUEBUTTON = "bigbluebutton"
    ZOOM = "zoom"


class Room(SQLModel, table=True):
    """A room that was chosen for a discussion. One that was dropped stays until it is closed."""

    __table_args__ = (
        Index("uq_room_present", "discussion_id", unique=True, postgresql_where=PRESENT, sqlite_where=PRESENT),
        Index("ix_room_unfinished", "id", postgresql_where=UNFINISHED, sqlite_where=UNFINISHED),
    )

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE", index=True)
    kind: RoomKind = Field(sa_type=one_of(RoomKind, "room_kind"))
    key: str = Field(max_length=40, unique=True)
    """What nobody can guess; with some providers it is the name of the room."""
    number: str = Field(default="", max_length=100)
    """What the provider calls it."""
    address: str = Field(default="", max_length=2000)
    told_revision: int | None = None
    """The revision of the discussion that the provider knows; None while there is no room."""
    try_at: datetime | None = Field(default=None, sa_type=Instant)
    """Not before: somebody is asking, or has failed, or the room lasts until then."""
    attempts: int = 0
    """Failed ones since the last that did not."""
    wrong: str = Field(default="", max_length=REASON_LIMIT)
    """Why the last attempt failed, in English; empty when it did not."""
    dropped_at: datetime | None = Field(default=None, sa_type=Instant)
    """When another room was chosen."""
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    """Nothing more is to be done about it."""
    places_at: datetime | None = Field(default=None, sa_type=Instant)
    """Before that no places for people are asked for."""
    report_asked_at: datetime | None = Field(default=None, sa_type=Instant)
    """When somebody asked for the report of visits; None when it has come."""
    report_wrong: str = Field(default="", max_length=REASON_LIMIT)

    @property
    def is_open(self) -> bool:
        return self.told_revision is not None

    @property
    def opened(self) -> Opened:
        return Opened(self.key, self.number, self.address)


class RoomPlace(SQLModel, table=True):
    """An address that a provider gave to one person alone."""

    __table_args__ = (UniqueConstraint("room_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    room_id: int = Field(foreign_key="room.id", ondelete="CASCADE")
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    address: str = Field(max_length=2000)
    number: str = Field(max_length=100)
    """By which reports of the provider name it."""
    alias: str = Field(max_length=254)
    """The address of mail that the provider was given: it leads nowhere."""
