"""The table of places that are held for members of a union."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from foundation.database import Instant, WallTime


class HeldPlaces(SQLModel, table=True):
    """So many seats of a discussion for members of one union, until a date (decisions/0044)."""

    __table_args__ = (CheckConstraint("places > 0 AND taken BETWEEN 0 AND places", name="places"),)

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", index=True, ondelete="CASCADE")
    union: str = Field(max_length=200)
    """As the organiser wrote it; who is meant says registrations/unions/matching.py."""
    places: int
    taken: int = 0
    """Those that members hold now; the others are counted in `Discussion.seats_held`."""
    until_local: datetime = Field(sa_type=WallTime)
    """Wall time in the zone of the discussion."""
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    """When what was left of them went to everybody."""

    @property
    def left(self) -> int:
        return 0 if self.ended_at else self.places - self.taken
